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

// run() and in_hand() from one thread, the dispatcher's; request_stop() and join() from any, any number of times.
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
  std::vector<std::thread> threads_;
};

}  // namespace slipway::app
