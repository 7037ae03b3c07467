// Who a node is, what it finds around it, and what it cannot reach.
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/executors/unique_fd.h"
#include "executor_fixture.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;
namespace fs = std::filesystem;

class NodeContract : public ExecutorTest {
 protected:
  std::vector<std::string> lines_of(const std::string& script) {
    const auto outcome = run(shell_run(script));
    EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
    std::istringstream text(log_text(outcome.log_path));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
};

TEST_F(NodeContract, the_environment_is_this_and_nothing_else) {
  ::setenv("SLIPWAY_STORE_PASSWORD", "secret", 1);

  auto lines = lines_of("pwd; tr '\\0' '\\n' < /proc/$$/environ | LC_ALL=C sort");

  ::unsetenv("SLIPWAY_STORE_PASSWORD");
  ASSERT_FALSE(lines.empty());
  const auto working_directory = lines.front();
  const auto temporary_directory = working_directory.substr(0, working_directory.rfind('/')) + "/tmp";
  lines.erase(lines.begin());
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "HOME=" + working_directory,
                       "LANG=C.UTF-8",
                       "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                       "SLIPWAY_ATTEMPT=1",
                       "SLIPWAY_INSTANCE_ID=42",
                       "SLIPWAY_JOB_NAME=daily",
                       "SLIPWAY_NODE_NAME=load",
                       "SLIPWAY_PLAN_TIME=2023-11-14T22:13:20Z",
                       "SLIPWAY_PROJECT_ID=fedcba9876543210fedcba9876543210",
                       "SLIPWAY_WORKSPACE_ID=" + test_workspace(),
                       "TMPDIR=" + temporary_directory,
                       "TZ=UTC",
                   }));
}

TEST_F(NodeContract, the_working_directory_is_new_empty_and_the_nodes_own) {
  const auto lines = lines_of("ls -A | wc -l; stat -c '%a %u' .; id -u; touch here; cd ~ && ls");

  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "0");
  EXPECT_EQ(lines[1], "700 " + lines[2]);
  EXPECT_EQ(lines[3], "here");
}

TEST_F(NodeContract, it_leads_a_session_of_its_own_with_no_input_and_no_descriptor_of_ours) {
  const UniqueFd open_to_children(::open("/dev/null", O_RDONLY));

  const auto lines = lines_of(
      "awk '{ print ($1 == $5 && $1 == $6) }' /proc/$$/stat\n"
      "readlink /proc/$$/fd/0\n"
      "for n in {0..100} 255; do [ -e /proc/$$/fd/$n ] && echo $n; done");

  EXPECT_EQ(lines, (std::vector<std::string>{"1", "/dev/null", "0", "1", "2", "255"})) << "255 is the shell's own, of the script";
}

TEST_F(NodeContract, signals_are_neither_blocked_nor_ignored_whatever_the_server_does) {
  const auto earlier = std::signal(SIGPIPE, SIG_IGN);

  const auto lines = lines_of(
      "echo $(( 0x$(awk '/^SigBlk/ { print $2 }' /proc/self/status) ))\n"
      "echo $(( 0x$(awk '/^SigIgn/ { print $2 }' /proc/self/status) & 0x7fffffff ))");

  std::signal(SIGPIPE, earlier);
  EXPECT_EQ(lines, (std::vector<std::string>{"0", "0"}));
}

TEST_F(NodeContract, limits_and_privileges_are_set) {
  const auto lines = lines_of("ulimit -c; ulimit -Hc; umask; awk '/^NoNewPrivs/ { print $2 }' /proc/self/status; ulimit -u");

  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0] + lines[1], "00");
  EXPECT_EQ(lines[2], "0022");
  EXPECT_EQ(lines[3], "1");
  EXPECT_LE(std::stoll(lines[4]), 4096);
}

TEST_F(NodeContract, nodes_of_root_run_as_nobody_without_any_capability_or_group_of_ours) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  std::vector<gid_t> own_groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
  ASSERT_GE(::getgroups(static_cast<int>(own_groups.size()), own_groups.data()), 0);
  const gid_t extra_group = 6;
  ASSERT_EQ(::setgroups(1, &extra_group), 0);

  const auto lines = lines_of(
      "id -un; id -Gn; awk '/^Cap(Prm|Eff|Amb)/ { print $2 }' /proc/self/status | sort -u\n"
      "awk '/^Uid/ { print ($2 == $3 && $3 == $4) }' /proc/self/status");

  ASSERT_EQ(::setgroups(own_groups.size(), own_groups.data()), 0);
  EXPECT_EQ(lines, (std::vector<std::string>{"nobody", "nogroup", "0000000000000000", "1"}));
  EXPECT_EQ(executor_->isolation_warning(), "");
}

TEST_F(NodeContract, a_node_reads_neither_credentials_nor_logs_nor_another_file_of_the_server) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  const auto in_data = data_.path() + "/credentials.json";
  const auto in_the_open = outside_.path() + "/key";
  for (const auto& path : {in_data, in_the_open}) {
    std::ofstream(path) << "top secret";
    ::chmod(path.c_str(), 0600);
  }

  const auto outcome =
      run(shell_run("cat " + in_data + "; cat " + in_the_open + "; ls " + data_.path() + "; ls " + outside_.path() +
                    "; cat /proc/$PPID/environ /proc/$PPID/mem; echo x >> " + in_the_open + "; exit 9"));

  EXPECT_EQ(outcome.exit_code, 9);
  const auto text = log_text(outcome.log_path);
  EXPECT_EQ(text.find("secret"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 7) << "one refusal each: " << text;
}

TEST_F(NodeContract, each_environment_and_its_test_runs_have_users_that_cannot_change_one_anothers_files) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  options_.uid_base = 1'900'000'000;
  restart();
  EXPECT_EQ(executor_->isolation_warning(), "");
  int attempt = 0;
  const auto in = [&](std::int64_t environment, instance::QueueClass queue_class, const std::string& text) {
    auto node = shell_run(text);
    node.id.attempt = ++attempt;  // each has a log of its own
    node.environment_id = environment;
    node.queue_class = queue_class;
    const auto outcome = run(node);
    EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
    return log_text(outcome.log_path);
  };
  constexpr auto production = instance::QueueClass::production;
  constexpr auto test = instance::QueueClass::test;

  EXPECT_EQ(in(3, production, "id -u; id -g; id -G"), "1900000006\n1900000006\n1900000006\n");
  EXPECT_EQ(in(3, test, "id -u"), "1900000007\n");
  EXPECT_EQ(in(4, production, "id -u"), "1900000008\n");

  const auto shared = outside_.path() + "/shared";
  fs::create_directory(shared);
  ::chmod(shared.c_str(), 01777);
  const auto file = shared + "/state";
  in(3, production, "echo one > " + file + "; chmod 644 " + file);
  in(3, production, "echo two >> " + file);
  in(3, test, "! echo three >> " + file + " && ! rm -f " + file);
  in(4, production, "! echo four >> " + file);
  EXPECT_EQ(in(4, production, "cat " + file), "one\ntwo\n");
}

TEST_F(NodeContract, users_that_cannot_be_taken_on_leave_nobody_with_a_warning_that_says_why) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  options_.uid_base = 0xFFFFFFFFLL - 3;  // its first test user is the number that stands for no user

  restart();

  EXPECT_NE(executor_->isolation_warning().find("one user, nobody"), std::string::npos) << executor_->isolation_warning();
  EXPECT_NE(executor_->isolation_warning().find("Invalid argument"), std::string::npos) << executor_->isolation_warning();
  EXPECT_EQ(lines_of("id -un"), std::vector<std::string>{"nobody"});
}

TEST_F(NodeContract, test_runs_are_the_user_that_is_set_for_them_and_never_productions) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  options_.run_as = "daemon";
  auto test_run = shell_run("id -un");
  test_run.id.attempt = 2;
  test_run.queue_class = instance::QueueClass::test;
  restart();
  EXPECT_EQ(log_text(run(test_run).log_path), "nobody\n");

  options_.run_as_tests = "games";
  test_run.id.attempt = 3;
  restart();

  EXPECT_EQ(log_text(run(test_run).log_path), "games\n");
  EXPECT_EQ(lines_of("id -un"), std::vector<std::string>{"daemon"});
}

TEST_F(NodeContract, temporary_files_lie_in_a_folder_of_the_attempts_own_that_goes_with_it) {
  const auto lines = lines_of("stat -c '%a %u' $TMPDIR; id -u; mktemp");

  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "700 " + lines[1]);
  EXPECT_TRUE(eventually([&] { return !fs::exists(lines[2]); }));
  EXPECT_EQ(lines[2].find("/tmp/tmp."), lines[2].rfind("/tmp/"));
}

TEST_F(NodeContract, where_memory_ends_a_node_is_killed_before_the_server) {
  EXPECT_EQ(lines_of("cat /proc/self/oom_score_adj"), std::vector<std::string>{"500"});
}

TEST_F(NodeContract, memory_and_file_size_have_limits_where_they_are_set) {
  auto node = shell_run("ulimit -v; ulimit -f");
  node.id.attempt = 2;
  EXPECT_EQ(log_text(run(node).log_path), "unlimited\nunlimited\n");
  options_.memory_max = std::int64_t{512} << 20;
  options_.file_max = std::int64_t{1} << 20;
  restart();

  const auto lines = lines_of("ulimit -v; ulimit -f; head -c 2000000 /dev/zero > big; stat -c %s big");

  EXPECT_EQ(lines.at(0), "524288");
  EXPECT_EQ(lines.at(1), "1024");
  EXPECT_EQ(lines.back(), "1048576");
}

TEST_F(NodeContract, another_user_can_be_asked_for_by_the_run) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  auto node = shell_run("id -un; id -u");
  node.run_as = "daemon";

  const auto outcome = run(node);

  EXPECT_EQ(log_text(outcome.log_path), "daemon\n1\n");
}

TEST_F(NodeContract, an_unknown_user_fails_the_node_and_the_executor) {
  auto node = shell_run("echo never");
  node.run_as = "no-such-user";

  const auto outcome = run(node);

  EXPECT_EQ(outcome.kind, Kind::failed);
  EXPECT_NE(outcome.message.find("there is no user 'no-such-user'"), std::string::npos) << outcome.message;
  options_.run_as = "no-such-user";
  const auto created = ProcessExecutor::create(options_, clock_);
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, "node.user_not_found");
}

TEST_F(NodeContract, our_own_user_is_a_warning) {
  options_.run_as = we_are_root() ? "root" : "";
  restart();

  EXPECT_NE(executor_->isolation_warning(), "");
  const auto outcome = run(shell_run("id -u; pwd"));
  const auto text = log_text(outcome.log_path);
  EXPECT_TRUE(text.starts_with(std::to_string(::geteuid()) + "\n" + data_.path() + "/work/")) << text;
}

TEST_F(NodeContract, the_working_directory_goes_with_all_that_links_out_of_it) {
  const auto precious = outside_.path() + "/precious";
  fs::create_directory(precious);
  std::ofstream(precious + "/file") << "keep";

  const auto outcome =
      run(shell_run("ln -s " + precious +
                    " link; ln -s / root; mkdir -p a/b c; ln -s ../../../../precious a/b/up; touch c/f; chmod 0 c\n"
                    "for i in $(seq 200); do mkdir deeper && cd deeper; done"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  EXPECT_TRUE(eventually([&] { return work_left().empty(); }));
  EXPECT_TRUE(fs::exists(precious + "/file"));
}

}  // namespace
}  // namespace slipway::executors
