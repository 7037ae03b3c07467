// Where leases are kept, reached in a way that callers cannot use up. Beside a lease it holds a lock of its session, which others find
// free as soon as this process is gone.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace slipway::app {

class IncarnationRepository;

// One thread at a time; a call may hang as long as the database does.
class LeaseStore {
 public:
  virtual ~LeaseStore() = default;

  // The lock is this process's for the incarnation, before anybody can see its lease.
  virtual Result<void> take_lock(const std::string& incarnation) = 0;
  // It still is, or is taken again.
  virtual Result<void> keep_lock() = 0;
  virtual Result<void> write(const std::function<Result<void>(IncarnationRepository&)>& unit) = 0;
};

}  // namespace slipway::app
