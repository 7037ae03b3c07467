#include "base/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace slipway::base {
namespace {

class Counter {
 public:
  void add() {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.notify_all();
  }

  // False when the deadline passed first.
  bool wait_for_count(int count, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    MutexLock lock(mutex_);
    while (count_ < count)
      if (!changed_.wait_until(lock, deadline)) return count_ >= count;
    return true;
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  int count_ GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, keeps_the_steps_of_threads_apart) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&counter] {
      for (int i = 0; i < 1000; ++i) counter.add();
    });
  EXPECT_TRUE(counter.wait_for_count(4000, std::chrono::seconds{30}));
  for (auto& thread : threads) thread.join();
}

TEST(ConditionVariable, tells_when_the_deadline_passed) {
  Counter counter;
  EXPECT_FALSE(counter.wait_for_count(1, std::chrono::milliseconds{1}));
}

TEST(MutexLock, opens_a_gap) {
  Mutex mutex;
  MutexLock lock(mutex);
  lock.unlock();
  std::thread([&mutex] { const MutexLock other(mutex); }).join();
  lock.lock();
}

}  // namespace
}  // namespace slipway::base
