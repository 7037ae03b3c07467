// A round whose one transaction failed runs again in parts: each is halved until it succeeds, or until one run alone is left, which is
// set aside. What does not depend on it goes on.
#pragma once

#include <functional>
#include <vector>

#include "app/engine/round/round_write.h"

namespace slipway::app {

// For the engine's thread.
class RoundParts {
 public:
  // Who knows the transaction and keeps what came of it.
  class Owner {
   public:
    virtual Result<RoundDone> write(const RoundPlan& plan, Suspects& suspects) = 0;
    virtual void keep(const RoundPlan& plan, RoundDone done) = 0;
    // With what its executors reported. False: not yet, it is tried again.
    virtual Result<bool> set_aside(instance::JobInstanceId id, const std::vector<AttemptReport>& reports,
                                   const base::Error& error) = 0;

   protected:
    ~Owner() = default;
  };

  explicit RoundParts(Owner& owner) : owner_(owner) {}

  // Takes from plan.reports what is recorded or kept. An error: the store's, or of a row that could not be found.
  Result<void> run(RoundPlan& plan);

 private:
  Result<void> record(std::vector<AttemptReport>& reports);
  // `make` gives the part of at most that size; `has_more` whether such a part left something.
  Result<void> halve(std::int64_t size_max, const std::function<RoundPlan(std::int64_t)>& make,
                     const std::function<bool(const RoundDone&)>& has_more);

  Owner& owner_;
};

}  // namespace slipway::app
