#include "adapters/http/transport/message/request_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "adapters/http/transport/parse_bytes.h"

namespace slipway::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Request parsed(const std::string& bytes) {
  auto outcome = parse_bytes(bytes, bytes.size());
  EXPECT_EQ(outcome.status, ParseOutcome::complete);
  return std::move(outcome.request);
}

Request parsed_target(const std::string& target) { return parsed("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"); }

TEST(RequestParser, keeps_the_target_raw_and_decoded) {
  const auto request = parsed_target("/v1/p%20q/a%2Fb?x=1&y=%C3%A9+z&x=2&flag&&=e");

  EXPECT_EQ(request.target, "/v1/p%20q/a%2Fb?x=1&y=%C3%A9+z&x=2&flag&&=e");
  EXPECT_EQ(request.raw_path, "/v1/p%20q/a%2Fb");
  EXPECT_EQ(request.raw_query, "x=1&y=%C3%A9+z&x=2&flag&&=e");
  EXPECT_EQ(request.path, (std::vector<std::string>{"v1", "p q", "a/b"}));
  EXPECT_EQ(request.query, (Pairs{{"x", "1"}, {"y", "\xc3\xa9 z"}, {"x", "2"}, {"flag", ""}, {"", "e"}}));
}

TEST(RequestParser, decodes_each_segment_only_once) {
  EXPECT_EQ(parsed_target("/%252e%2525").path, (std::vector<std::string>{"%2e%25"}));
  EXPECT_EQ(parsed_target("/?a=%2525").query, (Pairs{{"a", "%25"}}));
}

TEST(RequestParser, leaves_empty_and_dot_segments_as_they_are) {
  EXPECT_EQ(parsed_target("/").path, std::vector<std::string>{});
  EXPECT_EQ(parsed_target("/a/").path, (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(parsed_target("//a").path, (std::vector<std::string>{"", "a"}));
  EXPECT_EQ(parsed_target("/a/../b/%2e%2E").path, (std::vector<std::string>{"a", "..", "b", ".."}));
}

TEST(RequestParser, a_target_that_is_refused_still_tells_its_path) {
  const std::string too_long(10'000, 'a');
  const std::pair<std::string, std::string> cases[] = {
      {"/api/v1/a%00b", "/api/v1/a%00b"},
      {std::string("/api/v1/a\0b", 11), std::string("/api/v1/a\0b", 11)},
      {"/api/v1/%zz?x=%00", "/api/v1/%zz"},
      {"/api/v1/a?x=%00", "/api/v1/a"},
      {"http://a:b/api/v1/%zz", "/api/v1/%zz"},
      {"/api/" + too_long, "/api/" + too_long.substr(0, ParserLimits{}.target_bytes_max - 5)},
      {"/api/" + too_long + too_long, "/api/" + too_long.substr(0, ParserLimits{}.target_bytes_max - 5)},
  };
  for (const auto& [target, path] : cases)
    for (const std::size_t piece : {1U, 7U, 100'000U}) {
      const auto outcome = parse_bytes("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", piece);
      EXPECT_GE(outcome.status, 400) << target;
      EXPECT_EQ(outcome.request.raw_path, path) << target << " in pieces of " << piece;
      EXPECT_EQ(outcome.request.path.size(), 0U) << target;
    }
}

TEST(RequestParser, lets_the_authority_of_an_absolute_target_win_over_host) {
  const auto request = parsed("GET HTTP://Other:81/a?b HTTP/1.1\r\nHost: h\r\n\r\n");

  EXPECT_EQ(*request.find_header("host"), "Other:81");
  EXPECT_EQ(request.raw_path, "/a");
  EXPECT_EQ(request.raw_query, "b");
  EXPECT_EQ(parsed_target("http://h").raw_path, "/");
  EXPECT_EQ(parsed_target("http://h?q=1").query, (Pairs{{"q", "1"}}));
}

TEST(RequestParser, keeps_headers_in_order_with_lower_case_names) {
  const auto request = parsed("GET / HTTP/1.1\r\nHost: h\r\nX-B:  two words \t\r\nx-a: 1\r\nX-B: again\r\n\r\n");

  const std::vector<Header> expected = {{"host", "h"}, {"x-b", "two words"}, {"x-a", "1"}, {"x-b", "again"}};
  EXPECT_EQ(request.headers, expected);
  EXPECT_EQ(*request.find_header("x-b"), "two words");
  EXPECT_EQ(request.find_header("x-c"), nullptr);
}

TEST(RequestParser, does_not_keep_trailers) {
  const auto request =
      parsed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Admin: 1\r\n\r\n");

  EXPECT_EQ(request.find_header("x-admin"), nullptr);
  EXPECT_TRUE(request.is_chunked);
  EXPECT_EQ(request.body, "a");
}

TEST(RequestParser, knows_whether_the_connection_stays_open) {
  EXPECT_TRUE(parsed("GET / HTTP/1.1\r\nHost: h\r\n\r\n").keeps_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n").keeps_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.0\r\n\r\n").keeps_alive);
  EXPECT_TRUE(parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_alive);
}

TEST(RequestParser, stops_behind_the_head_until_it_knows_the_body_limit) {
  const std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  RequestParser parser{ParserLimits{}};

  const auto used = parser.feed(bytes);

  EXPECT_EQ(used, bytes.size() - 3);
  EXPECT_TRUE(parser.is_head_complete());
  EXPECT_FALSE(parser.is_complete());
  EXPECT_EQ(parser.request().content_length, 3U);
}

TEST(RequestParser, leaves_the_next_request_alone) {
  const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

  const auto outcome = parse_bytes(first + "GET / HTTP/1.1\r\n", 1000);

  EXPECT_EQ(outcome.status, ParseOutcome::complete);
  EXPECT_EQ(outcome.used, first.size());
}

TEST(RequestParser, takes_nothing_after_a_failure) {
  RequestParser parser{ParserLimits{}};

  parser.feed("GET /%zz HTTP/1.1\r\n");

  ASSERT_TRUE(parser.failure());
  EXPECT_EQ(parser.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), 0U);
  EXPECT_FALSE(parser.is_head_complete());
}

}  // namespace
}  // namespace slipway::http
