// What executors told about attempts and the store does not know yet, and which attempts this server has in hand. Executors
// add from their own threads; the engine takes in batches and puts back what it could not record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <variant>
#include <vector>

#include "app/ports/run/node_executor.h"
#include "base/mutex.h"
#include "domain/catalog/node_types.h"

namespace slipway::app {

struct AttemptNotStarted {};  // it is given back; nothing ran

struct AttemptReport {
  AttemptId id;
  std::variant<AttemptHandle, AttemptOutcome, AttemptNotStarted> what;

  bool is_end() const { return !std::holds_alternative<AttemptHandle>(what); }
};

// Safe from any thread.
class AttemptReports {
 public:
  // Called after each report, from the thread that added it; set before the first attempt.
  void on_report(std::function<void()> wake) { wake_ = std::move(wake); }

  // In hand from now on.
  void begin(const AttemptId& id, catalog::ExecutorKind kind = catalog::ExecutorKind::process,
             instance::QueueClass queue_class = instance::QueueClass::production);
  void add(AttemptReport report);
  // Without the handle of one that has ended too: its end says where its log is.
  std::vector<AttemptReport> take(std::size_t count_max);
  void put_back(std::vector<AttemptReport> reports);
  void forget(const std::vector<AttemptReport>& recorded);  // those that ended are no longer in hand

  bool has_in_hand(const AttemptId& id) const;
  std::int64_t count_tests(catalog::ExecutorKind kind) const;  // in hand, of test runs, and not known to have ended
  std::size_t in_hand_count() const;
  bool empty() const;

 private:
  std::function<void()> wake_;
  mutable base::Mutex mutex_;
  std::deque<AttemptReport> reports_ GUARDED_BY(mutex_);
  struct Place {
    catalog::ExecutorKind kind;
    instance::QueueClass queue_class;
    bool is_free = false;  // it ended, which is not recorded yet
  };
  std::map<AttemptId, Place> in_hand_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
