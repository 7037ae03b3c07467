#include "adapters/executors/process/launch/supervised_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "adapters/executors/process/launch/supervisor_program.h"
#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr unsigned never_a_program = 0x0008U;  // MFD_NOEXEC_SEAL: without it a system may be set to refuse

base::Error not_started(std::string_view doing, int number) { return system_error("node.not_started", doing, number); }

std::string start_text(const SupervisedStart& start) {
  std::vector<std::string> words = {format_user(start.user), std::to_string(start.memory_max),
                                    std::to_string(start.file_size_max), start.directory};
  words.insert(words.end(), start.command.begin(), start.command.end());
  const StartHeader header{.word_count = static_cast<std::uint32_t>(words.size()),
                           .variable_count = static_cast<std::uint32_t>(start.environment.size()),
                           .mark_count = static_cast<std::uint32_t>(start.mark_count)};
  std::string text(sizeof header, '\0');
  std::memcpy(text.data(), &header, sizeof header);
  const auto add = [&text](const std::string& each) {
    text.append(each.c_str(), std::strlen(each.c_str()) + 1);
  };  // to its first NUL
  for (const auto& each : words) add(each);
  for (const auto& each : start.environment) add(each);
  return text;
}

// In memory: what a node is given is on no disk and in no list of arguments.
Result<UniqueFd> write_start(const SupervisedStart& start) {
  UniqueFd file(::memfd_create("slipway-start", MFD_CLOEXEC | never_a_program));
  if (!file && errno == EINVAL) file = UniqueFd(::memfd_create("slipway-start", MFD_CLOEXEC));  // a kernel older than the flag
  if (!file) return not_started("open a file in memory", errno);
  const auto text = start_text(start);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto done = ::write(file.get(), rest.data(), rest.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return not_started("write down what is to be started", errno);
    rest.remove_prefix(static_cast<std::size_t>(done));
  }
  return file;
}

}  // namespace

Result<SupervisedEnds> open_supervised(const SupervisedStart& start) {
  SupervisedEnds made;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return not_started("open a pipe", errno);
  made.ours.output = UniqueFd(ends[0]);
  made.theirs.output = UniqueFd(ends[1]);
  if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return not_started("open a pipe", errno);
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return not_started("open a socket for the supervisor", errno);
  made.ours.control = UniqueFd(ends[0]);
  made.theirs.control = UniqueFd(ends[1]);
  TRY_LET(file, write_start(start));
  made.theirs.start = std::move(file);
  return made;
}

void give_order(const SupervisedProcess& process, SupervisorOrder order) {
  // One that does not listen any more is ending.
  (void)::send(process.control.get(), &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<SupervisorReport> next_report(const SupervisedProcess& process, bool& has_ended) {
  SupervisorReport report;
  while (true) {
    const auto size = ::recv(process.control.get(), &report, sizeof report, MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return std::nullopt;
    if (size == sizeof report) return report;
    has_ended = true;
    return std::nullopt;
  }
}

void await_exit(pid_t supervisor) {
  constexpr int wait_milliseconds = 100;
  const UniqueFd pidfd(open_pidfd(supervisor));
  pollfd watched{.fd = pidfd.get(), .events = POLLIN, .revents = 0};
  if (pidfd) (void)::poll(&watched, 1, wait_milliseconds);
}

}  // namespace slipway::executors
