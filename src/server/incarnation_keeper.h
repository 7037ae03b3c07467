// Keeps this server's incarnation alive: its claims count only while its lease does. A lease that cannot be renewed is given
// up while there is still time, `on_lost` ends what runs under it, and a new incarnation begins once the store answers. Beside the
// lease it holds a session lock, which others find free as soon as this process is gone, and renews the lease on that connection. A lease
// is counted by a clock that goes on while the machine is suspended.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "adapters/store/postgres/postgres_session_lock.h"
#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/incarnation_repository.h"
#include "app/ports/server_identity.h"
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
  using BootTime = std::chrono::microseconds;  // see base::Clock

  using IncarnationUnit = std::function<Result<void>(app::IncarnationRepository&)>;

  Result<void> begin();
  Result<void> write(const IncarnationUnit& unit);
  void keep();  // renews, or begins anew
  void watch();  // gives up in time, also while a renewal hangs
  void renew(const std::string& id);
  bool is_late(BootTime last_renewal, BootTime now) const { return now - last_renewal >= lease_->length - lease_->renewal; }
  // Unless it was renewed since.
  void lose(BootTime last_renewal);
  BootTime last_renewal();

  app::Context& context_;
  app::CurrentIncarnation& current_;
  const app::ServerIdentity server_;
  const std::optional<Lease> lease_;
  const std::function<void()> on_lost_;

  base::Mutex mutex_;
  BootTime renewed_at_ GUARDED_BY(mutex_){};
  base::StopSignal stop_;
  std::thread keeping_;
  std::thread watching_;
};

}  // namespace slipway::server
