#include "adapters/executors/process/processes/process_tree.h"

#include <algorithm>
#include <csignal>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace slipway::executors {
namespace {

constexpr int look_count_max = 32;

using Children = std::unordered_multimap<pid_t, const ProcessEntry*>;

Children children_by_parent(const std::vector<ProcessEntry>& processes) {
  Children children;
  for (const auto& process : processes) children.emplace(process.parent, &process);
  return children;
}

// Adds what descends from the roots to `reached`, which holds the roots already.
void add_descendants(const Children& children, std::vector<pid_t> roots, std::unordered_set<pid_t>& reached) {
  while (!roots.empty()) {
    const auto parent = roots.back();
    roots.pop_back();
    const auto [begin, end] = children.equal_range(parent);
    for (auto child = begin; child != end; ++child)
      if (reached.insert(child->second->pid).second) roots.push_back(child->second->pid);
  }
}

bool belongs_to_main(const ProcessEntry& process, const ProcessEntry& main) {
  return process.pid == main.pid || process.session == main.pid || process.group == main.pid;
}

}  // namespace

std::vector<ProcessEntry> find_tree(const std::vector<ProcessEntry>& processes, const TreeQuery& query) {
  const bool main_is_there = query.main && std::ranges::any_of(processes, [&](const ProcessEntry& process) {
                               return process.pid == query.main->pid && process.start_ticks == query.main->start_ticks;
                             });
  std::vector<pid_t> roots;
  std::unordered_set<pid_t> reached;
  for (const auto& process : processes) {
    const bool is_root =
        (main_is_there && belongs_to_main(process, *query.main)) || (!process.gone && query.carries_marks(process));
    if (is_root && reached.insert(process.pid).second) roots.push_back(process.pid);
  }
  add_descendants(children_by_parent(processes), std::move(roots), reached);

  std::vector<ProcessEntry> tree;
  for (const auto& process : processes)
    if (!process.gone && reached.contains(process.pid)) tree.push_back(process);
  return tree;
}

std::vector<ProcessEntry> descendants_of(pid_t ancestor, const std::vector<ProcessEntry>& processes) {
  std::unordered_set<pid_t> listed = {0};  // the parent of those that have none
  for (const auto& process : processes) listed.insert(process.pid);

  std::vector<pid_t> roots = {ancestor};
  std::unordered_set<pid_t> reached;
  for (const auto& process : processes)
    if (!listed.contains(process.parent) && reached.insert(process.pid).second) roots.push_back(process.pid);
  add_descendants(children_by_parent(processes), std::move(roots), reached);

  std::vector<ProcessEntry> descendants;
  for (const auto& process : processes)
    if (process.pid != ancestor && reached.contains(process.pid)) descendants.push_back(process);
  return descendants;
}

std::size_t kill_tree(const TreeQuery& query, const std::function<std::vector<ProcessEntry>()>& look) {
  std::set<std::pair<pid_t, std::int64_t>> seen;
  const auto is_new = [&](const ProcessEntry& process) { return seen.emplace(process.pid, process.start_ticks).second; };

  std::vector<ProcessEntry>
      found;  // in all looks: who is stopped must be killed, even if their parent ended and they can no longer be told
  for (int count = 0; count < look_count_max; ++count) {
    const auto processes = look();
    bool found_more = false;
    for (const auto& process : find_tree(processes, query)) {
      if (!is_new(process)) continue;
      found_more = true;
      signal_process(process, SIGSTOP);
      found.push_back(process);
    }
    for (const auto& process : processes) {
      const bool is_main = query.main && process.pid == query.main->pid;  // its end is known
      if (process.gone && !is_main && is_new(process)) found_more = true;
    }
    if (!found_more) break;
  }
  for (const auto& process : found) signal_process(process, SIGKILL);
  return found.size();
}

std::function<bool(const ProcessEntry&)> marks_in_environment(AttemptMarks marks) {
  return
      [marks = std::move(marks)](const ProcessEntry& process) { return carries_marks(process_environment(process.pid), marks); };
}

}  // namespace slipway::executors
