// Says that an instance may be admitted, since one was made or one ended: looking costs more the more of them wait. A lost
// hint costs time until the next look. Safe from any thread.
#pragma once

#include <atomic>

namespace slipway::app {

class AdmissionHint {
 public:
  void give() { is_given_ = true; }
  bool take() { return is_given_.exchange(false); }

 private:
  std::atomic<bool> is_given_{true};
};

}  // namespace slipway::app
