// One worker an environment, several at once: a deployment that waits for something holds up no other environment.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "app/deploying/release_workers.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

catalog::EnvironmentId environment(std::int64_t number) { return {number}; }

// Work that goes on until it is let go.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    opened_.wait(lock, [this] { return is_open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
  }
  int waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
  int waiting_ = 0;
};

TEST(ReleaseWorkers, work_on_several_environments_at_once_and_on_each_alone) {
  Gate gate;
  app::ReleaseWorkers workers(2);
  const auto wait = [&] { gate.wait(); };

  EXPECT_TRUE(workers.run(environment(1), wait));
  EXPECT_FALSE(workers.run(environment(1), wait)) << "somebody works on it";
  EXPECT_TRUE(workers.has_free());
  EXPECT_TRUE(workers.run(environment(2), wait));
  EXPECT_FALSE(workers.has_free());
  EXPECT_FALSE(workers.run(environment(3), wait)) << "nobody is free";
  EXPECT_TRUE(eventually([&] { return gate.waiting() == 2; }));
  EXPECT_EQ(workers.in_hand(), (std::set{environment(1), environment(2)}));

  gate.open();
  EXPECT_TRUE(eventually([&] { return workers.in_hand().empty(); }));
  EXPECT_TRUE(workers.run(environment(3), [] {}));
}

TEST(ReleaseWorkers, tell_of_what_is_done_when_its_environment_is_free) {
  std::atomic<int> free_when_told = 0;
  app::ReleaseWorkers workers(1);
  workers.on_done([&] { free_when_told += workers.in_hand().empty() ? 1 : 0; });

  EXPECT_TRUE(workers.run(environment(1), [] {}));

  EXPECT_TRUE(eventually([&] { return free_when_told == 1; }));
}

TEST(ReleaseWorkers, finish_what_is_in_hand_and_begin_nothing_more) {
  std::atomic<int> done = 0;
  app::ReleaseWorkers workers(1);
  EXPECT_TRUE(workers.run(environment(1), [&] { ++done; }));
  workers.request_stop();
  workers.join();
  EXPECT_EQ(done, 1);
  EXPECT_FALSE(workers.run(environment(2), [&] { ++done; }));
  EXPECT_EQ(done, 1);
}

TEST(ReleaseWorkers, that_are_none_leave_the_work_to_the_caller) {
  app::ReleaseWorkers workers;
  int done = 0;
  EXPECT_TRUE(workers.run(environment(1), [&] { ++done; }));
  EXPECT_EQ(done, 1);
  EXPECT_TRUE(workers.in_hand().empty());
}

}  // namespace
}  // namespace slipway::test
