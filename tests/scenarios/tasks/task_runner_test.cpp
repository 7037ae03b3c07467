// The thread of the background tasks: what fails is tried again later and later, and is told while it fails.
#include <gtest/gtest.h>

#include <atomic>

#include "app/tasks/task_runner.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

class FailingTask final : public app::Task {
 public:
  explicit FailingTask(std::string_view name) : name_(name) {}
  std::string_view name() const override { return name_; }
  Result<app::TaskProgress> run_once(base::Instant) override {
    ++run_count;
    if (fails) return base::internal("test.failing", "it does not work");
    return app::TaskProgress::done;
  }

  std::atomic<bool> fails = true;
  std::atomic<int> run_count = 0;

 private:
  std::string_view name_;
};

TEST(TaskRunner, tells_of_a_task_from_its_first_failure_to_its_next_success) {
  base::SystemClock clock;
  FailingTask broken("broken");
  FailingTask sound("sound");
  sound.fails = false;
  app::TaskRunner runner({.name = "test", .interval = std::chrono::milliseconds{10}}, clock, {&broken, &sound});
  EXPECT_FALSE(runner.health().front().ran_at);

  runner.start();
  EXPECT_TRUE(eventually([&] { return broken.run_count >= 2 && sound.run_count >= 2; })) << "one does not hold up the other";
  const auto statuses = runner.health();
  const auto& failing = statuses.front();
  EXPECT_EQ(failing.name, "broken");
  ASSERT_TRUE(failing.failure && failing.failing_since && failing.ran_at);
  EXPECT_EQ(failing.failure->code, "test.failing");
  EXPECT_GE(failing.failing_for, std::chrono::milliseconds{250}) << "since the first time, which was a pause ago";
  EXPECT_GT(*failing.next_due, *failing.ran_at) << "it is tried again after a pause";
  EXPECT_EQ(statuses.back().name, "sound");
  EXPECT_FALSE(statuses.back().failure);

  broken.fails = false;
  EXPECT_TRUE(eventually([&] { return !runner.health().front().failing_since; }));
  runner.request_stop();
  runner.join();
}

class BusyTask final : public app::Task {
 public:
  std::string_view name() const override { return "busy"; }
  Result<app::TaskProgress> run_once(base::Instant now) override {
    due_ = now - std::chrono::seconds{1};  // it could not be done: the lease is lost, or others have it in hand
    ++run_count;
    return app::TaskProgress::done;
  }
  std::optional<base::Instant> next_due() const override { return due_; }

  std::atomic<int> run_count = 0;

 private:
  std::optional<base::Instant> due_;
};

TEST(TaskRunner, what_a_run_left_undone_is_for_its_interval_and_takes_no_core) {
  base::SystemClock clock;
  BusyTask busy;
  app::TaskRunner runner({.name = "test", .interval = std::chrono::hours{1}}, clock, {&busy});

  runner.start();
  EXPECT_TRUE(eventually([&] { return busy.run_count >= 1; }));
  runner.wake();
  EXPECT_TRUE(eventually([&] { return busy.run_count >= 2; }));
  runner.request_stop();
  runner.join();
  EXPECT_LE(busy.run_count, 3) << "thousands, where what is due already is waited for with no wait";
}

}  // namespace
}  // namespace slipway::test
