// What the help says, on golden pages.
#include <gtest/gtest.h>

#include "cli/cli_run.h"
#include "support/golden.h"

namespace slipway::cli {
namespace {

using test::CliRun;

std::string help_of(std::vector<std::string> command) {
  CliRun cli;
  command.push_back("--help");
  EXPECT_EQ(cli.run(command), 0);
  EXPECT_EQ(cli.err.str(), "");
  return cli.out.str();
}

TEST(Help, of_the_program) { test::expect_golden("cli/help.txt", help_of({})); }
TEST(Help, of_serve) { test::expect_golden("cli/help_serve.txt", help_of({"serve"})); }
TEST(Help, of_package) { test::expect_golden("cli/help_package.txt", help_of({"package"})); }
TEST(Help, of_package_deploy) { test::expect_golden("cli/help_package_deploy.txt", help_of({"package", "deploy"})); }
TEST(Help, of_user_key_create) { test::expect_golden("cli/help_user_key_create.txt", help_of({"user", "key", "create"})); }

TEST(Help, says_which_names_are_valid) {
  const std::string names = "Letters, digits, '_' and '-', a letter or digit first, at most ";
  EXPECT_NE(help_of({"workspace", "create"}).find(names + "32"), std::string::npos);
  EXPECT_NE(help_of({"project", "create"}).find(names + "64"), std::string::npos);
}

TEST(Help, every_command_has_one_with_a_usage_line) {
  const std::vector<std::vector<std::string>> commands{{"serve"},
                                                       {"migrate"},
                                                       {"version"},
                                                       {"project", "create"},
                                                       {"project", "list"},
                                                       {"user", "create"},
                                                       {"user", "list"},
                                                       {"user", "disable"},
                                                       {"user", "enable"},
                                                       {"user", "key", "create"},
                                                       {"user", "key", "list"},
                                                       {"user", "key", "delete"},
                                                       {"workspace", "create"},
                                                       {"workspace", "list"},
                                                       {"member", "set"},
                                                       {"member", "remove"},
                                                       {"member", "list"},
                                                       {"script", "push"},
                                                       {"script", "list"},
                                                       {"job", "push"},
                                                       {"job", "list"},
                                                       {"job", "start"},
                                                       {"job", "stop"},
                                                       {"job", "run"},
                                                       {"job", "test"},
                                                       {"pending", "list"},
                                                       {"package", "create"},
                                                       {"package", "list"},
                                                       {"package", "show"},
                                                       {"package", "deploy"},
                                                       {"package", "revoke"},
                                                       {"instance", "list"},
                                                       {"instance", "show"},
                                                       {"instance", "log"},
                                                       {"instance", "stop"},
                                                       {"audit", "list"}};

  for (const auto& command : commands) {
    const auto text = help_of(command);
    EXPECT_NE(text.find("Usage: slipway " + command.front()), std::string::npos) << text;
  }
}

TEST(Help, is_also_a_word_before_the_command) {
  const auto shown = [](const std::vector<std::string>& arguments) {
    CliRun cli;
    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();
    return cli.out.str();
  };

  EXPECT_EQ(shown({"help"}), shown({"--help"}));
  EXPECT_EQ(shown({"help", "package", "deploy"}), shown({"package", "deploy", "--help"}));
}

TEST(Version, is_shown_as_option_and_as_command) {
  CliRun option;
  CliRun command;

  EXPECT_EQ(option.run({"--version"}), 0) << option.err.str();
  EXPECT_EQ(command.run({"version"}), 0) << command.err.str();

  EXPECT_EQ(option.out.str(), command.out.str());
}

}  // namespace
}  // namespace slipway::cli
