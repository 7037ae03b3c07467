// What executors told about attempts and the store does not know yet, and which attempts this server has in hand. Executors
// add from their own threads; the engine takes in lots and puts back what it could not record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <variant>
#include <vector>

#include "app/ports/instance_repository.h"
#include "app/ports/node_executor.h"
#include "base/mutex.h"

namespace slipway::app {

// A claimed attempt. The fence makes it one of a kind.
struct AttemptTicket {
  NodeKey node;
  std::int64_t attempt = 0;
  std::int64_t fence = 0;
  friend auto operator<=>(const AttemptTicket&, const AttemptTicket&) = default;
};

struct AttemptNotStarted {};  // the executor did not take it; nothing ran

struct AttemptReport {
  AttemptTicket ticket;
  std::variant<StartedProcess, NodeOutcome, AttemptNotStarted> what;

  bool is_end() const { return !std::holds_alternative<StartedProcess>(what); }
};

// Safe from any thread.
class AttemptReports {
 public:
  // Called after each report, from the thread that added it; set before the first attempt.
  void on_report(std::function<void()> wake) { wake_ = std::move(wake); }

  void begin(const AttemptTicket& ticket);  // in hand from now on
  void add(AttemptReport report);
  std::vector<AttemptReport> take(std::size_t count_max);
  void put_back(std::vector<AttemptReport> reports);
  void forget(const std::vector<AttemptReport>& recorded);  // those that ended are no longer in hand

  bool has_in_hand(const AttemptTicket& ticket) const;
  bool empty() const;

 private:
  std::function<void()> wake_;
  mutable base::Mutex mutex_;
  std::deque<AttemptReport> reports_ GUARDED_BY(mutex_);
  std::set<AttemptTicket> in_hand_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
