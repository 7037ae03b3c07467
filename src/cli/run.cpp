#include "cli/run.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

#include "adapters/http_client/http_client.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session/exit_status.h"
#include "cli/session/session.h"

namespace slipway::cli {

namespace {

constexpr const char* program_description = "Slipway: develop data jobs, release them in one switch, run and watch them.";

constexpr const char* program_footer =
    "The options above may stand behind any command that talks to a server. Where they are absent, SLIPWAY_ENDPOINT,\n"
    "SLIPWAY_CREDENTIALS, SLIPWAY_WORKSPACE and credentials.json of the default data directory are looked at.\n\n"
    "Exit status: 0 done, 1 refused or failed, 2 wrong use, 3 no server was reached.\n\n"
    "`slipway help COMMAND` or `slipway COMMAND --help` shows the commands below a noun, and their options.";

void add_common_options(Command root, CommonOptions& options) {
  root.option("--endpoint", "URL", options.credentials.endpoint, "The server: http://HOST:PORT");
  root.option("--credentials", "FILE", options.credentials.path, "Keys and ids of who asks");
  root.option("--workspace", "NAME", options.workspace, "A workspace by name or id");
  root.choice("-o,--output", {"table", "json"}, options.output, "How results are shown");
}

void add_commands(Command root, const ServerCommands& server_commands) {
  add_server_commands(root, server_commands);
  add_project_commands(root);
  add_user_commands(root);
  add_workspace_commands(root);
  add_member_commands(root);
  add_script_commands(root);
  add_job_commands(root);
  add_pending_commands(root);
  add_package_commands(root);
  add_instance_commands(root);
  add_audit_commands(root);
  add_task_commands(root);
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

std::size_t terminal_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

}  // namespace

int run(const std::vector<std::string>& arguments, const ServerCommands& server_commands, Surroundings& surroundings) {
  CommonOptions options;
  CommandLine line(program_description, program_footer);
  add_common_options(line.root(), options);
  add_commands(line.root(), server_commands);

  for (const auto& argument : arguments) {
    if (base::is_utf8(argument)) continue;
    const auto error = wrong_use("the argument " + base::replace_invalid_utf8(argument) + " is not UTF-8");
    surroundings.err << error_text(error);
    return exit_status(error);
  }
  auto parsed = line.parse(arguments);
  if (!parsed) {
    surroundings.err << error_text(parsed.error());
    return exit_status(parsed.error());
  }
  if (const auto* help = std::get_if<std::string>(&*parsed)) {
    surroundings.out << *help;
    return exit_done;
  }
  Session session(surroundings, options);
  const auto status = std::get<Action>(*parsed)(session);
  surroundings.out.flush();
  if (status) return *status;
  surroundings.err << error_text(status.error());
  return exit_status(status.error());
}

int run(int argc, char** argv, const ServerCommands& server_commands) {
  base::SystemClock clock;
  base::SystemRandom random;
  std::unique_ptr<http_client::HttpClient> client;  // made by the first call: serve and migrate need none
  Surroundings surroundings{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .terminal_width = terminal_width(),
      .clock = clock,
      .random = random,
      .variable = environment_variable,
      .send =
          [&client](const http_client::HttpRequest& request) {
            if (!client) client = std::make_unique<http_client::HttpClient>();
            return client->send(request);
          },
      .pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); },
  };
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return run(arguments, server_commands, surroundings);
}

}  // namespace slipway::cli
