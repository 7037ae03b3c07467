// Nothing of a node is left: not after its end, not after a kill, not after the server's death.
#include <sys/stat.h>

#include <algorithm>

#include "adapters/executors/process/process_table.h"
#include "adapters/executors/process/process_tree.h"
#include "executor_fixture.h"
#include "executor_host.h"

namespace slipway::executors {
namespace {

using Kind = app::NodeOutcome::Kind;

constexpr uid_t nobody = 65'534;

class NodeTree : public ExecutorTest {
 protected:
  void SetUp() override {
    options_.drain_max = std::chrono::milliseconds{300};
    ExecutorTest::SetUp();
  }

  std::vector<pid_t> named_processes(const app::NodeOutcome& outcome, std::size_t count) const {
    auto pids = numbers_in(log_text(outcome.log_path));
    EXPECT_EQ(pids.size(), count) << log_text(outcome.log_path);
    return pids;
  }
};

TEST_F(NodeTree, a_stop_kills_a_grandchild_that_left_the_session) {
  const auto report = start(names_two_processes());
  await_log(report->started().log_path, "ready");

  executor_->stop(shell_run("").key);

  const auto outcome = report->outcome();
  EXPECT_EQ(outcome.kind, Kind::stopped);
  for (const auto pid : named_processes(outcome, 2)) EXPECT_FALSE(is_alive(pid)) << pid;
}

TEST_F(NodeTree, a_daemon_that_outlives_the_node_is_killed_and_delays_it_a_little_at_most) {
  const auto outcome =
      run(shell_run("setsid sh -c 'sleep 1000 & echo $!; echo $$; touch started; wait' &\n"
                    "until [ -e started ]; do :; done"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  for (const auto pid : named_processes(outcome, 2)) EXPECT_FALSE(is_alive(pid)) << pid;
}

TEST_F(NodeTree, a_daemon_that_does_not_hold_the_output_is_killed_too) {
  const auto outcome = run(shell_run("setsid sleep 1000 > /dev/null 2>&1 < /dev/null &\necho $!"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  EXPECT_FALSE(is_alive(named_processes(outcome, 1).front()));
}

TEST_F(NodeTree, output_of_a_child_is_kept_when_it_comes_after_the_end_of_the_main_process) {
  options_.drain_max = patience;
  restart();

  const auto outcome = run(shell_run("echo first; pid=$$; { while [ -e /proc/$pid/fd/255 ]; do :; done; echo late; } &"));

  EXPECT_EQ(log_text(outcome.log_path), "first\nlate\n");
}

TEST_F(NodeTree, a_daemon_with_a_cleared_environment_is_killed_when_nodes_have_a_user_of_their_own) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";

  const auto outcome =
      run(shell_run("(env -i setsid sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 &)\n"
                    "until [ -s pid ]; do :; done; cat pid"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  const auto pid = named_processes(outcome, 1).front();
  EXPECT_TRUE(eventually([&] { return !is_alive(pid); }));
}

TEST_F(NodeTree, daemons_that_are_being_born_while_the_node_ends_are_killed) {
  for (int attempt = 1; attempt <= 10; ++attempt) {
    auto node = shell_run("for i in {1..10}; do (setsid sh -c 'sleep 1000 &' &) > /dev/null 2>&1; done");
    node.key.attempt = attempt;

    EXPECT_EQ(run(node).kind, Kind::succeeded);

    EXPECT_TRUE(find_tree(list_processes(), {.main = std::nullopt, .carries_marks = marks_in_environment(node.key)}).empty());
  }
}

TEST_F(NodeTree, a_node_that_forks_without_end_is_killed) {
  auto node = shell_run("echo started; f() { f & f & wait; }; ulimit -u 200; f 2> /dev/null");
  node.run_as = we_are_root() ? "games" : "";
  const auto report = start(node);
  await_log(report->started().log_path, "started");

  executor_->stop(node.key);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_EQ(report->outcome().message.find("could not be killed"), std::string::npos) << report->outcome().message;
  EXPECT_TRUE(find_tree(list_processes(), {.main = std::nullopt, .carries_marks = marks_in_environment(node.key)}).empty());
}

TEST_F(NodeTree, one_attempt_ends_without_harm_to_another_that_differs_in_its_number_alone) {
  auto other = names_two_processes();
  other.key.attempt = 2;
  const auto first = start(names_two_processes());
  const auto second = start(other);
  await_log(first->started().log_path, "ready");
  await_log(second->started().log_path, "ready");

  executor_->stop(shell_run("").key);

  EXPECT_EQ(first->outcome().kind, Kind::stopped);
  const auto pids = numbers_in(log_text(second->started().log_path));
  EXPECT_EQ(pids.size(), 2U);
  for (const auto pid : pids) EXPECT_TRUE(is_alive(pid)) << pid;
  executor_->stop(other.key);
  EXPECT_EQ(second->outcome().kind, Kind::stopped);
}

TEST_F(NodeTree, orphans_that_end_while_their_node_runs_leave_no_zombies) {
  const auto report = start(shell_run("for i in 1 2 3 4 5; do (sleep 0 &) ; done; echo ready; sleep 1000"));
  await_log(report->started().log_path, "ready");

  const auto has_zombies = [] {
    const auto below = descendants_of(::getpid(), list_processes());
    return std::ranges::any_of(below, [](const ProcessEntry& each) { return each.gone; });
  };

  EXPECT_TRUE(eventually([&] { return !has_zombies(); }));
  executor_->stop(shell_run("").key);
  EXPECT_EQ(report->outcome().kind, Kind::stopped);
}

TEST_F(NodeTree, the_main_process_dies_with_the_server_and_the_next_one_reaps_the_rest) {
  TemporaryFolder data, outside;
  ::chmod(outside.path().c_str(), 0711);
  ExecutorHost host(data.path(), outside.path(), ::geteuid());
  const auto processes = host.processes();
  ASSERT_TRUE(is_alive(processes.main));

  host.kill();

  EXPECT_TRUE(eventually([&] { return !is_alive(processes.main); }));
  EXPECT_TRUE(is_alive(processes.grandchild)) << "or the next step shows nothing";
  auto other = shell_run("").key;
  other.attempt = 2;
  EXPECT_TRUE(executor_->reap_strays(other, std::nullopt));
  EXPECT_TRUE(is_alive(processes.grandchild)) << "it was of another attempt";

  const auto reaped = executor_->reap_strays(shell_run("").key, std::nullopt);

  EXPECT_TRUE(reaped) << reaped.error().message;
  EXPECT_FALSE(is_alive(processes.grandchild));
}

TEST_F(NodeTree, a_server_that_is_not_root_runs_nodes_as_itself_and_they_die_with_it_too) {
  if (!we_are_root()) GTEST_SKIP() << "needs root, to become somebody else";
  TemporaryFolder data, outside;
  for (const auto& path : {data.path(), outside.path()}) ASSERT_EQ(::chown(path.c_str(), nobody, nobody), 0);
  ExecutorHost host(data.path(), outside.path(), nobody);
  const auto processes = host.processes();
  EXPECT_EQ(processes.uid, nobody);
  ASSERT_TRUE(is_alive(processes.main));

  host.kill();

  EXPECT_TRUE(eventually([&] { return !is_alive(processes.main); }));
  EXPECT_TRUE(executor_->reap_strays(shell_run("").key, std::nullopt));
  EXPECT_FALSE(is_alive(processes.grandchild));
}

TEST_F(NodeTree, a_recorded_process_is_found_without_its_marks) {
  const auto report = start(shell_run("echo ready; exec sleep 1000"));
  const auto started = report->started();
  await_log(started.log_path, "ready");
  auto key = shell_run("").key;
  key.attempt = 9;  // so that the marks do not match
  auto of_another_boot = started;
  of_another_boot.boot_id = "00000000-0000-0000-0000-000000000000";
  auto of_another_start = started;
  of_another_start.start_ticks += 1;

  EXPECT_TRUE(executor_->reap_strays(key, of_another_boot));
  EXPECT_TRUE(executor_->reap_strays(key, of_another_start));
  EXPECT_TRUE(is_alive(started.pid));

  EXPECT_TRUE(executor_->reap_strays(key, started));
  EXPECT_EQ(report->outcome().signal, SIGKILL);
}

TEST_F(NodeTree, what_runs_here_is_no_stray) {
  const auto report = start(shell_run("sleep 1000"));

  const auto reaped = executor_->reap_strays(shell_run("").key, std::nullopt);

  ASSERT_FALSE(reaped);
  EXPECT_EQ(reaped.error().code, "node.already_running");
  executor_->stop(shell_run("").key);
  EXPECT_EQ(report->outcome().kind, Kind::stopped);
}

}  // namespace
}  // namespace slipway::executors
