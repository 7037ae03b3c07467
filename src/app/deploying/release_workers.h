// Who does the work of deployments: one worker an environment, so that a long one holds up no other environment.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <set>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "domain/catalog/ids.h"

namespace slipway::app {

// All but in_hand() from one thread, the dispatcher's; request_stop() and join() from any, any number of times.
class ReleaseWorkers {
 public:
  using Work = std::function<void()>;

  ReleaseWorkers() = default;  // none: run() does the work itself
  explicit ReleaseWorkers(std::size_t count);
  ReleaseWorkers(const ReleaseWorkers&) = delete;
  ReleaseWorkers& operator=(const ReleaseWorkers&) = delete;
  ~ReleaseWorkers();

  // Called by a worker after each piece of work; set before the first.
  void on_done(std::function<void()> done) { done_ = std::move(done); }

  bool has_free();
  std::set<catalog::EnvironmentId> in_hand();  // environments that somebody works on

  // In an environment a deployment that waits comes after each follow-up, so that neither keeps the other waiting: who does a follow-up there
  // begins its turn; end_turns(), after deployments had theirs, ends those of environments that nobody works on, and tells whether it did.
  void begin_turn(catalog::EnvironmentId environment) {
    if (!is_inline_) turns_.insert(environment);
  }
  bool end_turns();
  std::set<catalog::EnvironmentId> taken();  // for a follow-up: in hand, or with such a turn

  // False: nobody is free, or somebody works on that environment; nothing is done then.
  bool run(catalog::EnvironmentId environment, Work work);

  // What is in hand is finished, nothing more is begun.
  void request_stop();
  void join();

 private:
  struct Piece {
    catalog::EnvironmentId environment;
    Work work;
  };

  void work();

  const bool is_inline_ = true;
  std::function<void()> done_;
  base::Mutex mutex_;
  base::ConditionVariable changed_;
  std::list<Piece> waiting_ GUARDED_BY(mutex_);
  std::set<catalog::EnvironmentId> in_hand_ GUARDED_BY(mutex_);
  bool is_stopping_ GUARDED_BY(mutex_) = false;
  std::set<catalog::EnvironmentId> turns_;  // of the dispatcher
  std::vector<std::thread> threads_;
};

}  // namespace slipway::app
