#include "adapters/config/load_config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace slipway::config {
namespace {

using namespace std::chrono_literals;

class LoadConfig : public testing::Test {
 protected:
  LoadConfig() {
    std::string pattern = (std::filesystem::temp_directory_path() / "slipway-config.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    sources_.environment = {{"HOME", folder_}};
    sources_.core_count = 2;
  }
  ~LoadConfig() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const auto path = folder_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }

  Result<Config> load_text(const std::string& toml) {
    sources_.path = write("given.toml", toml);
    return load_config(sources_);
  }

  void expect_refused(const std::string& toml, const std::string& code, const std::string& part) {
    const auto config = load_text(toml);
    ASSERT_FALSE(config) << toml;
    EXPECT_EQ(config.error().code, code) << toml;
    EXPECT_NE(config.error().message.find(part), std::string::npos) << config.error().message;
  }

  std::string folder_;
  ConfigSources sources_;
};

TEST_F(LoadConfig, proxies_are_a_list_of_addresses) {
  const auto config = load_text("[http]\ntrusted_proxies = \"127.0.0.1, ::ffff:10.0.0.7,2001:DB8::1\"\n");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->http.trusted_proxies, (std::vector<std::string>{"127.0.0.1", "10.0.0.7", "2001:db8::1"}));
  const auto none = load_text("[http]\ntrusted_proxies = \"\"\n");
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->http.trusted_proxies.empty());
  for (const std::string text : {"proxy.example", "10.0.0.0/8", "127.0.0.1,", "127.0.0.1 ::1"})
    expect_refused("[http]\ntrusted_proxies = \"" + text + "\"\n", "config.not_valid", "IP addresses");
}

TEST_F(LoadConfig, says_the_defaults_when_nobody_says_anything) {
  const auto config = load_config(sources_);

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->server.listen, (Address{"127.0.0.1", 8470}));
  EXPECT_FALSE(config->server.metrics_listen);
  EXPECT_EQ(config->server.data_dir, folder_ + "/.local/share/slipway");
  EXPECT_EQ(config->database.url, "");
  EXPECT_EQ(config->limits.nodes_per_job, 1'000);
  EXPECT_EQ(config->limits.script_bytes, 4 << 20);
  EXPECT_EQ(config->limits.running_nodes, 8) << "4 for each core";
  EXPECT_EQ(config->node.run_as, "");
  EXPECT_EQ(config->node.shell_path, "/bin/bash");
  EXPECT_EQ(config->timings.lease, 15s);
}

TEST_F(LoadConfig, running_nodes_never_default_to_more_than_the_hard_maximum) {
  sources_.core_count = 10'000;
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->limits.running_nodes, 1'000);
  EXPECT_EQ(config->http.io_threads, 64);
}

TEST_F(LoadConfig, takes_the_command_line_before_the_environment_before_the_file) {
  sources_.path = write("given.toml", "[limits]\nusers = 1\ncron_missed = 1\nconnection_count = 1\n");
  sources_.environment = {{"HOME", folder_}, {"SLIPWAY_LIMITS_CRON_MISSED", "2"}, {"SLIPWAY_LIMITS_CONNECTION_COUNT", "2"}};
  sources_.command_line = {{"limits.connection_count", "3"}};

  const auto config = load_config(sources_);

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->limits.users, 1);
  EXPECT_EQ(config->limits.cron_missed, 2);
  EXPECT_EQ(config->limits.connection_count, 3);
}

TEST_F(LoadConfig, reads_every_type_of_setting) {
  const auto config = load_text(
      "[server]\nlisten = \"[::1]:0\"\nmetrics_listen = \"localhost:9100\"\ndata_dir = \"/srv/slipway\"\n"
      "[limits]\nscript_bytes = \"512 KiB\"\nlog_bytes_per_node = 4096\n"
      "[timings]\nlease = \"1 min\"\n[release]\noperator_may_deploy = true\n[node]\nrun_as = \"runner\"\n"
      "run_as_by_project = \"ab12=sales, cd34 = stock\"\n");

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->server.listen, (Address{"::1", 0}));
  EXPECT_EQ(config->server.metrics_listen, (Address{"localhost", 9100}));
  EXPECT_EQ(config->server.data_dir, "/srv/slipway");
  EXPECT_EQ(config->limits.script_bytes, 512 * 1024);
  EXPECT_EQ(config->limits.log_bytes_per_node, 4'096);
  EXPECT_EQ(config->timings.lease, 60s);
  EXPECT_TRUE(config->release.operator_may_deploy);
  EXPECT_EQ(config->node.run_as, "runner");
  EXPECT_EQ(config->node.run_as_by_project, (std::map<std::string, std::string>{{"ab12", "sales"}, {"cd34", "stock"}}));
}

TEST_F(LoadConfig, an_unknown_key_is_named_with_its_line_and_the_nearest_known_one) {
  expect_refused("[limits]\n\nscript_byte = 1\n", "config.unknown_key",
                 "given.toml:3: there is no setting limits.script_byte; did you mean limits.script_bytes?");
  expect_refused("[limts]\nusers = 1\n", "config.unknown_key", "limts");
  expect_refused("users = 1\n", "config.unknown_key", "there is no setting users; did you mean limits.users?");
  expect_refused("[limits.users]\nmax = 1\n", "config.not_valid", "limits.users must be a whole number");
}

TEST_F(LoadConfig, out_of_range_names_the_setting_and_the_hard_maximum) {
  expect_refused("[limits]\nnodes_per_job = 200001\n", "config.not_valid",
                 "limits.nodes_per_job must be 1 to 200000; 200000 is the hard maximum");
  expect_refused("[limits]\nnodes_per_job = 0\n", "config.not_valid", "limits.nodes_per_job must be 1 to 200000");
  expect_refused("[limits]\nscript_bytes = \"11 MiB\"\n", "config.not_valid", "10 MiB is the hard maximum");
  expect_refused("[timings]\ntoken_lifetime = \"900 h\"\n", "config.not_valid", "timings.token_lifetime must be 1 min to 720 h");
}

TEST_F(LoadConfig, a_wrong_type_is_refused_and_says_which_is_wanted) {
  expect_refused("[limits]\nusers = \"5\"\n", "config.not_valid", "limits.users must be a whole number without quotes");
  expect_refused("[limits]\nusers = 1.5\n", "config.not_valid", "limits.users must be a whole number");
  expect_refused("[limits]\nscript_bytes = true\n", "config.not_valid", "must be a size");
  expect_refused("[timings]\nlease = 15\n", "config.not_valid", "timings.lease must be a text");
  expect_refused("[timings]\nlease = \"15\"\n", "config.not_valid", "timings.lease must be a duration");
  expect_refused("[release]\noperator_may_deploy = \"true\"\n", "config.not_valid", "must be true or false");
  expect_refused("[node]\nrun_as = [\"a\"]\n", "config.not_valid", "node.run_as must be a text");
  expect_refused("[node]\nrun_as_by_project = \"sales\"\n", "config.not_valid",
                 "node.run_as_by_project must be a list such as \"KEY=VALUE, KEY=VALUE\"");
  expect_refused("[node]\nrun_as_by_project = \"a=b,\"\n", "config.not_valid", "must be a list");
  expect_refused("[node]\nrun_as_by_project = \"a=b, a=c\"\n", "config.not_valid", "node.run_as_by_project has a twice");
  expect_refused("[node]\nshell_path = \"bash\"\n", "config.not_valid", "node.shell_path must be an absolute path");
  expect_refused("[server]\nlisten = \"127.0.0.1\"\n", "config.not_valid", "server.listen must be HOST:PORT");
}

TEST_F(LoadConfig, text_that_is_no_toml_is_refused_with_its_place) {
  expect_refused("[limits]\nusers = \n", "config.not_valid", "given.toml:2:");
  expect_refused("[limits]\nusers = 1\nusers = 2\n", "config.not_valid", "given.toml:3:");
}

TEST_F(LoadConfig, a_password_in_the_database_url_is_refused_and_the_right_places_are_named) {
  for (const std::string url :
       {"postgresql://lin:secret@db/slipway", "postgresql://db/slipway?password=secret",
        "postgres://db/slipway?sslmode=require&password=secret", "host=db password = secret", "postgresql://lin:@db/x"}) {
    expect_refused("[database]\nurl = \"" + url + "\"\n", "config.password_in_url", "SLIPWAY_DATABASE_PASSWORD");
    EXPECT_EQ(load_config(sources_).error().message.find("secret"), std::string::npos);
  }
  for (const std::string url : {"postgresql://lin@db:5432/slipway", "postgresql:///slipway?host=/run/postgresql",
                                "host=db user=lin", "postgresql://lin@[::1]:5432/password"})
    EXPECT_TRUE(load_text("[database]\nurl = \"" + url + "\"\n")) << url;
}

TEST_F(LoadConfig, a_file_with_a_password_must_be_the_owners_alone) {
  sources_.path = write("open.toml", "[database]\npassword = \"secret\"\n", 0640);
  const auto open = load_config(sources_);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, "config.readable_by_others");
  EXPECT_EQ(open.error().message.find("secret"), std::string::npos);

  ::chmod(sources_.path->c_str(), 0600);
  const auto closed = load_config(sources_);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->database.password, "secret");
}

TEST_F(LoadConfig, the_password_may_come_from_the_environment) {
  sources_.environment.emplace_back("SLIPWAY_DATABASE_PASSWORD", "secret");
  const auto config = load_config(sources_);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->database.password, "secret");
}

TEST_F(LoadConfig, an_unknown_variable_of_a_known_section_is_an_error) {
  sources_.environment.emplace_back("SLIPWAY_LIMITS_USRS", "5");
  const auto config = load_config(sources_);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, "config.unknown_key");
  EXPECT_EQ(config.error().message, "SLIPWAY_LIMITS_USRS: there is no setting limits.usrs; did you mean limits.users?");
}

TEST_F(LoadConfig, variables_of_the_client_the_nodes_and_the_tests_are_not_ours) {
  for (const std::string name : {"SLIPWAY_ENDPOINT", "SLIPWAY_CREDENTIALS", "SLIPWAY_NODE_NAME", "SLIPWAY_INSTANCE_ID",
                                 "SLIPWAY_TEST_POSTGRES", "SLIPWAY_", "SLIPWAY", "LIMITS_USERS"})
    sources_.environment.emplace_back(name, "x");
  EXPECT_TRUE(load_config(sources_));
}

TEST_F(LoadConfig, reads_the_file_in_the_data_directory_when_none_is_named) {
  write(".local/share/slipway/slipway.toml", "[limits]\nusers = 7\n");
  write("elsewhere/slipway.toml", "[limits]\nusers = 8\n");

  EXPECT_EQ(load_config(sources_)->limits.users, 7);
  sources_.command_line = {{"server.data_dir", folder_ + "/elsewhere"}};
  EXPECT_EQ(load_config(sources_)->limits.users, 8);
}

TEST_F(LoadConfig, the_file_in_the_data_directory_cannot_move_that_directory) {
  write(".local/share/slipway/slipway.toml", "[server]\ndata_dir = \"/srv\"\n");
  const auto config = load_config(sources_);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, "config.not_valid");
}

TEST_F(LoadConfig, a_named_file_must_be_there) {
  sources_.path = folder_ + "/missing.toml";
  const auto config = load_config(sources_);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, "file.not_found");
}

TEST_F(LoadConfig, the_data_directory_follows_xdg_and_needs_a_home_otherwise) {
  sources_.environment = {{"HOME", folder_}, {"XDG_DATA_HOME", folder_ + "/xdg"}};
  EXPECT_EQ(load_config(sources_)->server.data_dir, folder_ + "/xdg/slipway");

  sources_.environment = {{"HOME", folder_}, {"XDG_DATA_HOME", "relative"}};
  EXPECT_EQ(load_config(sources_)->server.data_dir, folder_ + "/.local/share/slipway");

  sources_.environment.clear();
  const auto homeless = load_config(sources_);
  ASSERT_FALSE(homeless);
  EXPECT_EQ(homeless.error().code, "config.no_data_dir");
}

TEST_F(LoadConfig, a_relative_data_directory_is_meant_from_the_current_one) {
  sources_.command_line = {{"server.data_dir", "state"}};
  EXPECT_EQ(load_config(sources_)->server.data_dir, std::filesystem::current_path().string() + "/state");
}

TEST_F(LoadConfig, settings_that_contradict_one_another_are_refused) {
  expect_refused("[timings]\nlease = \"8 s\"\n", "config.not_valid",
                 "timings.lease_renewal (5 s) must be at most half of timings.lease (8 s)");
  expect_refused("[limits]\nmemory_in_flight = \"71 MiB\"\n", "config.not_valid",
                 "limits.memory_in_flight (71 MiB) must be at least 6 times limits.request_bytes (12 MiB)");
  expect_refused("[limits]\nrequest_bytes = \"1 MiB\"\n", "config.not_valid",
                 "limits.script_bytes (4 MiB) must not be larger than limits.request_bytes");
}

TEST_F(LoadConfig, a_command_line_key_nobody_knows_is_an_error) {
  sources_.command_line = {{"server.lisen", "x"}};
  EXPECT_EQ(load_config(sources_).error().code, "config.unknown_key");
}

}  // namespace
}  // namespace slipway::config
