// The tree of commands, noun and verb, and the parser over it. CLI11 stays behind it, in command_line.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/session/pages.h"
#include "cli/session/session.h"

namespace CLI {
class App;
}

namespace slipway::cli {

// Runs a command; the value is the exit status.
using Action = std::function<Result<int>(Session&)>;

// One command, or a noun with commands below it. A handle: copied freely, valid while its CommandLine is.
class Command {
 public:
  Command(CLI::App& app, Action& chosen) : app_(&app), chosen_(&chosen) {}

  // A command below this one.
  Command add(const std::string& name, const std::string& description);

  // What this command does; returns where its options are to be put.
  template <class Options>
  Options& runs(Result<int> (*action)(Session&, const Options&)) {
    auto options = std::make_shared<Options>();
    set_action([options, action](Session& session) { return action(session, *options); });
    return *options;
  }
  void set_action(Action action);

  // Arguments without a dash; `name` in capitals, as the help shows it. All are required but `optional_positionals`.
  Command& positional(const std::string& name, std::string& target, const std::string& description);
  Command& optional_positional(const std::string& name, std::optional<std::string>& target, const std::string& description);
  Command& positionals(const std::string& name, std::vector<std::string>& target, const std::string& description);
  Command& optional_positionals(const std::string& name, std::vector<std::string>& target, const std::string& description);

  // Options: `name` as "--approver" or "-o,--output", `value` in capitals.
  Command& option(const std::string& name, const std::string& value, std::optional<std::string>& target,
                  const std::string& description);
  Command& options(const std::string& name, const std::string& value, std::vector<std::string>& target,
                   const std::string& description);
  Command& choice(const std::string& name, const std::vector<std::string>& values, std::string& target,
                  const std::string& description);
  Command& choice(const std::string& name, const std::vector<std::string>& values, std::optional<std::string>& target,
                  const std::string& description);
  Command& number(const std::string& name, std::int64_t& target, std::int64_t least, std::int64_t most,
                  const std::string& description);
  // --limit and --all of a list.
  Command& row_limit(RowLimit& target);
  Command& flag(const std::string& name, bool& target, const std::string& description);

  // What stands below the options in the help.
  Command& examples(const std::string& text);
  // Refuses the options that every command takes: for what talks to no server.
  Command& alone();

 private:
  CLI::App* app_;
  Action* chosen_;
};

class CommandLine {
 public:
  CommandLine(const std::string& description, const std::string& footer);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command root();

  // The text of a help that was asked for, or the command that was chosen. Error: cli.wrong_use.
  Result<std::variant<std::string, Action>> parse(const std::vector<std::string>& arguments);

 private:
  std::unique_ptr<CLI::App> app_;
  Action chosen_;
};

}  // namespace slipway::cli
