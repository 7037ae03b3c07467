// Whose error it is when a transaction of the engine fails: the store's, and all is tried again; or that of a row, which is looked
// for, and set aside alone.
#pragma once

#include <cstdint>
#include <map>

#include "base/error.h"

namespace slipway::app {

inline bool is_time_out(const base::Error& error) { return error.code == "store.statement_timeout"; }

// May a row be to blame, so that a smaller batch can do better?
inline bool may_be_of_a_row(const base::Error& error) { return error.kind != base::ErrorKind::unavailable || is_time_out(error); }

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
  void forget_all() { counts_.clear(); }

 private:
  static constexpr int time_outs_max = 3;
  std::map<Subject, int> counts_;
};

}  // namespace slipway::app
