// Whom to blame when a transaction over one row fails with the error of a row (row_error.h).
#pragma once

#include <cstdint>
#include <map>

#include "app/tasks/row_error.h"
#include "base/error.h"

namespace slipway::app {

// How often a single one ran out of time: the database may just have been slow.
template <class Subject>
class TimeOuts {
 public:
  // True: it is to be blamed, at once or, where it ran out of time, with the third.
  bool blame(const Subject& subject, const base::Error& error) {
    if (!is_time_out(error)) return true;
    if (++counts_[subject] < time_outs_max) return false;
    counts_.erase(subject);
    return true;
  }
  void forget(const Subject& subject) { counts_.erase(subject); }
  void forget_all() { counts_.clear(); }

 private:
  static constexpr int time_outs_max = 3;
  std::map<Subject, int> counts_;
};

}  // namespace slipway::app
