// Nothing of a node is left: not after its end, not after a kill, not after the server's death.
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>

#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/process/processes/process_tree.h"
#include "executor_fixture.h"
#include "executor_host.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

constexpr uid_t nobody = 65'534;

class NodeTree : public ExecutorTest {
 protected:
  void SetUp() override {
    options_.drain_max = std::chrono::milliseconds{300};
    ExecutorTest::SetUp();
  }

  std::vector<pid_t> named_processes(const app::AttemptOutcome& outcome, std::size_t count) const {
    auto pids = numbers_in(log_text(outcome.log_path));
    EXPECT_EQ(pids.size(), count) << log_text(outcome.log_path);
    return pids;
  }
};

TEST_F(NodeTree, a_stop_kills_a_grandchild_that_left_the_session) {
  const auto report = start(names_two_processes());
  await_log(report->started().log_path, "ready");

  executor_->stop(shell_run("").id);

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

TEST_F(NodeTree, a_daemon_with_a_cleared_environment_is_killed) {
  const auto outcome =
      run(shell_run("(env -i setsid sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 &)\n"
                    "until [ -s pid ]; do :; done; cat pid"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  const auto pid = named_processes(outcome, 1).front();
  EXPECT_FALSE(is_alive(pid));
}

TEST_F(NodeTree, daemons_that_are_being_born_while_the_node_ends_are_killed) {
  for (int attempt = 1; attempt <= 10; ++attempt) {
    auto node = shell_run("for i in {1..10}; do (setsid sh -c 'sleep 1000 &' &) > /dev/null 2>&1; done");
    node.id.attempt = attempt;

    EXPECT_EQ(run(node).kind, Kind::succeeded);

    EXPECT_TRUE(
        find_tree(list_processes(), {.main = std::nullopt, .carries_marks = marks_in_environment(marks_of(node))}).empty());
  }
}

TEST_F(NodeTree, a_node_that_forks_without_end_is_killed) {
  auto node = shell_run("echo started; f() { f & f & wait; }; ulimit -u 200; f 2> /dev/null");
  node.run_as = we_are_root() ? "games" : "";
  const auto report = start(node);
  await_log(report->started().log_path, "started");

  executor_->stop(node.id);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_EQ(report->outcome().message.find("could not be killed"), std::string::npos) << report->outcome().message;
  EXPECT_TRUE(find_tree(list_processes(), {.main = std::nullopt, .carries_marks = marks_in_environment(marks_of(node))}).empty());
}

TEST_F(NodeTree, one_attempt_ends_without_harm_to_another_that_differs_in_its_number_alone) {
  auto other = names_two_processes();
  other.id.attempt = 2;
  const auto first = start(names_two_processes());
  const auto second = start(other);
  await_log(first->started().log_path, "ready");
  await_log(second->started().log_path, "ready");

  executor_->stop(shell_run("").id);

  EXPECT_EQ(first->outcome().kind, Kind::stopped);
  const auto pids = numbers_in(log_text(second->started().log_path));
  EXPECT_EQ(pids.size(), 2U);
  for (const auto pid : pids) EXPECT_TRUE(is_alive(pid)) << pid;
  executor_->stop(other.id);
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
  executor_->stop(shell_run("").id);
  EXPECT_EQ(report->outcome().kind, Kind::stopped);
}

TEST_F(NodeTree, all_of_it_dies_with_the_server) {
  TemporaryFolder data, outside;
  ::chmod(outside.path().c_str(), 0711);
  ExecutorHost host(data.path(), outside.path(), ::geteuid());
  const auto processes = host.processes();
  ASSERT_TRUE(is_alive(processes.main));
  ASSERT_TRUE(is_alive(processes.grandchild));

  host.kill();

  EXPECT_TRUE(eventually([&] { return !is_alive(processes.main) && !is_alive(processes.grandchild); }));
}

TEST_F(NodeTree, what_forks_without_end_in_sessions_of_its_own_and_without_environment_dies_with_the_server) {
  const auto name = "forker-" + test_workspace();
  TemporaryFolder data, outside;
  ::chmod(outside.path().c_str(), 0711);
  ExecutorHost host(data.path(), outside.path(), ::geteuid(), forks_without_end(name).text);
  host.processes();
  ASSERT_TRUE(eventually([&] { return !processes_that_bear(name).empty(); }));

  host.kill();

  EXPECT_TRUE(eventually([&] { return processes_that_bear(name).empty(); }));
}

TEST_F(NodeTree, what_forks_without_end_is_killed_by_a_stop_and_by_the_end_of_its_node) {
  const auto name = "forker-" + test_workspace();
  options_.stop_grace = std::chrono::milliseconds{50};
  restart();
  const auto report = start(forks_without_end(name));
  await_log(report->started().log_path, "ready");
  executor_->stop(shell_run("").id);
  EXPECT_EQ(report->outcome().message.find("could not be killed"), std::string::npos) << report->outcome().message;
  EXPECT_EQ(processes_that_bear(name), std::vector<pid_t>{});

  auto node = forks_without_end(name);
  node.text += "exit 0\n";
  node.text.replace(node.text.find("sleep 1000\nexit"), 11, "");
  const auto outcome = run(node);

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  EXPECT_EQ(processes_that_bear(name), std::vector<pid_t>{});
}

TEST_F(NodeTree, a_node_of_our_own_user_that_kills_its_supervisor_leaves_nothing_all_the_same) {
  options_.run_as = we_are_root() ? "root" : "";
  restart();

  const auto outcome = run(shell_run("setsid sleep 1000 > /dev/null 2>&1 &\necho $!; kill -9 $PPID; sleep 1000"));

  EXPECT_EQ(outcome.kind, Kind::lost);
  EXPECT_FALSE(is_alive(named_processes(outcome, 1).front()));
  EXPECT_EQ(run(shell_run("exit 0")).kind, Kind::succeeded);
}

TEST_F(NodeTree, what_is_left_of_a_server_and_a_supervisor_that_were_killed_is_found_by_its_marks) {
  TemporaryFolder data, outside;
  ::chmod(outside.path().c_str(), 0711);
  ExecutorHost host(data.path(), outside.path(), ::geteuid());
  const auto processes = host.processes();
  const auto supervisor = find_process(processes.main)->parent;
  ASSERT_EQ(::kill(supervisor, SIGSTOP), 0);
  host.kill();
  ASSERT_EQ(::kill(supervisor, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return !is_alive(processes.main); }));
  ASSERT_TRUE(is_alive(processes.grandchild)) << "or the next step shows nothing";
  auto other = shell_run("");
  other.id.attempt = 2;
  EXPECT_EQ(recover(other), app::Recovery::gone);
  EXPECT_TRUE(is_alive(processes.grandchild)) << "it was of another attempt";

  EXPECT_EQ(recover(shell_run("")), app::Recovery::gone);

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
  EXPECT_TRUE(eventually([&] { return !is_alive(processes.grandchild); }));
}

TEST_F(NodeTree, a_recorded_process_is_found_without_its_marks) {
  const auto report = start(shell_run("echo ready; exec sleep 1000"));
  const auto handle = report->process();
  await_log(report->started().log_path, "ready");
  auto other = shell_run("");
  other.id.attempt = 9;  // so that the marks do not match
  auto of_another_boot = handle;
  of_another_boot.boot_id = "00000000-0000-0000-0000-000000000000";
  auto of_another_start = handle;
  of_another_start.start_ticks += 1;

  EXPECT_EQ(recover(other, format_process_handle(of_another_boot)), app::Recovery::gone);
  EXPECT_EQ(recover(other, format_process_handle(of_another_start)), app::Recovery::gone);
  EXPECT_TRUE(is_alive(handle.pid));

  EXPECT_EQ(recover(other, format_process_handle(handle)), app::Recovery::gone);
  EXPECT_EQ(report->outcome().message, "killed by signal 9 (SIGKILL): ready");
}

TEST_F(NodeTree, what_runs_here_is_no_stray) {
  const auto report = start(shell_run("sleep 1000"));

  EXPECT_EQ(recover(shell_run("")), app::Recovery::unknown);

  executor_->stop(shell_run("").id);
  EXPECT_EQ(report->outcome().kind, Kind::stopped);
}

}  // namespace
}  // namespace slipway::executors
