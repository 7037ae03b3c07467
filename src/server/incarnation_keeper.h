// Keeps this server's incarnation alive: its claims count only while its lease does. A lease that cannot be renewed is given
// up while there is still time, `on_lost` ends what runs under it, and a new incarnation begins once the store answers. Beside the
// lease it holds a session lock, which others find free as soon as this process is gone, and renews the lease on that connection.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "adapters/store/postgres/postgres_session_lock.h"
#include "app/ports/context.h"
#include "app/ports/server/current_incarnation.h"
#include "app/ports/server/incarnation_repository.h"
#include "app/ports/server/server_identity.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/stop_signal.h"

namespace slipway::server {

// How an incarnation is kept alive among several servers.
struct Lease {
  std::chrono::milliseconds length{15'000};
  std::chrono::milliseconds renewal{5'000};
  store::PostgresSessionLock* session_lock = nullptr;  // never none
};

// start(), request_stop() and join() in any state, any number of times.
class IncarnationKeeper {
 public:
  // No lease: one process owns the store, and its incarnation lives as long as it does. on_lost is called on a thread of the
  // keeper's, after the current incarnation was cleared, when no renewal succeeded for length - renewal.
  IncarnationKeeper(app::Context& context, app::CurrentIncarnation& current, app::ServerIdentity server,
                    std::optional<Lease> lease, std::function<void()> on_lost);
  IncarnationKeeper(const IncarnationKeeper&) = delete;
  IncarnationKeeper& operator=(const IncarnationKeeper&) = delete;
  ~IncarnationKeeper();

  // Writes the first row; claims may be made from now on.
  Result<void> start();
  void request_stop() { stop_.request(); }
  // Removes the row: what is still claimed is free at once.
  void join();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  using IncarnationUnit = std::function<Result<void>(app::IncarnationRepository&)>;

  Result<void> begin();
  Result<void> write(const IncarnationUnit& unit);
  void keep();  // renews, or begins anew
  void watch();  // gives up in time, also while a renewal hangs
  void renew(const std::string& id);
  // Unless it was renewed since.
  void lose(SteadyTime last_renewal);
  SteadyTime last_renewal();

  app::Context& context_;
  app::CurrentIncarnation& current_;
  const app::ServerIdentity server_;
  const std::optional<Lease> lease_;
  const std::function<void()> on_lost_;

  base::Mutex mutex_;
  SteadyTime renewed_at_ GUARDED_BY(mutex_);
  base::StopSignal stop_;
  std::thread keeping_;
  std::thread watching_;
};

}  // namespace slipway::server
