// A store between whose steps a second session does something: before the next write begins, once.
//
//   installation.interrupted.before_next_write = [&] { ... take a role back ... };
//   EXPECT_EQ(code_of(app::create_object(...)), "workspace.not_found");
//   EXPECT_FALSE(installation.interrupted.before_next_write) << "it came to a write";
#pragma once

#include <functional>
#include <utility>

#include "app/ports/store.h"

namespace slipway::test {

// For the thread of its test only, while something is to be done.
class InterruptedStore final : public app::Store {
 public:
  explicit InterruptedStore(app::Store& store) : store_(store) {}

  std::function<void()> before_next_write;

 private:
  Result<void> run_read(const TxUnit& unit) override { return store_.read(unit); }
  Result<void> run_write(const TxUnit& unit) override {
    if (before_next_write) std::exchange(before_next_write, nullptr)();
    return store_.write(unit);
  }

  app::Store& store_;
};

}  // namespace slipway::test
