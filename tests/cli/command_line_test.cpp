// How arguments, credentials and errors become an exit status.
#include <gtest/gtest.h>

#include "cli/cli_run.h"

namespace slipway::cli {
namespace {

using test::CliRun;

TEST(CommandLine, wrong_use_exits_2_and_says_what_was_wrong) {
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"package"},
      {"package", "explode"},
      {"package", "deploy"},
      {"package", "deploy", "1", "--now"},
      {"job", "list", "--limit", "0"},
      {"pending", "list", "--kind", "table"},
      {"serve", "--listen"},
      {"serve", "--endpoint", "http://h"},
      {"job", "run", "a", "--param", "no_value"},
  };
  for (const auto& arguments : wrong) {
    CliRun cli;
    EXPECT_EQ(cli.run(arguments), 2) << cli.err.str();
    EXPECT_TRUE(cli.err.str().starts_with("slipway: ")) << cli.err.str();
    EXPECT_EQ(cli.out.str(), "");
    EXPECT_TRUE(cli.requests.empty());
  }
}

TEST(CommandLine, a_noun_alone_says_which_verbs_there_are) {
  CliRun cli;

  cli.run({"package"});

  EXPECT_EQ(cli.err.str(),
            "slipway: slipway package needs one of: create, list, show, deploy, revoke\n"
            "`slipway package --help` shows how it is used.\n");
}

TEST(CommandLine, an_unknown_word_is_named_with_the_nearest_that_is_known) {
  struct Mistake {
    std::vector<std::string> arguments;
    std::string said;
  };
  const std::vector<Mistake> mistakes{
      {{"--nonsense"}, "slipway has no option --nonsense"},
      {{"--workspac=a", "job", "list"}, "slipway job list has no option --workspac; did you mean --workspace?"},
      {{"frobnicate"},
       "slipway has no command frobnicate; it has serve, migrate, version, project, user, workspace, member, script, job, "
       "pending, "
       "package, instance, audit, server"},
      {{"pakage", "list"}, "slipway has no command pakage; did you mean package?"},
      {{"package", "frob"}, "slipway package has no command frob; it has create, list, show, deploy, revoke"},
      {{"package", "lst", "--limit", "3"}, "slipway package has no command lst; did you mean list?"},
      {{"package", "deploy", "--no-strat"}, "slipway package deploy has no option --no-strat; did you mean --no-start?"},
      {{"package", "deploy", "1", "--ouput", "json"}, "slipway package deploy has no option --ouput; did you mean --output?"},
      {{"serve", "-o", "json"}, "slipway serve has no option -o"},
      {{"serve", "--lissen", "127.0.0.1:0"}, "slipway serve has no option --lissen; did you mean --listen?"},
      {{"version", "now"}, "slipway version does not take the argument now"},
  };
  for (const auto& [arguments, said] : mistakes) {
    CliRun cli;
    EXPECT_EQ(cli.run(arguments), 2);
    EXPECT_TRUE(cli.err.str().starts_with("slipway: " + said + "\n`slipway ")) << cli.err.str();
  }
}

TEST(CommandLine, options_of_every_command_stand_before_or_behind_it) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"-o", "json", "project", "list"}, {"project", "list", "-o", "json"}}) {
    CliRun cli;
    cli.answers(200, R"({"items": []})");

    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();

    EXPECT_EQ(cli.out.str(), "[]\n");
  }
}

TEST(CommandLine, a_job_may_be_called_like_a_command) {
  CliRun cli;
  cli.answers(200, R"({"status": "NORMAL"})");
  cli.answers(204, "");

  EXPECT_EQ(cli.run({"job", "stop", "package"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(1), "POST /v1/p1/jobs/package/stop");
}

TEST(CommandLine, serve_hands_its_options_on_as_settings) {
  CliRun cli;

  EXPECT_EQ(cli.run({"serve", "--data-dir", "d", "--listen", "127.0.0.1:0", "--database-url", "postgresql://h/n", "--config",
                     "c.toml", "--metrics-listen", "127.0.0.1:1"}),
            0);

  const std::vector<std::pair<std::string, std::string>> expected{{"server.data_dir", "d"},
                                                                  {"server.listen", "127.0.0.1:0"},
                                                                  {"server.metrics_listen", "127.0.0.1:1"},
                                                                  {"database.url", "postgresql://h/n"}};
  EXPECT_EQ(cli.server_arguments.settings, expected);
  EXPECT_EQ(cli.server_arguments.config_path, "c.toml");
}

TEST(CommandLine, version_needs_no_server_and_no_credentials) {
  CliRun cli;
  cli.variables.clear();

  EXPECT_EQ(cli.run({"version"}), 0);

  EXPECT_TRUE(cli.out.str().starts_with("slipway ")) << cli.out.str();
}

TEST(CommandLine, exits_3_when_no_server_is_reached) {
  CliRun cli;

  EXPECT_EQ(cli.run({"job", "list"}), 3);

  EXPECT_EQ(cli.err.str(),
            "slipway: no server was reached at http://slipway.test\n"
            "Is the server running? `slipway serve` starts one; --endpoint names another.\n");
}

TEST(CommandLine, a_refusal_exits_1_with_the_public_code_and_what_to_do) {
  CliRun cli;
  cli.answers(403, R"({"error_code": "DLF.6888", "error_msg": "a developer may not deploy", "errors": []})",
              {{"x-request-id", "r7"}});

  EXPECT_EQ(cli.run({"package", "deploy", "12"}), 1);

  EXPECT_EQ(cli.err.str(),
            "slipway: DLF.6888: a developer may not deploy (request r7)\n"
            "`slipway member list` shows who has which role in this workspace.\n");
}

TEST(CommandLine, a_problem_of_the_native_face_is_shown_with_its_dotted_code) {
  CliRun cli;
  cli.answers(409, R"({"type": "/errors/project.name_taken", "title": "Conflict", "status": 409, "detail": "there is a project a",
    "code": "project.name_taken"})");

  EXPECT_EQ(cli.run({"project", "create", "a"}), 1);

  EXPECT_EQ(cli.err.str(), "slipway: project.name_taken: there is a project a\n");
}

TEST(CommandLine, an_answer_of_something_else_than_slipway_is_named_as_such) {
  CliRun refused;
  refused.answers(502, "<html>");
  CliRun strange;
  strange.answers(200, "<html>");

  EXPECT_EQ(refused.run({"project", "list"}), 1);
  EXPECT_EQ(strange.run({"project", "list"}), 1);

  EXPECT_NE(refused.err.str().find("HTTP 502"), std::string::npos) << refused.err.str();
  EXPECT_NE(strange.err.str().find("cli.answer_not_understood"), std::string::npos) << strange.err.str();
}

TEST(Credentials, the_command_line_wins_over_the_environment_and_that_over_the_data_directory) {
  CliRun cli;
  const auto with_key = [](const std::string& key) {
    return R"({"endpoint": "http://slipway.test", "project_id": "p", "workspace_id": "w", "access_key": ")" + key +
           R"(", "secret_key": "s"})";
  };
  std::filesystem::create_directories(cli.directory / "slipway");
  cli.write("slipway/credentials.json", with_key("default"));
  cli.write("environment.json", with_key("environment"));
  cli.write("option.json", with_key("option"));
  cli.variables = {{"XDG_DATA_HOME", cli.directory.path()}};
  const auto key_used = [&](const std::vector<std::string>& arguments) {
    cli.requests.clear();
    cli.run(arguments);
    if (cli.requests.empty()) return std::string("none");
    for (const auto& [name, value] : cli.requests.front().headers)
      if (name == "Authorization") return value.substr(value.find("Access=") + 7, value.find(',') - value.find("Access=") - 7);
    return std::string("unsigned");
  };

  EXPECT_EQ(key_used({"project", "list"}), "default");
  cli.variables["SLIPWAY_CREDENTIALS"] = cli.directory / "environment.json";
  EXPECT_EQ(key_used({"project", "list"}), "environment");
  EXPECT_EQ(key_used({"project", "list", "--credentials", cli.directory / "option.json"}), "option");
}

TEST(Credentials, the_endpoint_of_the_option_wins_over_the_environment_and_the_file) {
  CliRun cli;
  cli.variables["SLIPWAY_ENDPOINT"] = "http://environment.test/";

  cli.run({"project", "list"});
  cli.run({"project", "list", "--endpoint", "http://option.test"});

  ASSERT_EQ(cli.requests.size(), 2U);
  EXPECT_TRUE(cli.requests[0].url.starts_with("http://environment.test/api/")) << cli.requests[0].url;
  EXPECT_TRUE(cli.requests[1].url.starts_with("http://option.test/api/")) << cli.requests[1].url;
}

TEST(Credentials, a_missing_or_broken_file_is_wrong_use_and_shows_no_secret) {
  CliRun missing;
  missing.variables["SLIPWAY_CREDENTIALS"] = missing.directory / "none.json";
  CliRun broken;
  broken.write("credentials.json", R"({"secret_key": "hidden"})");

  EXPECT_EQ(missing.run({"job", "list"}), 2);
  EXPECT_EQ(broken.run({"job", "list"}), 2);

  EXPECT_NE(missing.err.str().find("there are no credentials at"), std::string::npos) << missing.err.str();
  EXPECT_NE(broken.err.str().find("has no access_key"), std::string::npos) << broken.err.str();
  EXPECT_EQ(broken.err.str().find("hidden"), std::string::npos);
}

}  // namespace
}  // namespace slipway::cli
