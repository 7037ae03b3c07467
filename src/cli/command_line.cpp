#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t help_column = 32;

// The command that was being read when the mistake was met: its help is the one to read.
std::string command_being_read(const CLI::App& app) {
  const auto* innermost = &app;
  std::string name = app.get_name();
  for (auto below = innermost->get_subcommands(); !below.empty(); below = innermost->get_subcommands()) {
    innermost = below.back();
    name += " " + innermost->get_name();
  }
  return name;
}

std::string names_of_commands_below(const CLI::App& app) {
  const auto* innermost = &app;
  for (auto below = innermost->get_subcommands(); !below.empty(); below = innermost->get_subcommands()) innermost = below.back();
  std::vector<std::string> names;
  for (const auto* command : innermost->get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return base::join(names, ", ");
}

std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  const auto below = names_of_commands_below(app);
  const bool is_incomplete = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !below.empty();
  if (is_incomplete) return command_being_read(app) + " needs one of: " + below;
  std::string message = error.what();
  if (message.starts_with("The following argument")) message = "not understood: " + message.substr(message.find(": ") + 2);
  return message;
}

// CLI11 shows [LEAST - MOST] beside a range of its own; ours is in the message.
CLI::Validator between(std::int64_t least, std::int64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        const auto number = base::parse_integer(text);
        const bool is_good = number && *number >= least && *number <= most;
        return is_good ? std::string{}
                       : "must be a number from " + std::to_string(least) + " to " + std::to_string(most) + ", not " + text;
      },
      "");
}

CLI::Option* add_choice(CLI::Option* option, const std::vector<std::string>& values) {
  return option->type_name(base::join(values, "|"))
      ->check(CLI::Validator(
          [values](const std::string& text) {
            const bool is_known = std::find(values.begin(), values.end(), text) != values.end();
            return is_known ? std::string{} : "must be one of " + base::join(values, ", ") + ", not " + text;
          },
          ""));
}

}  // namespace

Command Command::add(const std::string& name, const std::string& description) {
  app_->require_subcommand(1);
  auto* below = app_->add_subcommand(name, description);
  below->group("Commands")->footer("");  // else the footer above is shown again
  return {*below, *chosen_};
}

void Command::set_action(Action action) {
  app_->callback([chosen = chosen_, action = std::move(action)] { *chosen = action; });
}

Command& Command::positional(const std::string& name, std::string& target, const std::string& description) {
  app_->add_option(name, target, description)->required()->type_name("");
  return *this;
}

Command& Command::optional_positional(const std::string& name, std::optional<std::string>& target,
                                      const std::string& description) {
  app_->add_option(name, target, description)->type_name("");
  return *this;
}

Command& Command::positionals(const std::string& name, std::vector<std::string>& target, const std::string& description) {
  app_->add_option(name, target, description)->required()->type_name("");
  return *this;
}

Command& Command::optional_positionals(const std::string& name, std::vector<std::string>& target,
                                       const std::string& description) {
  app_->add_option(name, target, description)->type_name("");
  return *this;
}

Command& Command::option(const std::string& name, const std::string& value, std::optional<std::string>& target,
                         const std::string& description) {
  app_->add_option(name, target, description)->type_name(value);
  return *this;
}

Command& Command::options(const std::string& name, const std::string& value, std::vector<std::string>& target,
                          const std::string& description) {
  app_->add_option(name, target, description)->type_name(value)->allow_extra_args(false);
  return *this;
}

Command& Command::choice(const std::string& name, const std::vector<std::string>& values, std::string& target,
                         const std::string& description) {
  add_choice(app_->add_option(name, target, description), values);
  return *this;
}

Command& Command::choice(const std::string& name, const std::vector<std::string>& values, std::optional<std::string>& target,
                         const std::string& description) {
  add_choice(app_->add_option(name, target, description), values);
  return *this;
}

Command& Command::number(const std::string& name, std::int64_t& target, std::int64_t least, std::int64_t most,
                         const std::string& description) {
  app_->add_option(name, target, description)->type_name("N")->check(between(least, most));
  return *this;
}

Command& Command::flag(const std::string& name, bool& target, const std::string& description) {
  app_->add_flag(name, target, description);
  return *this;
}

Command& Command::examples(const std::string& text) {
  app_->footer(text);
  return *this;
}

Command& Command::alone() {
  app_->fallthrough(false);
  return *this;
}

CommandLine::CommandLine(const std::string& description, const std::string& footer)
    : app_(std::make_unique<CLI::App>(description, "slipway")) {
  app_->fallthrough();  // options of every command may stand behind it
  app_->require_subcommand(1);
  app_->footer(footer);
  app_->get_formatter()->column_width(help_column);
  app_->set_help_flag("-h,--help", "Shows this text");
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() { return {*app_, chosen_}; }

Result<std::variant<std::string, Action>> CommandLine::parse(const std::vector<std::string>& arguments) {
  try {
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
    return std::variant<std::string, Action>(chosen_);
  } catch (const CLI::CallForHelp&) {
    return std::variant<std::string, Action>(app_->help());
  } catch (const CLI::ParseError& error) {
    return wrong_use(what_is_wrong(*app_, error), "`" + command_being_read(*app_) + " --help` shows how it is used.");
  }
}

}  // namespace slipway::cli
