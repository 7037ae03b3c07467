// What the server does when clients are slow, too many or in the way: deadlines, bounds, start and stop.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fcntl.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/http/transport/raw_client.h"
#include "adapters/http/transport/running_server.h"

namespace slipway::http {
namespace {

using std::chrono::milliseconds;

TEST(ServerLimits, a_header_that_comes_too_slowly_is_answered_408) {
  auto options = quick_options();
  options.deadlines.header = milliseconds(50);
  RunningServer running(options);
  RawClient client(running.port);

  client.send("GET /a HTTP/1.1\r\nHost: h\r\n");
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(running.server.metrics().timed_out_total, 1U);
}

TEST(ServerLimits, bytes_that_trickle_do_not_move_the_deadline_of_the_header) {
  auto options = quick_options();
  options.deadlines.header = milliseconds(50);
  options.parser.header_bytes_max = 1'000'000'000;
  RunningServer running(options);
  RawClient client(running.port);

  client.send("GET /a HTTP/1.1\r\nHost: h\r\nX: ");
  const auto is_timed_out = [&] {
    client.send("x");
    return running.server.metrics().timed_out_total == 1;
  };

  EXPECT_TRUE(becomes_true(is_timed_out));
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(ServerLimits, a_body_that_trickles_below_the_floor_is_answered_408) {
  auto options = quick_options();
  options.deadlines.body.grace = milliseconds(50);
  options.deadlines.body.bytes_per_second = 1'000'000'000;
  RunningServer running(options);
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  const auto is_timed_out = [&] {
    client.send("1\r\na\r\n");
    return running.server.metrics().timed_out_total == 1;
  };

  EXPECT_TRUE(becomes_true(is_timed_out));
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(ServerLimits, a_body_that_stops_is_answered_408) {
  auto options = quick_options();
  options.deadlines.body.silence = milliseconds(50);
  RunningServer running(options);
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");

  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(running.application.handled_count, 0);
}

TEST(ServerLimits, an_idle_connection_is_closed_without_a_word) {
  auto options = quick_options();
  options.deadlines.idle = milliseconds(50);
  RunningServer running(options);

  RawClient silent(running.port);
  EXPECT_TRUE(silent.ends());

  RawClient client(running.port);
  client.send(get_request("/a"));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(running.server.metrics().timed_out_total, 0U);
}

TEST(ServerLimits, an_answer_nobody_takes_is_cut) {
  auto options = quick_options();
  options.deadlines.answer.silence = milliseconds(50);
  RunningServer running(options);
  running.application.extra_headers = {{"X-Large", std::string(16'000'000, 'a')}};
  RawClient client(running.port);

  client.send(get_request("/a"));

  EXPECT_TRUE(becomes_true([&] { return running.server.metrics().answered_by_class[2] == 1; }));
  EXPECT_TRUE(becomes_true([&] { return running.server.metrics().open_connection_count == 0; }));
}

TEST(ServerLimits, a_full_lane_answers_503_at_once_and_the_others_go_on) {
  auto options = quick_options();
  options.read_lane = {.thread_count = 1, .queue_max = 1};
  RunningServer running(options);
  RawClient runs(running.port);
  RawClient waits(running.port);
  RawClient refused(running.port);

  runs.send(get_request("/gate"));
  ASSERT_TRUE(running.application.gate.wait_for(1));
  waits.send(get_request("/a"));
  ASSERT_TRUE(becomes_true([&] { return running.server.metrics().lanes[0].waiting_count == 1; }));
  refused.send(get_request("/a"));
  const auto answer = refused.read_answer();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(running.server.metrics().lanes[0].refused_total, 1U);
  refused.send(get_request("/inline") + get_request("/write"));
  EXPECT_EQ(refused.read_answer().status, 200);
  EXPECT_EQ(refused.read_answer().status, 200);

  running.application.gate.open();
  EXPECT_EQ(runs.read_answer().status, 200);
  EXPECT_EQ(waits.read_answer().status, 200);
  EXPECT_GT(running.server.metrics().lanes[0].wait_longest.count(), 0);
}

TEST(ServerLimits, the_oldest_idle_connection_makes_room) {
  auto options = quick_options();
  options.connection_count_max = 2;
  RunningServer running(options);
  const auto idle_count_becomes = [&](std::size_t count) {
    return becomes_true([&, count] { return running.server.metrics().idle_connection_count == count; });
  };
  RawClient oldest(running.port);
  ASSERT_TRUE(idle_count_becomes(1));
  RawClient older(running.port);
  ASSERT_TRUE(idle_count_becomes(2));

  RawClient newest(running.port);
  newest.send(get_request("/a"));

  EXPECT_EQ(newest.read_answer().status, 200);
  EXPECT_TRUE(oldest.ends());
  older.send(get_request("/a"));
  EXPECT_EQ(older.read_answer().status, 200);
  EXPECT_EQ(running.server.metrics().idle_closed_total, 1U);
}

TEST(ServerLimits, without_an_idle_connection_a_new_one_is_answered_503) {
  auto options = quick_options();
  options.connection_count_max = 1;
  RunningServer running(options);
  RawClient busy(running.port);
  busy.send(get_request("/gate"));
  ASSERT_TRUE(running.application.gate.wait_for(1));

  RawClient refused(running.port);
  const auto answer = refused.read_answer();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_TRUE(refused.ends());
  running.application.gate.open();
  EXPECT_EQ(busy.read_answer().status, 200);
}

// Two addresses of loopback, counted apart as those of the world are.
class ShareOfConnections : public ::testing::Test {
 protected:
  static constexpr std::size_t share = 3;
  static constexpr std::uint32_t attacker = INADDR_LOOPBACK + 1;

  static ServerOptions options() {
    auto options = quick_options();
    options.shares.counts_loopback = true;
    options.connection_share_max = share;
    return options;
  }
  std::unique_ptr<RawClient> connect_from(std::uint32_t address, const std::string& bytes) {
    auto client = std::make_unique<RawClient>(running.port, address);
    client->send(bytes);
    return client;
  }
  bool has_idle(std::size_t count) {
    return becomes_true([&] { return running.server.metrics().idle_connection_count == count; });
  }

  RunningServer running{options()};
};

TEST_F(ShareOfConnections, one_address_cannot_shut_out_the_others) {
  std::vector<std::unique_ptr<RawClient>> held;
  for (std::size_t i = 0; i < share; ++i) held.push_back(connect_from(attacker, "GET /gate HTTP/1.1\r\nHost: h\r\n\r\n"));
  ASSERT_TRUE(running.application.gate.wait_for(static_cast<int>(share)));

  const auto one_more = connect_from(attacker, "")->read_answer();
  const auto other = connect_from(INADDR_LOOPBACK + 2, get_request("/inline"))->read_answer();

  EXPECT_EQ(one_more.status, 503);
  EXPECT_EQ(one_more.header("retry-after"), "1");
  EXPECT_EQ(other.status, 200);
}

TEST_F(ShareOfConnections, its_own_oldest_idle_connection_makes_room_and_nobody_elses) {
  const auto other = connect_from(INADDR_LOOPBACK + 2, "");
  ASSERT_TRUE(has_idle(1));
  std::vector<std::unique_ptr<RawClient>> held;
  for (std::size_t i = 0; i < share; ++i) {
    held.push_back(connect_from(attacker, ""));
    ASSERT_TRUE(has_idle(i + 2));
  }

  const auto one_more = connect_from(attacker, get_request("/a"));

  EXPECT_EQ(one_more->read_answer().status, 200);
  EXPECT_TRUE(held.front()->ends());
  other->send(get_request("/a"));
  EXPECT_EQ(other->read_answer().status, 200) << "it was the oldest of all";
}

TEST(ServerLimits, a_share_is_never_more_than_half_of_all_connections) {
  auto options = quick_options();
  options.shares.counts_loopback = true;
  options.connection_count_max = 2;
  RunningServer running(options);
  RawClient busy(running.port);
  busy.send(get_request("/gate"));
  ASSERT_TRUE(running.application.gate.wait_for(1));

  EXPECT_EQ(RawClient(running.port).read_answer().status, 503);
  ASSERT_TRUE(becomes_true([&] { return running.server.metrics().open_connection_count == 1; }));
  RawClient other(running.port, INADDR_LOOPBACK + 1);
  other.send(get_request("/inline"));
  EXPECT_EQ(other.read_answer().status, 200);
}

TEST(ServerLimits, loopback_has_the_whole_and_no_share) {
  auto options = quick_options();
  options.connection_share_max = 1;
  RunningServer running(options);
  RawClient busy(running.port);
  busy.send(get_request("/gate"));
  ASSERT_TRUE(running.application.gate.wait_for(1));

  RawClient second(running.port);
  second.send(get_request("/inline"));

  EXPECT_EQ(second.read_answer().status, 200);
}

TEST(ServerLimits, without_descriptors_a_waiting_client_is_told_and_later_ones_served) {
  auto options = quick_options();
  options.deadlines.accept_pause = milliseconds(5);
  RunningServer running(options);
  RawClient told;
  const int lowest_free = ::fcntl(0, F_DUPFD, 0);
  ASSERT_GE(lowest_free, 0);
  ::close(lowest_free);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit tight{.rlim_cur = static_cast<rlim_t>(lowest_free), .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);

  const bool is_connected = told.connect(running.port);
  const auto answer = told.read_answer();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);

  EXPECT_TRUE(is_connected);
  EXPECT_EQ(answer.status, 503);
  EXPECT_GE(running.server.metrics().accept_failed_total, 1U);
  RawClient served(running.port);
  served.send(get_request("/a"));
  EXPECT_EQ(served.read_answer().status, 200);
}

TEST(ServerLimits, stopping_closes_idle_connections_and_finishes_busy_ones) {
  RunningServer running;
  RawClient idle(running.port);
  RawClient busy(running.port);
  busy.send(get_request("/gate") + get_request("/a"));
  ASSERT_TRUE(running.application.gate.wait_for(1));

  running.server.request_stop();
  EXPECT_TRUE(idle.ends());
  running.application.gate.open();
  const auto answer = busy.read_answer();
  const bool busy_ends = busy.ends();
  running.server.join();

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(busy_ends);
  EXPECT_EQ(running.server.metrics().cut_total, 0U);
  EXPECT_FALSE(RawClient().connect(running.port));
}

TEST(ServerLimits, what_is_still_busy_after_the_drain_is_cut) {
  auto options = quick_options();
  options.deadlines.drain = milliseconds(50);
  options.read_lane = {.thread_count = 1, .queue_max = 10};
  RunningServer running(options);
  RawClient busy(running.port);
  RawClient waiting(running.port);
  busy.send(get_request("/gate"));
  ASSERT_TRUE(running.application.gate.wait_for(1));
  waiting.send(get_request("/a"));
  ASSERT_TRUE(becomes_true([&] { return running.server.metrics().lanes[0].waiting_count == 1; }));

  running.server.request_stop();
  EXPECT_EQ(busy.read_answer().status, 0);
  EXPECT_EQ(waiting.read_answer().status, 0);
  running.application.gate.open();
  running.server.join();

  EXPECT_EQ(running.server.metrics().cut_total, 2U);
  EXPECT_EQ(running.application.handled_count, 1);
}

TEST(ServerLimits, start_stop_and_join_may_come_in_any_order_and_often) {
  FakeApplication application;
  base::SystemClock clock;
  base::SystemRandom random;

  Server never_started(quick_options(), application, clock, random);
  never_started.join();
  never_started.request_stop();
  never_started.join();
  const auto too_late = never_started.start();
  ASSERT_FALSE(too_late);
  EXPECT_EQ(too_late.error().code, "server.stopped");

  Server server(quick_options(), application, clock, random);
  const auto first = server.start();
  const auto second = server.start();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->port, second->port);
  server.request_stop();
  server.request_stop();
  server.join();
  server.join();
}

TEST(ServerLimits, a_port_that_is_taken_and_an_address_that_is_none_are_errors) {
  RunningServer running;
  FakeApplication application;
  base::SystemClock clock;
  base::SystemRandom random;
  auto options = quick_options();

  options.listen_port = running.port;
  const auto taken = Server(options, application, clock, random).start();
  options.listen_host = "no address";
  const auto none = Server(options, application, clock, random).start();

  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "server.listen_failed");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "server.listen_address_not_valid");
}

}  // namespace
}  // namespace slipway::http
