// Ends, results, logs and limits of nodes, with real processes. Who a node is and what it may: node_contract_test.cpp;
// what is left of it: node_tree_test.cpp.
#include "adapters/executors/process/process_executor.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>

#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/process/processes/process_tree.h"
#include "executor_fixture.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

class ProcessExecutorTest : public ExecutorTest {};

TEST_F(ProcessExecutorTest, exit_zero_is_success_with_its_log) {
  const auto outcome = run(shell_run("echo out; echo err >&2"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  EXPECT_EQ(outcome.message, "");
  EXPECT_EQ(log_text(outcome.log_path), "out\nerr\n");
}

TEST_F(ProcessExecutorTest, another_exit_code_is_failure_with_the_last_line) {
  const auto outcome = run(shell_run("echo first; echo 'no such table: t'; exit 7"));

  EXPECT_EQ(outcome.kind, Kind::failed);
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.message, "exit code 7: no such table: t");
}

TEST_F(ProcessExecutorTest, a_signal_is_failure_with_its_name) {
  const auto outcome = run(shell_run("echo going; kill -TERM $$"));

  EXPECT_EQ(outcome.kind, Kind::failed);
  EXPECT_EQ(outcome.message, "killed by signal 15 (SIGTERM): going");
}

TEST_F(ProcessExecutorTest, a_started_process_can_be_named_and_its_log_read_while_it_runs) {
  const auto report = start(shell_run("echo $$; while :; do sleep 1000; done"));

  const auto started = report->started();

  await_log(started.log_path, "\n");
  const auto handle = report->process();
  EXPECT_EQ(numbers_in(log_text(started.log_path)), std::vector<pid_t>{handle.pid});
  EXPECT_EQ(find_process(handle.pid)->start_ticks, handle.start_ticks);
  EXPECT_EQ(handle.boot_id, boot_id());
  EXPECT_EQ(executor_->running(), 1U);
  executor_->stop(shell_run("").id);
  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_EQ(executor_->running(), 0U);
  EXPECT_FALSE(is_alive(handle.pid));
}

TEST_F(ProcessExecutorTest, python_nodes_run_with_their_arguments) {
  auto node = shell_run("import sys\nprint(sys.argv[1:])\nprint(sys.executable)\nsys.exit(len(sys.argv) - 1)\n");
  node.node_type = "Python";
  node.arguments = {"--date", "2026-11-24 00:00", "", "$HOME"};

  const auto outcome = run(node);

  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_EQ(log_text(outcome.log_path), "['--date', '2026-11-24 00:00', '', '$HOME']\n/usr/bin/python3\n");
}

TEST_F(ProcessExecutorTest, a_missing_program_is_named) {
  options_.shell_path = "/no/such/shell";
  restart();

  const auto outcome = run(shell_run("echo"));

  EXPECT_EQ(outcome.kind, Kind::failed);
  EXPECT_EQ(outcome.message, "the node could not be started: cannot run /no/such/shell: No such file or directory");
}

TEST_F(ProcessExecutorTest, a_text_of_megabytes_runs) {
  const auto outcome = run(shell_run("#" + std::string(std::size_t{4} << 20, 'x') + "\necho done"));

  EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
  EXPECT_EQ(log_text(outcome.log_path), "done\n");
}

TEST_F(ProcessExecutorTest, a_mebibyte_of_output_is_kept_whole) {
  const auto outcome = run(shell_run("head -c 1048576 /dev/zero | tr '\\0' x"));

  EXPECT_EQ(outcome.kind, Kind::succeeded);
  EXPECT_EQ(log_text(outcome.log_path), std::string(1'048'576, 'x'));
}

TEST_F(ProcessExecutorTest, output_over_the_limit_is_cut_and_the_node_goes_on) {
  auto node = shell_run("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo last words; exit 3");
  node.log_bytes_max = 1000;

  const auto outcome = run(node);

  EXPECT_EQ(outcome.message, "exit code 3: last words");
  const auto text = log_text(outcome.log_path);
  EXPECT_EQ(text.find_first_not_of('x'), 1000U);
  EXPECT_NE(text.find("the output is cut here"), std::string::npos);
  EXPECT_LT(text.size(), 1200U);
}

TEST_F(ProcessExecutorTest, past_its_time_limit_a_node_is_killed) {
  auto node = shell_run("trap '' TERM INT HUP; echo $$; echo working; while :; do :; done");
  node.time_limit = std::chrono::milliseconds{300};

  const auto outcome = run(node);

  EXPECT_EQ(outcome.kind, Kind::timed_out);
  EXPECT_EQ(outcome.message, "killed: it ran longer than its time limit of 0.300 s: working");
  for (const auto pid : numbers_in(log_text(outcome.log_path))) EXPECT_FALSE(is_alive(pid));
}

TEST_F(ProcessExecutorTest, what_is_stopped_may_clean_up_first) {
  const auto report = start(shell_run("trap 'echo cleaned up; exit 0' TERM; echo ready; while :; do :; done"));
  await_log(report->started().log_path, "ready");

  executor_->stop(shell_run("").id);

  EXPECT_EQ(report->outcome().kind, Kind::stopped) << "whatever its exit code";
  EXPECT_EQ(report->outcome().exit_code, std::nullopt);
  EXPECT_EQ(log_text(report->outcome().log_path), "ready\ncleaned up\n");
}

TEST_F(ProcessExecutorTest, all_of_the_tree_is_told_to_end_also_what_left_the_session) {
  const auto report =
      start(shell_run("setsid bash -c 'trap \"echo below; exit\" TERM; echo ready; while :; do :; done' &\n"
                      "trap 'wait; exit' TERM; wait"));
  await_log(report->started().log_path, "ready");

  executor_->stop(shell_run("").id);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_EQ(log_text(report->outcome().log_path), "ready\nbelow\n");
}

TEST_F(ProcessExecutorTest, what_does_not_end_within_the_grace_is_killed) {
  options_.stop_grace = std::chrono::milliseconds{100};
  restart();
  const auto report = start(shell_run("trap '' TERM; echo ready; while :; do :; done"));
  await_log(report->started().log_path, "ready");

  executor_->stop(shell_run("").id);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_FALSE(is_alive(report->process().pid));
}

TEST_F(ProcessExecutorTest, a_server_that_may_no_longer_hold_its_nodes_gives_them_no_grace) {
  const auto report = start(shell_run("trap 'echo cleaned up; exit' TERM; echo ready; while :; do :; done"));
  await_log(report->started().log_path, "ready");

  executor_->kill_all("the lease is over");

  EXPECT_EQ(report->outcome().message, "the lease is over: ready");
}

TEST_F(ProcessExecutorTest, a_start_for_which_we_have_no_descriptor_is_given_back) {
  struct rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  auto lower = before;
  lower.rlim_cur = 8;  // all of them are open by now
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lower), 0);

  const auto report = start(shell_run("echo never"));
  const auto reason = report->returned();

  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_NE(reason.find("Too many open files"), std::string::npos) << reason;
  EXPECT_EQ(report->finished_count(), 0);
  EXPECT_EQ(executor_->running(), 0U);
  EXPECT_EQ(run(shell_run("exit 0")).kind, Kind::succeeded) << "and it can be started again";
}

TEST_F(ProcessExecutorTest, a_shutdown_lets_nodes_clean_up_and_says_what_ended_them) {
  const auto report = start(shell_run("trap 'echo cleaned up; exit 3' TERM; echo ready; while :; do :; done"));
  await_log(report->started().log_path, "ready");

  executor_.reset();

  EXPECT_EQ(report->outcome().kind, Kind::interrupted);
  EXPECT_EQ(report->outcome().message, "ended by a shutdown of its server: cleaned up");
}

TEST_F(ProcessExecutorTest, stopping_what_does_not_run_does_nothing) {
  executor_->stop(shell_run("").id);

  EXPECT_EQ(run(shell_run("exit 0")).kind, Kind::succeeded);
}

TEST_F(ProcessExecutorTest, a_stop_right_after_the_start_counts) {
  const auto report = start(shell_run("sleep 1000"));
  executor_->stop(shell_run("").id);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
}

TEST_F(ProcessExecutorTest, starts_are_refused_when_full_or_twice) {
  options_.running_nodes_max = 1;
  restart();
  const auto report = start(shell_run("sleep 1000"));
  const auto refusal = [&](const app::NodeRun& node) {
    const auto started = executor_->start(
        node, {.on_handle = {}, .on_finished = [](const auto&) { ADD_FAILURE() << "it was refused"; }, .on_returned = {}});
    return started ? std::string("accepted") : started.error().code;
  };
  auto other = shell_run("");
  other.id.attempt = 2;

  EXPECT_EQ(refusal(shell_run("")), "node.already_running");
  EXPECT_EQ(refusal(other), "node.executor_full");
  executor_->request_stop();
  EXPECT_EQ(report->outcome().kind, Kind::interrupted);
  EXPECT_EQ(refusal(other), "node.executor_stopping");
}

TEST_F(ProcessExecutorTest, kill_all_gives_everything_up_with_the_reason) {
  auto one = shell_run("sleep 1000");
  auto two = shell_run("sleep 1000");
  two.id.ordinal = 1;
  two.node_name = "other";
  const auto first = start(one);
  const auto second = start(two);
  const auto pids = {first->process().pid, second->process().pid};

  executor_->kill_all("the lease is over");

  for (const auto& report : {first, second}) {
    EXPECT_EQ(report->outcome().kind, Kind::lost);
    EXPECT_EQ(report->outcome().message, "the lease is over");
  }
  for (const auto pid : pids) EXPECT_FALSE(is_alive(pid));
  EXPECT_EQ(run(shell_run("exit 0")).kind, Kind::succeeded) << "it goes on afterwards";
}

TEST_F(ProcessExecutorTest, its_end_ends_the_nodes_and_reports_them_interrupted) {
  const auto report = start(shell_run("sleep 1000"));
  const auto pid = report->process().pid;

  executor_.reset();

  EXPECT_EQ(report->finished_count(), 1);
  EXPECT_EQ(report->outcome().kind, Kind::interrupted);
  EXPECT_FALSE(is_alive(pid));
  EXPECT_TRUE(work_left().empty());
}

TEST_F(ProcessExecutorTest, two_hundred_nodes_pass_through_eight_slots_each_ending_once) {
  constexpr int node_count = 200;
  constexpr std::size_t slots = 8;
  const auto count_children = [] {
    return std::ranges::count_if(list_processes(), [](const ProcessEntry& each) { return each.parent == ::getpid(); });
  };
  const auto earlier_children = count_children();  // what hosts of other tests left to us
  options_.running_nodes_max = slots;
  restart();
  std::atomic<int> next{0};
  std::atomic<int> as_expected{0};
  std::atomic<std::size_t> most{0};
  std::vector<std::atomic<int>> ends(node_count);
  std::function<void()> start_next = [&] {
    const int number = next++;
    if (number >= node_count) return;
    auto node = shell_run("exit " + std::to_string(number % 3));
    node.id.instance.number = number + 1;
    app::AttemptEvents events;
    events.on_handle = [](const auto&) {};
    events.on_finished = [&, number](const app::AttemptOutcome& outcome) {
      ++ends[static_cast<std::size_t>(number)];
      if (outcome.exit_code == number % 3) ++as_expected;
      start_next();
    };
    const auto started = executor_->start(node, std::move(events));
    EXPECT_TRUE(started) << started.error().message;
    most = std::max(most.load(), executor_->running());
  };

  for (std::size_t i = 0; i < slots; ++i) start_next();

  EXPECT_TRUE(eventually([&] { return as_expected == node_count; })) << as_expected << " of " << node_count;
  EXPECT_LE(most, slots);
  executor_.reset();
  for (const auto& count : ends) EXPECT_EQ(count, 1);
  EXPECT_TRUE(work_left().empty());
  EXPECT_EQ(count_children(), earlier_children) << "no zombie is left";
}

}  // namespace
}  // namespace slipway::executors
