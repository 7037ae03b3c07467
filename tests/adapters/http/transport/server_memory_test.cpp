// What callers can make the server hold: bodies before anybody is known, the budget of memory, answers that nobody takes.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http/transport/raw_client.h"
#include "adapters/http/transport/running_server.h"

namespace slipway::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kib = 1024;

std::string announced(const std::string& target, std::size_t size, const std::string& fields = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n" + fields + "\r\n";
}

bool holds(const RunningServer& running, std::size_t bytes) {
  return becomes_true([&] { return running.server.metrics().held_bytes == bytes; });
}

TEST(ServerMemory, a_large_body_of_a_stranger_is_refused_before_it_is_read) {
  RunningServer running;
  RawClient client(running.port);

  client.send(announced("/stranger", 70 * kib, "Expect: 100-continue\r\n"));
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 401) << "and not 100";
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_EQ(running.application.handled_count, 0);
  EXPECT_TRUE(holds(running, 0));
}

TEST(ServerMemory, a_chunked_body_of_a_stranger_is_refused_once_it_is_large) {
  RunningServer running;
  RawClient client(running.port);
  const std::string chunk = "8000\r\n" + std::string(0x8000, 'a') + "\r\n";

  client.send("POST /stranger HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
  EXPECT_TRUE(becomes_true([&] { return running.server.metrics().held_bytes > 0x8000; }));
  EXPECT_EQ(running.application.checked_count, 0);
  client.send(chunk + chunk);

  EXPECT_EQ(client.read_answer().status, 401);
  EXPECT_EQ(running.application.checked_count, 1);
}

TEST(ServerMemory, a_small_body_is_read_of_anybody_and_a_large_one_of_who_is_known) {
  RunningServer running;
  RawClient client(running.port);

  client.send(post_request("/stranger", std::string(64 * kib, 'a')));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(running.application.checked_count, 0);
  client.send(post_request("/a", std::string(70 * kib, 'a')));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(running.application.checked_count, 1);
  client.send(announced("/throw-check", 70 * kib));
  EXPECT_EQ(client.read_answer().status, 500);
}

TEST(ServerMemory, a_request_holds_its_body_four_times_while_it_is_handled_and_nothing_after) {
  RunningServer running;
  RawClient client(running.port);

  client.send(post_request("/gate", std::string(50 * kib, 'a')));
  ASSERT_TRUE(running.application.gate.wait_for(1));

  EXPECT_EQ(running.server.metrics().held_bytes, 200 * kib);
  running.application.gate.open();
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(holds(running, 0));
}

class FullMemory : public ::testing::Test {
 protected:
  static ServerOptions options(milliseconds patience) {
    auto options = quick_options();
    options.memory_max = 512 * kib;  // small rooms have all of it
    options.deadlines.room = patience;
    return options;
  }
  // Two requests hold 400 KiB of it until the gate opens.
  void fill(RunningServer& running) {
    for (int i = 0; i < 2; ++i) {
      held.push_back(std::make_unique<RawClient>(running.port));
      held.back()->send(post_request("/gate", std::string(50 * kib, 'a')));
    }
    ASSERT_TRUE(running.application.gate.wait_for(2));
  }
  std::vector<std::unique_ptr<RawClient>> held;
};

TEST_F(FullMemory, who_finds_no_room_is_answered_503_after_a_while) {
  RunningServer running(options(milliseconds(20)));
  fill(running);
  RawClient client(running.port);

  client.send(post_request("/a", std::string(50 * kib, 'a')));
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_TRUE(holds(running, 400 * kib)) << "it gave back what it had";
  RawClient without_body(running.port);
  without_body.send(get_request("/a"));
  EXPECT_EQ(without_body.read_answer().status, 200);
}

TEST_F(FullMemory, who_waits_goes_on_when_others_give_room_back) {
  RunningServer running(options(milliseconds(20'000)));
  fill(running);
  RawClient client(running.port);
  client.send(post_request("/a", std::string(50 * kib, 'a')));
  ASSERT_TRUE(becomes_true([&] { return running.server.metrics().waiting_for_room_count == 1; }));

  running.application.gate.open();

  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(FullMemory, a_handler_that_finds_no_room_is_called_again_when_there_is) {
  RunningServer running(options(milliseconds(20'000)));
  fill(running);
  running.application.room_wanted = 200 * kib;
  RawClient client(running.port);
  client.send(get_request("/a"));
  ASSERT_TRUE(becomes_true([&] { return running.server.metrics().waiting_for_room_count == 1; }));
  EXPECT_EQ(running.application.handled_count, 3);

  running.application.gate.open();

  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(running.application.handled_count, 4);
}

TEST_F(FullMemory, a_handler_that_waits_in_vain_is_answered_for_with_503) {
  RunningServer running(options(milliseconds(20)));
  fill(running);
  running.application.room_wanted = 200 * kib;
  RawClient client(running.port);

  client.send(get_request("/a"));

  EXPECT_EQ(client.read_answer().status, 503);
}

TEST(ServerMemory, while_others_hold_some_an_address_has_at_most_half) {
  auto options = quick_options();
  options.memory_max = 512 * kib;
  options.deadlines.room = milliseconds(20);
  options.shares.counts_loopback = true;
  RunningServer running(options);
  RawClient other(running.port, INADDR_LOOPBACK + 2);
  other.send(post_request("/gate", "a"));
  RawClient greedy(running.port);
  greedy.send(post_request("/gate", std::string(50 * kib, 'a')));
  ASSERT_TRUE(running.application.gate.wait_for(2));

  RawClient more(running.port);
  more.send(post_request("/a", std::string(20 * kib, 'a')));
  EXPECT_EQ(more.read_answer().status, 503);
  other.end_sending();
  RawClient third(running.port, INADDR_LOOPBACK + 3);
  third.send(post_request("/a", std::string(20 * kib, 'a')));
  EXPECT_EQ(third.read_answer().status, 200);
}

TEST(ServerMemory, a_client_behind_a_trusted_proxy_has_a_share_of_its_own) {
  auto options = quick_options();
  options.memory_max = 512 * kib;
  options.deadlines.room = milliseconds(20);
  options.shares.trusted_proxies = {"127.0.0.1"};
  RunningServer running(options);
  const auto send_for = [&](RawClient& client, const std::string& address, const std::string& target, std::size_t size) {
    client.send(post_request(target, std::string(size, 'a'), "X-Forwarded-For: " + address + "\r\n"));
  };
  RawClient other(running.port);
  send_for(other, "192.0.2.1", "/gate", 1);
  RawClient greedy(running.port);
  send_for(greedy, "2001:db8::1", "/gate", 50 * kib);
  ASSERT_TRUE(running.application.gate.wait_for(2));

  RawClient neighbour(running.port);
  send_for(neighbour, "2001:db8::2", "/a", 20 * kib);
  EXPECT_EQ(neighbour.read_answer().status, 503) << "of the same /64";
  RawClient third(running.port);
  send_for(third, "2001:db8:0:1::1", "/a", 20 * kib);
  EXPECT_EQ(third.read_answer().status, 200);
}

TEST(ServerMemory, a_large_answer_is_held_until_it_is_taken) {
  RunningServer running;
  running.application.answer_size = 16'000'000;
  RawClient client(running.port);

  client.send(get_request("/a"));

  EXPECT_TRUE(holds(running, 16'000'000));
  EXPECT_EQ(client.read_answer().body.size(), 16'000'000U);
  EXPECT_TRUE(holds(running, 0));
}

TEST(ServerMemory, an_answer_that_is_taken_too_slowly_is_cut) {
  auto options = quick_options();
  options.deadlines.answer = {.silence = milliseconds(20'000), .grace = milliseconds(50), .bytes_per_second = 1'000'000'000};
  RunningServer running(options);
  running.application.answer_size = 64'000'000;
  RawClient client(running.port);

  client.send(get_request("/a"));

  EXPECT_TRUE(becomes_true([&] { return running.server.metrics().answered_by_class[2] == 1; }));
  EXPECT_TRUE(holds(running, 0));
}

}  // namespace
}  // namespace slipway::http
