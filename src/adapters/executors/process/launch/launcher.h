// The launcher as the server holds it: one small process, begun with the server, that forks the supervisors of attempts. A fork of it costs
// a tenth of what starting a program costs, however small that is.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "adapters/executors/process/launch/supervised_process.h"
#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

// For one thread, which must live as long as the launcher is to. One that was killed is followed by another at the next start: what its
// supervisors have begun goes on, as children of ours; what they have not ends at its socket, without a word.
class Launcher {
 public:
  explicit Launcher(UniqueFd image) : image_(std::move(image)) {}
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  // Hands a start over; that it has begun is the first report. Errors: "node.not_started", always of the kind `unavailable`.
  Result<void> launch(const SupervisorEnds& ends);

  // Of the launcher that took the last start; another for each.
  std::uint64_t generation() const { return generation_; }
  int socket() const { return socket_.get(); }  // becomes readable when it has ended
  // It has ended, or does not answer. Nothing happens when it is another by now.
  void give_up(std::uint64_t generation);

  // Takes the entries of supervisors away that an earlier launcher has left to us. True: some go on.
  bool take_exits();

 private:
  Result<void> begin();
  int hand_over(const SupervisorEnds& ends) const;  // 0, or the number of the error
  void end();

  UniqueFd image_;
  UniqueFd socket_;
  pid_t pid_ = 0;  // 0: there is none
  std::uint64_t generation_ = 0;
  std::vector<pid_t> groups_left_;  // of launchers that have ended
};

}  // namespace slipway::executors
