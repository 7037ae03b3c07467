#include "support/commit_proxy.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>
#include <stdexcept>

#include "support/source_folder.h"

namespace slipway::test {
namespace {

// A pipe that no other child inherits.
std::array<int, 2> new_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  return ends;
}

}  // namespace

CommitProxy::CommitProxy(const std::string& server_url) {
  const auto orders = new_pipe();
  const auto answers = new_pipe();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, orders[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO);
  std::string program = source_folder() + "/tests/support/commit_proxy.py";
  std::string address = server_url;
  const std::array<char*, 3> arguments{program.data(), address.data(), nullptr};
  const int failure = ::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(orders[0]);
  ::close(answers[1]);
  orders_ = ::fdopen(orders[1], "w");
  answers_ = ::fdopen(answers[0], "r");
  if (failure != 0) throw std::runtime_error("cannot start " + program);
  address_ = "host=127.0.0.1 port=" + read_line();
  url_ = server_url + " " + address_;  // the later one of two counts
}

CommitProxy::~CommitProxy() {
  static_cast<void>(::fclose(orders_));  // it ends when its input does
  static_cast<void>(::fclose(answers_));
  ::waitpid(process_, nullptr, 0);
}

void CommitProxy::hold_next_commit(const std::string& statement_text) { tell("hold " + statement_text); }

void CommitProxy::wait_until_held() { tell("wait"); }

std::string CommitProxy::deliver() { return tell("deliver"); }

void CommitProxy::cut_client() { tell("cut"); }

std::string CommitProxy::lose_answer() { return tell("lose"); }

void CommitProxy::drop() { tell("drop"); }

CommitProxy::Traffic CommitProxy::traffic() {
  Traffic traffic;
  std::istringstream(tell("traffic")) >> traffic.begins >> traffic.commits >> traffic.round_trips;
  return traffic;
}

std::string CommitProxy::tell(const std::string& line) {
  if (::fputs((line + "\n").c_str(), orders_) < 0 || ::fflush(orders_) != 0) throw std::runtime_error("the proxy has ended");
  auto answer = read_line();
  if (answer.starts_with("failed: ")) throw std::runtime_error(line + ": " + answer.substr(8));
  return answer;
}

std::string CommitProxy::read_line() {
  std::string line;
  for (int c = ::fgetc(answers_); c != '\n'; c = ::fgetc(answers_)) {
    if (c == EOF) throw std::runtime_error("the proxy has ended");
    line += static_cast<char>(c);
  }
  return line;
}

}  // namespace slipway::test
