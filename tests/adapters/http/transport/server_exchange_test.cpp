// Requests and answers over real sockets.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "adapters/http/transport/raw_client.h"
#include "adapters/http/transport/running_server.h"

namespace slipway::http {
namespace {

TEST(ServerExchange, an_answer_carries_the_headers_of_the_transport) {
  RunningServer running;
  RawClient client(running.port);

  client.send(get_request("/a?b=c"));
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "GET /a?b=c ");
  EXPECT_EQ(answer.header("server"), "slipway");
  EXPECT_EQ(answer.header("content-type"), "text/plain");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
  EXPECT_EQ(answer.header("connection"), "(none)");
  EXPECT_EQ(answer.header("date").size(), std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
  EXPECT_EQ(answer.header("x-request-id").size(), 32U);
  EXPECT_EQ(answer.header("x-request-id").find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ServerExchange, a_fit_request_id_of_the_caller_is_taken_and_another_replaced) {
  RunningServer running;
  RawClient client(running.port);

  client.send(get_request("/a", "X-Request-Id: Trace-7_a.b\r\n"));
  EXPECT_EQ(client.read_answer().header("x-request-id"), "Trace-7_a.b");

  for (const std::string& bad : {std::string("a b"), std::string(65, 'a'), std::string("<a>"), std::string()}) {
    client.send(get_request("/a", "X-Request-Id: " + bad + "\r\n"));
    EXPECT_EQ(client.read_answer().header("x-request-id").size(), 32U) << bad;
  }
}

TEST(ServerExchange, an_error_of_the_transport_has_the_request_id_and_the_body_of_the_application) {
  RunningServer running;
  RawClient client(running.port);

  client.send(get_request("/a", "X-Request-Id: my-id\r\nExpect: tea\r\n"));
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 417);
  EXPECT_EQ(answer.header("x-request-id"), "my-id");
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_NE(answer.body.find("(my-id)"), std::string::npos);
}

TEST(ServerExchange, one_connection_serves_many_requests_on_all_lanes) {
  RunningServer running;
  RawClient client(running.port);

  for (const std::string target : {"/a", "/inline", "/write", "/a"}) {
    client.send(get_request(target));
    EXPECT_EQ(client.read_answer().body, "GET " + target + " ");
  }

  EXPECT_EQ(running.server.metrics().accepted_total, 1U);
  EXPECT_EQ(running.server.metrics().lanes[0].started_total, 2U);
  EXPECT_EQ(running.server.metrics().lanes[1].started_total, 1U);
}

TEST(ServerExchange, pipelined_requests_are_answered_in_order) {
  RunningServer running;
  RawClient client(running.port);
  std::string bytes;
  for (int i = 0; i < 50; ++i)
    bytes += post_request((i % 2 == 0 ? "/inline?" : "/read?") + std::to_string(i), "body " + std::to_string(i));

  client.send(bytes);
  client.end_sending();

  for (int i = 0; i < 50; ++i) {
    const auto number = std::to_string(i);
    EXPECT_EQ(client.read_answer().body, "POST " + std::string(i % 2 == 0 ? "/inline?" : "/read?") + number + " body " + number);
  }
  EXPECT_TRUE(client.ends());
}

TEST(ServerExchange, nothing_behind_a_framing_error_is_answered) {
  RunningServer running;
  RawClient client(running.port);

  client.send(get_request("/a") +
              "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
              get_request("/smuggled"));

  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(client.read_answer().status, 501);
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(running.application.handled_count, 1);
}

TEST(ServerExchange, a_chunked_body_arrives_whole) {
  RunningServer running;
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
  client.send("c\r\n2;x=y\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n" + get_request("/b"));

  EXPECT_EQ(client.read_answer().body, "POST /a abcde");
  EXPECT_EQ(client.read_answer().body, "GET /b ");
}

TEST(ServerExchange, a_body_at_the_limit_is_taken_and_one_beyond_it_refused) {
  RunningServer running;
  const std::string body(FakeApplication::body_limit, 'a');

  RawClient fitting(running.port);
  fitting.send(post_request("/a", body));
  EXPECT_EQ(fitting.read_answer().body.size(), body.size() + 8);

  RawClient too_large(running.port);
  too_large.send(post_request("/a", body + "a"));
  EXPECT_EQ(too_large.read_answer().status, 413);
  EXPECT_TRUE(too_large.ends());
}

TEST(ServerExchange, an_announced_body_beyond_the_limit_is_refused_before_it_is_sent) {
  RunningServer running;
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000000\r\nExpect: 100-continue\r\n\r\n");

  EXPECT_EQ(client.read_answer().status, 413);
  EXPECT_TRUE(client.ends());
}

TEST(ServerExchange, a_refused_client_that_still_sends_gets_its_answer) {
  auto options = quick_options();
  options.deadlines.linger = std::chrono::seconds(20);
  RunningServer running(options);
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1500000\r\n\r\n");
  client.send(std::string(1'500'000, 'a'));
  client.end_sending();

  EXPECT_EQ(client.read_answer().status, 413);
  EXPECT_TRUE(client.ends());
}

TEST(ServerExchange, a_client_that_asks_is_told_to_continue) {
  RunningServer running;
  RawClient client(running.port);

  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("abc");

  EXPECT_EQ(client.read_answer().body, "POST /a abc");
}

TEST(ServerExchange, a_client_that_does_not_wait_is_not_told_to_continue) {
  RunningServer running;
  RawClient client(running.port);

  client.send(post_request("/a", "abc", "Expect: 100-continue\r\n"));

  EXPECT_EQ(client.read_answer().body, "POST /a abc");
}

TEST(ServerExchange, a_small_body_answered_early_leaves_the_connection_open) {
  RunningServer running;
  RawClient client(running.port);

  client.send(post_request("/denied", "abc") + get_request("/a"));

  EXPECT_EQ(client.read_answer().status, 401);
  EXPECT_EQ(client.read_answer().body, "GET /a ");
}

TEST(ServerExchange, a_body_of_unknown_size_answered_early_closes_the_connection) {
  RunningServer running;
  RawClient client(running.port);

  client.send("POST /denied HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(ServerExchange, head_gets_the_headers_of_get_and_no_body) {
  RunningServer running;
  RawClient client(running.port);

  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get_request("/b"));
  const auto answer = client.read_answer(true);

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-length"), std::to_string(std::string("HEAD /a ").size()));
  EXPECT_EQ(client.read_answer().body, "GET /b ");
}

TEST(ServerExchange, http_1_0_closes_unless_the_client_asks_otherwise) {
  RunningServer running;

  RawClient closing(running.port);
  closing.send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_EQ(closing.read_answer().header("connection"), "close");
  EXPECT_TRUE(closing.ends());

  RawClient keeping(running.port);
  keeping.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(keeping.read_answer().header("connection"), "keep-alive");
  keeping.send(get_request("/b"));
  EXPECT_EQ(keeping.read_answer().body, "GET /b ");
}

TEST(ServerExchange, a_client_may_ask_to_close) {
  RunningServer running;
  RawClient client(running.port);

  client.send(get_request("/a", "Connection: close\r\n"));

  EXPECT_EQ(client.read_answer().header("connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(ServerExchange, what_throws_is_answered_500_and_the_connection_goes_on) {
  RunningServer running;
  RawClient client(running.port);

  for (const std::string target : {"/throw", "/throw-early"}) {
    client.send(get_request(target));
    EXPECT_EQ(client.read_answer().status, 500);
  }
  client.send(get_request("/a"));

  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(running.server.metrics().exception_total, 2U);
}

TEST(ServerExchange, headers_that_would_break_the_answer_are_left_out) {
  RunningServer running;
  running.application.extra_headers = {
      {"Location", "/x\r\nSet-Cookie: a=b"}, {"Bad Name", "1"}, {"Content-Length", "1"}, {"X-Good", "1"}};
  RawClient client(running.port);

  client.send(get_request("/a"));
  const auto answer = client.read_answer();

  EXPECT_EQ(answer.header("location"), "(none)");
  EXPECT_EQ(answer.header("set-cookie"), "(none)");
  EXPECT_EQ(answer.header("x-good"), "1");
  EXPECT_EQ(answer.body, "GET /a ");
  EXPECT_EQ(running.server.metrics().headers_left_out_total, 3U);
}

TEST(ServerExchange, the_server_survives_a_trailer_of_70_kB) {
  RunningServer running;
  RawClient hostile(running.port);

  hostile.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: " + std::string(70'000, 'x') +
               "\r\n\r\n");
  EXPECT_EQ(hostile.read_answer().status, 400);

  RawClient next(running.port);
  next.send(get_request("/a"));
  EXPECT_EQ(next.read_answer().status, 200);
  EXPECT_EQ(running.server.metrics().exception_total, 0U);
}

TEST(ServerExchange, a_client_that_vanishes_hurts_nobody) {
  RunningServer running;
  for (const std::string& start :
       {std::string(), std::string("GET /a HT"), get_request("/a").substr(0, 30), post_request("/a", "abc").substr(0, 50)}) {
    RawClient vanishing(running.port);
    vanishing.send(start);
  }

  RawClient client(running.port);
  client.send(get_request("/a"));

  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(becomes_true([&] { return running.server.metrics().open_connection_count == 1; }));
}

TEST(ServerExchange, many_clients_at_once_each_get_their_own_answers) {
  auto options = quick_options();
  options.io_thread_count = 2;
  RunningServer running(options);
  std::atomic<int> right_count{0};

  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      RawClient client(running.port);
      for (int i = 0; i < 200; ++i) {
        const auto target = (i % 3 == 0 ? "/inline?" : "/a?") + std::to_string(thread * 1000 + i);
        client.send(post_request(target, "body"));
        if (client.read_answer().body == "POST " + target + " body") ++right_count;
      }
    });
  }
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(right_count, 800);
  EXPECT_EQ(running.server.metrics().answered_by_class[2], 800U);
}

TEST(ServerExchange, a_refusal_knows_the_path_as_far_as_the_request_line_came) {
  RunningServer running;
  for (const auto* request : {"TRACE /a HTTP/1.1\r\nHost: h\r\n\r\n", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n",
                              "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n",
                              "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", "GET /a?%00 HTTP/1.1\r\nHost: h\r\n\r\n",
                              "G@T /a HTTP/1.1\r\n\r\n", "GET /a HTTP/3.0\r\n\r\n"}) {
    RawClient client(running.port);
    client.send(request);
    EXPECT_EQ(client.read_answer().header("x-failed-path"), "/a") << request;
  }
  RawClient client(running.port);
  client.send("GET\r\n\r\n");
  EXPECT_EQ(client.read_answer().header("x-failed-path"), "(none)");
}

}  // namespace
}  // namespace slipway::http
