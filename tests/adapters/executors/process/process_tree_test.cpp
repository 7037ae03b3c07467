#include "adapters/executors/process/processes/process_tree.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "adapters/executors/process/node_environment.h"
#include "adapters/executors/process/processes/process_handle.h"

namespace slipway::executors {
namespace {

const auto no_marks = [](const ProcessEntry&) { return false; };

ProcessEntry process(pid_t pid, pid_t parent, pid_t session) {
  return {.pid = pid, .parent = parent, .group = session, .session = session, .start_ticks = pid * 10};
}

std::vector<pid_t> pids(const std::vector<ProcessEntry>& processes) {
  std::vector<pid_t> numbers;
  for (const auto& each : processes) numbers.push_back(each.pid);
  std::ranges::sort(numbers);
  return numbers;
}

TEST(ProcessStat, a_name_with_blanks_and_parentheses_is_read_over) {
  const auto entry = parse_process_stat("1234 (a) b (c) S 7 8 9 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 3 0 555 1 2 3\n");

  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->pid, 1234);
  EXPECT_EQ(entry->parent, 7);
  EXPECT_EQ(entry->group, 8);
  EXPECT_EQ(entry->session, 9);
  EXPECT_EQ(entry->start_ticks, 555);
  EXPECT_FALSE(entry->gone);
}

TEST(ProcessStat, a_zombie_is_gone_but_not_while_other_threads_of_it_run) {
  EXPECT_TRUE(parse_process_stat("5 (x) Z 1 5 5 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0")->gone);
  EXPECT_FALSE(parse_process_stat("5 (x) Z 1 5 5 0 -1 0 0 0 0 0 0 0 0 0 20 0 2 0 9 0")->gone);
}

TEST(ProcessStat, what_is_not_such_a_line_is_nothing) {
  for (const auto* line : {"", "5", "5 (x", "5 (x) S 1 2", ") (", "a (x) S 1 5 5 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0"})
    EXPECT_FALSE(parse_process_stat(line)) << line;
}

TEST(ProcessStat, we_find_ourselves) {
  const auto self = find_process(::getpid());

  ASSERT_TRUE(self);
  EXPECT_EQ(self->parent, ::getppid());
  EXPECT_EQ(self->session, ::getsid(0));
  const auto all = list_processes();
  EXPECT_TRUE(
      std::ranges::any_of(all, [&](const auto& each) { return each.pid == self->pid && each.start_ticks == self->start_ticks; }));
}

TEST(FindTree, session_group_descendants_and_marks_belong_to_it) {
  auto grouped = process(13, 1, 99);
  grouped.group = 10;
  const std::vector<ProcessEntry> processes = {
      process(10, 2, 10),   // main
      process(11, 10, 10),  // child in the session
      process(12, 1, 10),   // orphan in the session
      grouped,              // left the session, not the group
      process(14, 11, 14),  // grandchild with a session of its own
      process(15, 14, 14),  // and below it
      process(16, 1, 16),   // orphan with a session of its own: marks
      process(17, 16, 17),  // below it
      process(20, 2, 20),   // somebody else
      process(21, 20, 20),
  };

  const auto tree =
      find_tree(processes, {.main = processes.front(), .carries_marks = [](const auto& each) { return each.pid == 16; }});

  EXPECT_EQ(pids(tree), (std::vector<pid_t>{10, 11, 12, 13, 14, 15, 16, 17}));
}

TEST(FindTree, what_is_gone_is_left_out_but_leads_to_what_is_left) {
  auto main = process(10, 2, 10);
  main.gone = true;
  const std::vector<ProcessEntry> processes = {main, process(11, 1, 10)};

  EXPECT_EQ(pids(find_tree(processes, {.main = main, .carries_marks = no_marks})), std::vector<pid_t>{11});
}

TEST(FindTree, a_later_process_with_the_number_of_the_main_one_is_not_it) {
  const std::vector<ProcessEntry> processes = {process(10, 2, 10), process(11, 10, 10)};
  auto earlier = processes.front();
  earlier.start_ticks = 1;

  EXPECT_TRUE(find_tree(processes, {.main = earlier, .carries_marks = no_marks}).empty());
}

TEST(FindTree, a_session_whose_main_process_was_taken_away_proves_nothing) {
  const std::vector<ProcessEntry> processes = {process(11, 1, 10)};

  EXPECT_TRUE(find_tree(processes, {.main = process(10, 2, 10), .carries_marks = no_marks}).empty());
}

// Processes that cannot be: their numbers are beyond what the system gives.
constexpr pid_t ghost = 1 << 26;

TEST(KillTree, is_content_with_one_look_at_nothing) {
  int looks = 0;

  const auto left = kill_tree({.main = std::nullopt, .carries_marks = no_marks}, [&] {
    ++looks;
    return std::vector<ProcessEntry>{};
  });

  EXPECT_EQ(left, 0U);
  EXPECT_EQ(looks, 1);
}

TEST(KillTree, looks_again_after_one_who_is_gone_but_may_have_left_a_child) {
  auto gone = process(ghost, 1, ghost);
  gone.gone = true;
  std::vector<std::vector<ProcessEntry>> sights = {{gone}, {gone, process(ghost + 1, 1, ghost + 1)}};
  std::size_t looks = 0;

  const auto left = kill_tree({.main = std::nullopt, .carries_marks = [](const auto& each) { return each.pid == ghost + 1; }},
                              [&] { return sights[std::min(looks++, sights.size() - 1)]; });

  EXPECT_EQ(left, 1U);
}

TEST(KillTree, kills_also_whom_only_an_earlier_look_could_tell) {
  const pid_t child = ::fork();
  if (child == 0)
    while (true) ::pause();
  ASSERT_GT(child, 1);
  const auto entry = *find_process(child);
  int looks = 0;

  const auto left = kill_tree({.main = std::nullopt, .carries_marks = [&](const auto& each) { return each.pid == child; }},
                              [&] { return looks++ == 0 ? std::vector<ProcessEntry>{entry} : std::vector<ProcessEntry>{}; });

  EXPECT_EQ(left, 1U);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(DescendantsOf, holds_those_whose_parent_was_not_seen_and_no_strangers) {
  const std::vector<ProcessEntry> processes = {process(1, 0, 1),    process(2, 0, 2),   process(10, 1, 10),  process(11, 10, 11),
                                               process(12, 11, 12), process(20, 1, 20), process(31, 30, 31), process(32, 31, 32)};

  EXPECT_EQ(pids(descendants_of(10, processes)), (std::vector<pid_t>{11, 12, 31, 32}));
}

TEST(KillTree, a_process_that_is_no_longer_the_one_seen_gets_no_signal) {
  auto self = *find_process(::getpid());
  self.start_ticks -= 1;

  EXPECT_FALSE(signal_process(self, SIGKILL));  // or this test would not go on
}

TEST(SignalProcess, never_signals_init_or_everybody) {
  for (const pid_t pid : {-1, 0, 1}) EXPECT_FALSE(signal_process({.pid = pid}, 0)) << pid;
}

TEST(ProcessHandle, is_read_as_it_was_written_and_as_migrations_write_it) {
  const ProcessHandle handle{.pid = 42, .start_ticks = 7, .boot_id = "b-1"};

  const auto text = format_process_handle(handle);

  EXPECT_EQ(text, R"({"boot_id":"b-1","pid":42,"start_ticks":7})");
  const auto read = parse_process_handle(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->pid, 42);
  EXPECT_EQ(read->start_ticks, 7);
  EXPECT_EQ(read->boot_id, "b-1");
  for (const auto* other : {"", "{}", "[]", R"({"boot_id":"b","pid":"42","start_ticks":7})"})
    EXPECT_FALSE(parse_process_handle(other));
}

TEST(NodeEnvironment, marks_are_found_only_all_together) {
  const app::NodeRun run{.id = {.instance = instance::JobInstanceId{4}, .attempt = 2}, .workspace_id = "ws", .node_name = "a/b"};
  std::string block;
  for (const auto& entry : node_environment(run, "/work", "/tmp")) block += entry + '\0';

  EXPECT_TRUE(carries_marks(block, marks_of(run)));
  for (const auto& other : {AttemptMarks{"ws", 4, "a/b", 1}, AttemptMarks{"ws", 4, "a", 2}, AttemptMarks{"ws", 44, "a/b", 2},
                            AttemptMarks{"w", 4, "a/b", 2}})
    EXPECT_FALSE(carries_marks(block, other)) << other.node_name << other.attempt;
  EXPECT_FALSE(carries_marks("", marks_of(run)));
}

}  // namespace
}  // namespace slipway::executors
