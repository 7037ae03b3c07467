#include "adapters/executors/process/processes/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>

#include "adapters/executors/unique_fd.h"

namespace slipway::executors {
namespace {

constexpr std::size_t environment_bytes_max = 1 << 20;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string proc_path(pid_t pid, std::string_view name) { return "/proc/" + std::to_string(pid) + "/" + std::string(name); }

std::string read_all(int fd, std::size_t bytes_max) {
  std::string text;
  std::array<char, 4096> part;
  while (text.size() < bytes_max) {
    const auto got = ::read(fd, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::string read_text(const std::string& path, std::size_t bytes_max) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return file ? read_all(file.get(), bytes_max) : std::string();
}

// Root in a container often lacks the capability to look into processes of others. As their owner it may; the file system
// identity belongs to this thread alone. Files are opened and read under it: the kernel may check at either.
std::string read_as_owner(const std::string& path, const struct stat& owner, std::size_t bytes_max) {
  const auto own_group = static_cast<gid_t>(::setfsgid(owner.st_gid));
  const auto own_user = static_cast<uid_t>(::setfsuid(owner.st_uid));
  auto text = read_text(path, bytes_max);
  ::setfsuid(own_user);
  ::setfsgid(own_group);
  return text;
}

}  // namespace

std::optional<ProcessEntry> parse_process_stat(std::string_view line) {
  const auto name_begin = line.find('(');
  const auto name_end = line.rfind(')');
  if (name_begin == std::string_view::npos || name_end == std::string_view::npos || name_begin < 2) return std::nullopt;

  // What follows the name, by its number in proc(5): 3 state, 4 ppid, 5 pgrp, 6 session, 20 num_threads, 22 starttime.
  constexpr std::size_t first_field = 3, last_field = 22;
  std::array<std::string_view, last_field + 1> field;
  auto rest = line.substr(name_end + 1);
  for (std::size_t i = first_field; i <= last_field; ++i) {
    const auto begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(begin);
    field[i] = rest.substr(0, rest.find_first_of(" \n"));
    rest.remove_prefix(field[i].size());
  }
  const auto pid = number_in<pid_t>(line.substr(0, name_begin - 1));
  const auto parent = number_in<pid_t>(field[4]);
  const auto group = number_in<pid_t>(field[5]);
  const auto session = number_in<pid_t>(field[6]);
  const auto threads = number_in<int>(field[20]);
  const auto start = number_in<std::int64_t>(field[22]);
  if (!pid || !parent || !group || !session || !threads || !start) return std::nullopt;

  // A process whose first thread has ended is shown as a zombie while its other threads go on.
  const bool gone = (field[3] == "Z" && *threads <= 1) || field[3] == "X" || field[3] == "x";
  return ProcessEntry{.pid = *pid, .parent = *parent, .group = *group, .session = *session, .start_ticks = *start, .gone = gone};
}

std::optional<ProcessEntry> find_process(pid_t pid) { return parse_process_stat(read_text(proc_path(pid, "stat"), 4096)); }

std::vector<ProcessEntry> list_processes() {
  std::vector<ProcessEntry> processes;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), &::closedir);
  if (!directory) return processes;
  while (const auto* entry = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe): the stream is ours alone
    const auto pid = number_in<pid_t>(entry->d_name);
    if (!pid) continue;
    if (const auto process = find_process(*pid)) processes.push_back(*process);
  }
  return processes;
}

std::string process_environment(pid_t pid) {
  const auto path = proc_path(pid, "environ");
  auto text = read_text(path, environment_bytes_max);
  if (!text.empty() || ::geteuid() != 0) return text;

  struct stat owner{};
  const bool is_of_other = ::stat(proc_path(pid, "").c_str(), &owner) == 0 && owner.st_uid != 0;
  return is_of_other ? read_as_owner(path, owner, environment_bytes_max) : text;
}

std::optional<uid_t> process_owner(pid_t pid) {
  struct stat owner{};
  if (::stat(proc_path(pid, "").c_str(), &owner) != 0) return std::nullopt;
  return owner.st_uid;
}

bool is_supervisor(pid_t pid) {
  std::array<char, 64> program;
  const auto size = ::readlink(proc_path(pid, "exe").c_str(), program.data(), program.size());
  return size > 0 && std::string_view(program.data(), static_cast<std::size_t>(size)).starts_with("/memfd:slipway-supervisor");
}

std::string boot_id() {
  auto text = read_text("/proc/sys/kernel/random/boot_id", 64);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

int open_pidfd(pid_t pid) {
  // <sys/pidfd.h> of this C library cannot be used from C++.
  return pid > 1 ? static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)) : -1;
}

bool signal_process(const ProcessEntry& process, int signal) {
  const UniqueFd pidfd(open_pidfd(process.pid));
  if (!pidfd) return false;
  const auto now = find_process(process.pid);  // the descriptor holds whoever has the pid now: is it still the one we saw?
  if (!now || now->start_ticks != process.start_ticks) return false;
  return ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) == 0;
}

}  // namespace slipway::executors
