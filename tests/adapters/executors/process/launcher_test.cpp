// The launcher may be killed, stopped or starved at any time: what it had begun goes on, what it had not is given back, nothing is left.
#include "adapters/executors/process/launch/launcher.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/executors/process/processes/process_table.h"
#include "executor_fixture.h"
#include "executor_host.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

class LauncherTest : public ExecutorTest {
 protected:
  // The text of a file of /proc, NUL as blank.
  static std::string proc_text(pid_t pid, const std::string& name) {
    std::ostringstream text;
    text << std::ifstream("/proc/" + std::to_string(pid) + "/" + name).rdbuf();
    auto made = text.str();
    std::ranges::replace(made, '\0', ' ');
    return made;
  }

  static std::ptrdiff_t children_that_are(bool gone) {
    return std::ranges::count_if(list_processes(),
                                 [&](const ProcessEntry& each) { return each.parent == ::getpid() && each.gone == gone; });
  }

  app::NodeRun numbered(int number, std::string text) const {
    auto node = shell_run(std::move(text));
    node.id.attempt = number;
    return node;
  }

  static void kill_launcher() {
    const auto launcher = launcher_of(::getpid());
    ASSERT_NE(launcher, 0);
    ASSERT_EQ(::kill(launcher, SIGKILL), 0);
    ASSERT_TRUE(eventually([&] { return !is_alive(launcher); }));
  }

  // Of a node that runs.
  std::shared_ptr<Report> start_waiting(int number) {
    const auto report = start(numbered(number, "echo $$; echo ready; trap 'exit 3' TERM; while :; do sleep 0.01; done"));
    await_log(report->started().log_path, "ready");
    return report;
  }
};

TEST_F(LauncherTest, what_has_begun_outlives_a_launcher_that_was_killed_and_the_next_start_has_another) {
  const auto first = start_waiting(1);
  const auto launcher = launcher_of(::getpid());

  kill_launcher();
  const auto second = run(numbered(2, "exit 7"));

  EXPECT_EQ(second.exit_code, 7) << second.message;
  EXPECT_NE(launcher_of(::getpid()), launcher);
  EXPECT_EQ(first->finished_count(), 0);
  executor_->stop(numbered(1, "").id);
  EXPECT_EQ(first->outcome().kind, Kind::stopped);
  EXPECT_FALSE(is_alive(first->process().pid));
  EXPECT_TRUE(eventually([] { return children_that_are(true) == 0; })) << "no zombie is left to us";
}

TEST_F(LauncherTest, an_end_is_told_as_it_was_also_without_the_launcher) {
  const auto report = start(numbered(1, "echo ready; until [ -e go ]; do sleep 0.01; done; echo bad; exit 5"));
  await_log(report->started().log_path, "ready");
  kill_launcher();

  std::ofstream(work_left().front() + "/work/go") << "";

  EXPECT_EQ(report->outcome().exit_code, 5);
  EXPECT_EQ(report->outcome().message, "exit code 5: bad");
  EXPECT_TRUE(eventually([] { return children_that_are(true) == 0; })) << "nor waits for another start to be rid of what ended";
}

TEST_F(LauncherTest, a_launcher_that_does_not_answer_is_replaced_and_what_it_had_not_begun_given_back) {
  options_.kill_max = std::chrono::milliseconds{200};
  restart();
  ASSERT_EQ(run(numbered(1, "exit 0")).kind, Kind::succeeded);
  const auto launcher = launcher_of(::getpid());
  ASSERT_EQ(::kill(launcher, SIGSTOP), 0);

  const auto report = start(numbered(2, "echo ran"));

  EXPECT_EQ(report->returned(), "what starts nodes was ended from outside");
  EXPECT_EQ(report->finished_count(), 0);
  EXPECT_EQ(executor_->running(), 0U);
  EXPECT_FALSE(is_alive(launcher));
  EXPECT_EQ(run(numbered(3, "exit 0")).kind, Kind::succeeded);
  EXPECT_TRUE(eventually([&] { return work_left().empty(); }));
}

TEST_F(LauncherTest, a_stop_of_what_a_stopped_launcher_has_not_begun_is_a_stop_and_it_never_runs) {
  ASSERT_EQ(run(numbered(1, "exit 0")).kind, Kind::succeeded);
  const auto launcher = launcher_of(::getpid());
  ASSERT_EQ(::kill(launcher, SIGSTOP), 0);
  const auto mark = data_.path() + "/ran";
  const auto report = start(numbered(2, "touch " + mark));
  executor_->stop(numbered(2, "").id);

  ::kill(launcher, SIGKILL);

  EXPECT_EQ(report->outcome().kind, Kind::stopped);
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST_F(LauncherTest, however_often_it_is_killed_each_attempt_runs_once_or_is_given_back_unrun) {
  constexpr int node_count = 150;
  options_.run_as = we_are_root() ? "root" : "";  // so that it can write into our folder
  restart();
  std::atomic<int> next{0}, open{0}, finished{0}, returned{0};
  std::vector<std::atomic<int>> ends(node_count);
  std::vector<std::atomic<bool>> was_returned(node_count);
  const auto marks = data_.path() + "/marks";
  std::filesystem::create_directory(marks);
  std::function<void()> start_next = [&] {
    const int number = next++;
    if (number >= node_count) return;
    ++open;
    auto node = shell_run("echo ran >> " + marks + "/" + std::to_string(number) + "; exit 4");
    node.id.instance.number = number + 1;
    app::AttemptEvents events;
    events.on_handle = [](const auto&) {};
    events.on_finished = [&, number](const app::AttemptOutcome& outcome) {
      EXPECT_EQ(outcome.exit_code, 4) << outcome.message;
      ++ends[static_cast<std::size_t>(number)];
      ++finished;
      start_next();
      --open;
    };
    events.on_returned = [&, number](const std::string&) {
      was_returned[static_cast<std::size_t>(number)] = true;
      ++ends[static_cast<std::size_t>(number)];
      ++returned;
      start_next();
      --open;
    };
    EXPECT_TRUE(executor_->start(node, std::move(events)));
  };

  for (int i = 0; i < 6; ++i) start_next();
  EXPECT_TRUE(eventually([&] {
    if (const auto launcher = launcher_of(::getpid()); launcher > 1) ::kill(launcher, SIGKILL);
    return open == 0;
  }));

  executor_.reset();
  EXPECT_EQ(finished + returned, node_count);
  for (std::size_t number = 0; number < node_count; ++number) {
    EXPECT_EQ(ends[number], 1) << number;
    std::ostringstream ran;
    ran << std::ifstream(marks + "/" + std::to_string(number)).rdbuf();
    EXPECT_EQ(ran.str(), was_returned[number] ? "" : "ran\n") << number;
  }
  EXPECT_EQ(children_that_are(true), 0);
}

TEST_F(LauncherTest, without_launcher_a_node_that_kills_its_supervisor_does_not_harm_the_others) {
  options_.run_as = we_are_root() ? "root" : "";
  restart();
  const auto other = start_waiting(1);
  const auto culprit =
      start(numbered(2,
                     "setsid sleep 1000 > /dev/null 2>&1 &\necho $!; echo ready; until [ -e go ]; do sleep 0.01; done\n"
                     "kill -9 $PPID; sleep 1000"));
  await_log(culprit->started().log_path, "ready");
  kill_launcher();
  ASSERT_EQ(run(numbered(3, "exit 0")).kind, Kind::succeeded) << "which begins another launcher";

  for (const auto& folder : work_left()) std::ofstream(folder + "/work/go") << "";

  EXPECT_EQ(culprit->outcome().kind, Kind::lost);
  EXPECT_FALSE(is_alive(numbers_in(log_text(culprit->outcome().log_path)).front()));
  EXPECT_EQ(other->finished_count(), 0);
  EXPECT_TRUE(is_alive(other->process().pid));
  executor_->stop(numbered(1, "").id);
  EXPECT_EQ(other->outcome().kind, Kind::stopped);
}

TEST_F(LauncherTest, a_stopped_launcher_ends_with_the_server_and_so_does_all_after_a_killed_one) {
  for (const int signal : {SIGSTOP, SIGKILL}) {
    TemporaryFolder data, outside;
    std::filesystem::permissions(outside.path(), std::filesystem::perms(0711));
    ExecutorHost host(data.path(), outside.path(), ::geteuid());
    const auto processes = host.processes();
    const auto launcher = launcher_of(host.pid());
    ASSERT_NE(launcher, 0);
    ASSERT_EQ(::kill(launcher, signal), 0);

    host.kill();

    EXPECT_TRUE(eventually([&] { return !is_alive(launcher); })) << signal;
    EXPECT_TRUE(eventually([&] { return !is_alive(processes.main) && !is_alive(processes.grandchild); })) << signal;
  }
}

TEST_F(LauncherTest, a_stopped_supervisor_of_a_dead_server_is_found_by_its_marks_with_all_below_it) {
  TemporaryFolder data, outside;
  std::filesystem::permissions(outside.path(), std::filesystem::perms(0711));
  ExecutorHost host(data.path(), outside.path(), ::geteuid(),
                    "echo uid $(id -u); echo $$\nsetsid env -i sleep 1000 > /dev/null 2>&1 &\necho $!; echo ready\nsleep 1000\n");
  const auto processes = host.processes();
  const auto supervisor = find_process(processes.main)->parent;
  ASSERT_EQ(::kill(supervisor, SIGSTOP), 0);
  host.kill();
  ASSERT_EQ(::kill(processes.main, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return !is_alive(processes.main); }));
  ASSERT_TRUE(is_alive(processes.grandchild)) << "or the next step shows nothing";

  EXPECT_EQ(recover(shell_run("")), app::Recovery::gone);

  EXPECT_TRUE(eventually([&] { return !is_alive(processes.grandchild) && !is_alive(supervisor); }));
}

TEST_F(LauncherTest, what_a_node_is_given_stands_in_no_list_of_arguments_but_its_own) {
  auto node = numbered(1, "echo ready; sleep 1000");
  node.variables = {"SLIPWAY_PARAM_key=secret-value"};
  node.arguments = {"secret-word"};
  const auto report = start(node);
  await_log(report->started().log_path, "ready");

  const auto supervisor = find_process(report->process().pid)->parent;

  for (const auto pid : {supervisor, launcher_of(::getpid())}) {
    EXPECT_EQ(proc_text(pid, "cmdline"), "slipway-supervisor launch ");
    EXPECT_EQ(proc_text(pid, "environ").find("secret"), std::string::npos);
  }
  EXPECT_NE(proc_text(supervisor, "environ").find("SLIPWAY_NODE_NAME=load SLIPWAY_ATTEMPT=1"), std::string::npos);
}

TEST_F(LauncherTest, it_keeps_no_descriptor_of_the_starts_it_took) {
  const auto descriptors = [](pid_t pid) {
    const auto all = std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd");
    return std::distance(begin(all), end(all));
  };
  ASSERT_EQ(run(numbered(1, "exit 0")).kind, Kind::succeeded);
  const auto launcher = launcher_of(::getpid());
  for (int number = 2; number <= 20; ++number) EXPECT_EQ(run(numbered(number, "exit 0")).kind, Kind::succeeded);

  EXPECT_EQ(launcher_of(::getpid()), launcher);
  EXPECT_TRUE(eventually([&] { return descriptors(launcher) == 4; })) << "input, outputs and its socket";
  const auto running = start_waiting(21);
  EXPECT_EQ(descriptors(find_process(running->process().pid)->parent), 5) << "and what tells of children";
}

}  // namespace
}  // namespace slipway::executors
