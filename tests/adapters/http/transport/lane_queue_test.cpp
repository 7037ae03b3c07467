#include "adapters/http/transport/limits/lane_queue.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "adapters/http/transport/running_server.h"

namespace slipway::http {
namespace {

TEST(LaneQueue, one_thread_runs_jobs_in_the_order_they_came) {
  LaneQueue lane(Lane::write, {.thread_count = 1, .queue_max = 100});
  ASSERT_TRUE(lane.start());
  std::vector<int> order;

  for (int i = 0; i < 50; ++i) EXPECT_TRUE(lane.push([&order, i] { order.push_back(i); }));
  lane.request_stop();
  lane.join();

  ASSERT_EQ(order.size(), 50U);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(LaneQueue, refuses_what_it_has_no_room_for) {
  Gate gate;
  LaneQueue lane(Lane::slow, {.thread_count = 1, .queue_max = 2});
  ASSERT_TRUE(lane.start());
  ASSERT_TRUE(lane.push([&] { gate.pass(); }));
  ASSERT_TRUE(gate.wait_for(1));

  EXPECT_TRUE(lane.push([] {}));
  EXPECT_FALSE(lane.refuses_now());
  EXPECT_TRUE(lane.push([] {}));
  EXPECT_TRUE(lane.refuses_now());
  EXPECT_FALSE(lane.push([] {}));

  const auto metrics = lane.metrics();
  EXPECT_EQ(metrics.lane, Lane::slow);
  EXPECT_EQ(metrics.running_count, 1U);
  EXPECT_EQ(metrics.waiting_count, 2U);
  EXPECT_EQ(metrics.refused_total, 2U);
  gate.open();
}

TEST(LaneQueue, goes_on_after_a_job_that_throws) {
  LaneQueue lane(Lane::read, {.thread_count = 1, .queue_max = 10});
  ASSERT_TRUE(lane.start());
  bool second_ran = false;

  lane.push([] { throw std::runtime_error("job failed"); });
  lane.push([&] { second_ran = true; });
  lane.request_stop();
  lane.join();

  EXPECT_TRUE(second_ran);
  EXPECT_FALSE(lane.push([] {}));
}

TEST(LaneQueue, may_be_stopped_and_joined_in_any_state) {
  LaneQueue lane(Lane::read, {});

  lane.join();
  lane.request_stop();
  lane.request_stop();
  EXPECT_TRUE(lane.start());
  lane.join();
}

}  // namespace
}  // namespace slipway::http
