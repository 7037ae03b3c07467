#include "adapters/http_client/http_client.h"

#include <gtest/gtest.h>

#include "adapters/http_client/answering_socket.h"

namespace slipway::http_client {
namespace {

using test::AnsweringSocket;

TEST(HttpClient, sends_what_it_is_told_and_reads_the_answer) {
  AnsweringSocket server("HTTP/1.1 201 Created\r\nX-Request-Id:  r1 \r\nContent-Length: 2\r\n\r\nok");
  HttpClient client;

  const auto response = client.send({"PUT", server.url("/a?b=c"), {{"workspace", "w1"}, {"Empty", ""}}, "{\"x\":1}"});

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->body, "ok");
  ASSERT_NE(response->find_header("x-request-id"), nullptr);
  EXPECT_EQ(*response->find_header("x-request-id"), "r1");
  EXPECT_EQ(response->find_header("content-type"), nullptr);
  const auto& request = server.request();
  EXPECT_TRUE(request.starts_with("PUT /a?b=c HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("\r\nworkspace: w1\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("\r\nEmpty:\r\n"), std::string::npos) << request;
  EXPECT_EQ(request.find("Expect"), std::string::npos) << request;
  EXPECT_EQ(request.find("Content-Type"), std::string::npos) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"x\":1}")) << request;
}

TEST(HttpClient, a_post_without_a_body_says_that_its_length_is_zero) {
  AnsweringSocket server("HTTP/1.1 204 No Content\r\n\r\n");
  HttpClient client;

  const auto response = client.send({"POST", server.url("/stop"), {}, ""});

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 204);
  EXPECT_NE(server.request().find("\r\nContent-Length: 0\r\n"), std::string::npos) << server.request();
}

TEST(HttpClient, a_refusal_and_a_redirect_are_answers_and_go_no_further) {
  AnsweringSocket server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  HttpClient client;

  const auto response = client.send({"GET", server.url("/"), {}, ""});

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 302);
}

TEST(HttpClient, says_that_no_server_was_reached) {
  HttpClient client;
  std::string url;
  {
    AnsweringSocket gone("x");
    url = gone.url("/secret?password=1");
  }

  const auto response = client.send({"GET", url, {}, ""});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "http_client.unreachable");
  EXPECT_EQ(response.error().message.find("secret"), std::string::npos) << response.error().message;
}

TEST(HttpClient, does_not_wait_for_ever) {
  AnsweringSocket silent("");
  HttpLimits limits;
  limits.request_timeout = std::chrono::milliseconds(50);
  HttpClient client(limits);

  const auto response = client.send({"GET", silent.url("/"), {}, ""});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "http_client.timed_out");
}

TEST(HttpClient, an_answer_that_stops_halfway_is_an_error) {
  AnsweringSocket server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  HttpClient client;

  const auto response = client.send({"GET", server.url("/"), {}, ""});

  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "http_client.broken_off");
}

TEST(HttpClient, an_answer_past_the_bound_is_not_read) {
  HttpLimits limits;
  limits.answer_size_max = 3;
  limits.header_size_max = 200;
  AnsweringSocket long_body("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour");
  AnsweringSocket long_header("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x') + "\r\nContent-Length: 0\r\n\r\n");
  HttpClient client(limits);

  const auto body = client.send({"GET", long_body.url("/"), {}, ""});
  const auto header = client.send({"GET", long_header.url("/"), {}, ""});

  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().code, "http_client.answer_too_large");
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, "http_client.answer_too_large");
}

TEST(HttpClient, refuses_other_protocols_and_headers_that_hold_a_line_break) {
  HttpClient client;

  const auto file = client.send({"GET", "file:///etc/passwd", {}, ""});
  const auto smuggled = client.send({"GET", "http://127.0.0.1:1/", {{"a", "b\r\nc: d"}}, ""});

  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, "http_client.url_not_valid");
  ASSERT_FALSE(smuggled);
  EXPECT_EQ(smuggled.error().code, "http_client.url_not_valid");
}

}  // namespace
}  // namespace slipway::http_client
