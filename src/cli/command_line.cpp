#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <utility>

#include "base/edit_distance.h"
#include "base/text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t help_column = 32;

// The command that was being read when the mistake was met: its help is the one to read.
const CLI::App& innermost_of(const CLI::App& app) {
  const auto* innermost = &app;
  for (auto below = app.get_subcommands(); !below.empty(); below = innermost->get_subcommands()) innermost = below.back();
  return *innermost;
}

std::string full_name(const CLI::App& command) {
  const auto* above = command.get_parent();
  return above == nullptr ? command.get_name() : full_name(*above) + " " + command.get_name();
}

std::vector<std::string> commands_below(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* below : command.get_subcommands([](const CLI::App*) { return true; })) names.push_back(below->get_name());
  return names;
}

// With those of the commands above, which may stand behind it as well.
std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  if (command.get_parent() == nullptr || !command.get_fallthrough()) return names;
  const auto above = options_of(*command.get_parent());
  names.insert(names.end(), above.begin(), above.end());
  return names;
}

// "; did you mean list?", or nothing where no name is near.
std::string suggestion(const std::string& word, const std::vector<std::string>& names) {
  const auto distance = [&](const std::string& name) { return base::edit_distance(word, name); };
  const auto nearest = std::ranges::min_element(names, {}, distance);
  const bool is_near = nearest != names.end() && distance(*nearest) <= std::max<std::size_t>(1, word.size() / 3);
  return is_near ? "; did you mean " + *nearest + "?" : "";
}

std::string what_is_unknown(const CLI::App& command, const std::string& word) {
  const auto name = full_name(command);
  if (word.size() > 1 && word.starts_with('-')) {
    const auto option = word.substr(0, word.find('='));
    return name + " has no option " + option + suggestion(option, options_of(command));
  }
  const auto below = commands_below(command);
  if (below.empty()) return name + " does not take the argument " + word;
  const auto nearest = suggestion(word, below);
  return name + " has no command " + word + (nearest.empty() ? "; it has " + base::join(below, ", ") : nearest);
}

// What is left over is the mistake, also where something needed is missing because of it.
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  const auto& command = innermost_of(app);
  const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
  const auto left_over = app.remaining(true);
  const bool is_unknown = code == CLI::ExitCodes::ExtrasError || code == CLI::ExitCodes::RequiredError;
  if (is_unknown && !left_over.empty()) return what_is_unknown(command, left_over.front());
  const auto below = commands_below(command);
  if (code == CLI::ExitCodes::RequiredError && !below.empty())
    return full_name(command) + " needs one of: " + base::join(below, ", ");
  return error.what();
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

Command& Command::row_limit(RowLimit& target) {
  number("--limit", target.most, 1, row_count_max, "Rows at most (100)");
  flag("--all", target.is_all, "All rows, however many");
  app_->get_option("--all")->excludes("--limit");
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
  app_->set_version_flag("--version", "slipway " SLIPWAY_VERSION, "Shows the version of this program");
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() { return {*app_, chosen_}; }

Result<std::variant<std::string, Action>> CommandLine::parse(const std::vector<std::string>& arguments) {
  auto words = arguments;
  // `slipway help package deploy` is `slipway package deploy --help`.
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  try {
    std::ranges::reverse(words);  // CLI11 takes them from the back
    app_->parse(std::move(words));
    return std::variant<std::string, Action>(chosen_);
  } catch (const CLI::CallForVersion& version) {
    return std::variant<std::string, Action>(std::string(version.what()) + "\n");
  } catch (const CLI::CallForHelp&) {
    return std::variant<std::string, Action>(app_->help());
  } catch (const CLI::ParseError& error) {
    return wrong_use(what_is_wrong(*app_, error), "`" + full_name(innermost_of(*app_)) + " --help` shows how it is used.");
  }
}

}  // namespace slipway::cli
