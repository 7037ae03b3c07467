#include "executor_host.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <iostream>

#include "adapters/executors/file_attempt_logs.h"
#include "adapters/executors/process/processes/process_table.h"

namespace slipway::executors {

app::NodeRun names_two_processes() {
  return shell_run(
      "echo uid $(id -u)\n"
      "echo $$\n"
      "setsid sleep 1000 > /dev/null 2>&1 &\n"
      "echo $!\n"
      "echo ready\n"
      "sleep 1000\n");
}

app::NodeRun forks_without_end(const std::string& name) {
  return shell_run(
      "echo uid $(id -u)\n"
      "echo $$\n"
      "/usr/bin/python3 - " +
      name +
      " <<'END'\n"
      "import os, sys\n"
      "code = 'import os\\nwhile True:\\n  if os.fork() > 0: os._exit(0)\\n  os.setsid()'\n"
      "for i in range(8):\n"
      "  if os.fork() == 0:\n"
      "    os.setsid()\n"
      "    os.closerange(1, 3)\n"
      "    os.execve('/usr/bin/python3', ['python3', '-c', code, sys.argv[1]], {})\n"
      "END\n"
      "setsid sleep 1000 > /dev/null 2>&1 &\n"
      "echo $!\n"
      "echo ready\n"
      "sleep 1000\n");
}

std::vector<pid_t> processes_that_bear(const std::string& name) {
  std::vector<pid_t> found;
  for (const auto& process : list_processes()) {
    const UniqueFd file(::open(("/proc/" + std::to_string(process.pid) + "/cmdline").c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> words;  // none of a process that has ended meanwhile
    const auto size = ::read(file.get(), words.data(), words.size());
    if (size > 0 && std::string_view(words.data(), static_cast<std::size_t>(size)).find(name) != std::string_view::npos)
      found.push_back(process.pid);
  }
  return found;
}

int host_main(int argc, char** argv) {
  if (argc != 7) return 2;
  const auto uid = static_cast<uid_t>(std::stoul(argv[4]));
  if (uid != ::geteuid() && (::setresgid(uid, uid, uid) != 0 || ::setresuid(uid, uid, uid) != 0)) return 2;

  base::SystemClock clock;
  ExecutorOptions options;
  options.data_dir = argv[2];
  options.outside_dir = argv[3];
  auto executor = ProcessExecutor::create(options, clock);
  if (!executor) return 3;
  Report report;
  auto node = shell_run(argv[6]);
  node.workspace_id = argv[5];
  if (!(*executor)->start(std::move(node), report.events())) return 4;
  const auto log_path = report.started().log_path;
  const auto log = [&] {
    const auto chunk = FileAttemptLogs(options.data_dir).read(log_path, 0, 65'536);
    return chunk ? chunk->text : std::string();
  };
  if (!eventually([&] { return log().find("ready") != std::string::npos || report.finished_count() > 0; })) return 5;
  if (report.finished_count() > 0) std::cout << report.outcome().message << '\n';
  std::cout << log() << std::flush;
  while (true) ::pause();
}

ExecutorHost::ExecutorHost(const std::string& data_dir, const std::string& outside_dir, uid_t uid, const std::string& text) {
  int ends[2];
  if (::pipe(ends) != 0) return;
  output_ = UniqueFd(ends[0]);
  const UniqueFd write_end(ends[1]);
  const auto uid_text = std::to_string(uid);
  const auto& workspace = test_workspace();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(write_end.get(), STDOUT_FILENO);
    ::close(output_.get());
    ::execl("/proc/self/exe", "executor-host", host_mode, data_dir.c_str(), outside_dir.c_str(), uid_text.c_str(),
            workspace.c_str(), text.c_str(), nullptr);
    ::_exit(127);
  }
}

ExecutorHost::~ExecutorHost() {
  kill();
  // What it left came to us. Its supervisors are of their launcher's group; others that have ended are of nobody's any more.
  siginfo_t ignored{};
  eventually([&] { return ::waitid(P_PGID, static_cast<id_t>(launcher_), &ignored, WEXITED | WNOHANG) != 0; });
  for (const auto& process : list_processes())
    if (process.parent == ::getpid() && process.gone)
      ::waitid(P_PID, static_cast<id_t>(process.pid), &ignored, WEXITED | WNOHANG);
}

ExecutorHost::Processes ExecutorHost::processes() {
  std::string text;
  std::array<char, 4096> part;
  while (text.find("ready") == std::string::npos) {
    const auto got = ::read(output_.get(), part.data(), part.size());
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  const auto pids = numbers_in(text);
  if (pids.size() != 2 || !text.starts_with("uid ")) {
    ADD_FAILURE() << "the host said: " << text;
    return {};
  }
  launcher_ = launcher_of(pid_);
  return {.uid = static_cast<uid_t>(std::stoul(text.substr(4))), .main = pids[0], .grandchild = pids[1]};
}

void ExecutorHost::kill() {
  if (pid_ <= 1) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

}  // namespace slipway::executors
