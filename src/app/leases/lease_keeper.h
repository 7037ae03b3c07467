// Keeps this server's incarnation alive: its claims count only while its lease does. A lease that cannot be renewed is given up while
// there is still time, `on_lost` ends what runs under it, and a new incarnation begins once the store answers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "app/leases/lease_machine.h"
#include "app/ports/context.h"
#include "app/ports/server/current_incarnation.h"
#include "app/ports/server/incarnation_repository.h"
#include "app/ports/server/lease_store.h"
#include "app/ports/server/server_identity.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/stop_signal.h"

namespace slipway::app {

// How an incarnation is kept alive among several servers.
struct Lease {
  LeaseTimes times;
  LeaseStore* store = nullptr;  // never none; outlives the keeper
};

// start(), request_stop() and join() in any state, any number of times.
class LeaseKeeper {
 public:
  // No lease: one process owns the store, and its incarnation lives as long as it does. on_lost is called on a thread of the
  // keeper's, after the current incarnation was cleared.
  LeaseKeeper(Context& context, CurrentIncarnation& current, ServerIdentity server, std::optional<Lease> lease,
              std::function<void()> on_lost);
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;
  ~LeaseKeeper();

  // Writes the first row; claims may be made from now on.
  Result<void> start();
  void request_stop() { stop_.request(); }
  // Removes the row: what is still claimed is free at once.
  void join();

 private:
  using IncarnationUnit = std::function<Result<void>(IncarnationRepository&)>;

  Result<void> begin();
  Result<void> write(const IncarnationUnit& unit);
  void keep();  // renews, or begins anew
  void watch();  // gives up in time, also while a renewal hangs
  void renew(const std::string& id);
  // A step of the machine that may lose the lease; what it loses is ended.
  void step(const std::function<std::optional<std::string>(LeaseMachine&)>& change);

  Context& context_;
  CurrentIncarnation& current_;
  const ServerIdentity server_;
  const std::optional<Lease> lease_;
  const std::function<void()> on_lost_;

  base::Mutex mutex_;
  LeaseMachine machine_ GUARDED_BY(mutex_);
  base::StopSignal stop_;
  std::thread keeping_;
  std::thread watching_;
};

}  // namespace slipway::app
