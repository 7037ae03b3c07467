// serve, migrate, version.
#include <array>
#include <memory>
#include <utility>

#include "cli/commands.h"

namespace slipway::cli {

namespace {

struct ServerOptions {
  std::optional<std::string> config_path;
  std::optional<std::string> data_dir;
  std::optional<std::string> listen;
  std::optional<std::string> metrics_listen;
  std::optional<std::string> database_url;
};

ServerArguments to_arguments(const ServerOptions& options) {
  ServerArguments arguments{.config_path = options.config_path, .settings = {}};
  const std::array given{
      std::pair<const char*, const std::optional<std::string>*>{"server.data_dir", &options.data_dir},
      std::pair<const char*, const std::optional<std::string>*>{"server.listen", &options.listen},
      std::pair<const char*, const std::optional<std::string>*>{"server.metrics_listen", &options.metrics_listen},
      std::pair<const char*, const std::optional<std::string>*>{"database.url", &options.database_url},
  };
  for (const auto& [key, text] : given)
    if (*text) arguments.settings.emplace_back(key, **text);
  return arguments;
}

void add_where_the_data_lies(Command& command, ServerOptions& options) {
  command.option("--data-dir", "DIR", options.data_dir, "Where database, keys and logs lie (~/.local/share/slipway)");
  command.option("--database-url", "URL", options.database_url, "PostgreSQL instead of the SQLite file, without a password");
  command.option("--config", "FILE", options.config_path, "Settings in TOML (slipway.toml in the data directory)");
}

Result<int> show_version(Session& session) {
  session.surroundings().out << "slipway " << SLIPWAY_VERSION << "\n";
  return exit_done;
}

}  // namespace

void add_server_commands(Command root, const ServerCommands& server_commands) {
  auto serve = root.add("serve", "Runs the server until it is told to stop (SIGTERM)");
  auto serve_options = std::make_shared<ServerOptions>();
  add_where_the_data_lies(serve, *serve_options);
  serve.option("--listen", "HOST:PORT", serve_options->listen, "Where the API is served (127.0.0.1:8470); port 0: a free one");
  serve.option("--metrics-listen", "HOST:PORT", serve_options->metrics_listen, "Serves /metrics apart");
  serve.examples(
      "The first start makes the project, the workspace and the user `default`, `default` and `admin`, and writes their keys\n"
      "to credentials.json in the data directory. Every setting may also come from the environment, as SLIPWAY_SECTION_NAME.\n\n"
      "Examples:\n"
      "  slipway serve\n"
      "  slipway serve --data-dir /var/lib/slipway --listen 127.0.0.1:8470\n"
      "  slipway serve --database-url postgresql://slipway@db.example.org/slipway");
  serve.alone().set_action(
      [serve_options, run = server_commands.serve](Session&) -> Result<int> { return run(to_arguments(*serve_options)); });

  auto migrate = root.add("migrate", "Brings the database to the schema of this version, then ends");
  auto migrate_options = std::make_shared<ServerOptions>();
  add_where_the_data_lies(migrate, *migrate_options);
  migrate.examples("`slipway serve` does the same at its start; a database of a newer version is refused.");
  migrate.alone().set_action(
      [migrate_options, run = server_commands.migrate](Session&) -> Result<int> { return run(to_arguments(*migrate_options)); });

  root.add("version", "Shows the version of this program").alone().set_action(show_version);
}

}  // namespace slipway::cli
