#include "adapters/http/transport/message/response_writer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace slipway::http {
namespace {

std::string written(const Response& response, ResponseFrame frame = {}) {
  frame.date = "DATE";
  frame.request_id = "ID";
  std::string out;
  const auto head = append_response_head(out, response, frame);
  return out.append(head.body);
}

TEST(ResponseWriter, writes_a_whole_answer) {
  const Response response{.status = 201, .content_type = "application/json", .headers = {{"Location", "/a/1"}}, .body = "{}"};

  EXPECT_EQ(written(response),
            "HTTP/1.1 201 Created\r\nServer: slipway\r\nDate: DATE\r\nX-Request-Id: ID\r\nContent-Type: application/json\r\n"
            "Location: /a/1\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(ResponseWriter, writes_the_size_but_not_the_body_for_head) {
  const auto text = written({.status = 200, .body = "12345"}, {.is_head = true});

  EXPECT_TRUE(text.ends_with("Content-Length: 5\r\n\r\n"));
}

TEST(ResponseWriter, gives_204_and_304_neither_body_nor_length) {
  for (const int status : {204, 304}) {
    const auto text = written({.status = status, .body = "12345"});

    EXPECT_EQ(text.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
  }
}

TEST(ResponseWriter, lets_the_answer_choose_its_caching) {
  const auto text = written({.status = 200, .headers = {{"cache-control", "max-age=60"}}});

  EXPECT_NE(text.find("cache-control: max-age=60\r\n"), std::string::npos);
  EXPECT_EQ(text.find("no-store"), std::string::npos);
}

TEST(ResponseWriter, leaves_out_what_could_split_the_answer) {
  const Response response{.status = 200,
                          .content_type = "text/plain\r\nA: b",
                          .headers = {{"A\r\nB", "c"}, {"D", "e\nF: g"}, {"H", std::string("\0", 1)}}};
  std::string out;

  const auto left_out_count = append_response_head(out, response, {}).left_out_count;

  EXPECT_EQ(left_out_count, 4);
  for (const std::string part : {"A: b", "B: c", "F: g", "H: "}) EXPECT_EQ(out.find(part), std::string::npos) << part;
}

TEST(ResponseWriter, formats_dates_as_rfc_9110_wants_them) {
  EXPECT_EQ(format_http_date(base::from_milliseconds(784'111'777'000)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format_http_date(base::from_milliseconds(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(format_http_date(base::from_milliseconds(1'709'251'199'999)), "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(ResponseWriter, the_cached_date_follows_the_clock_both_ways) {
  DateCache cache;
  const auto noon = base::from_milliseconds(784'111'777'000);

  EXPECT_EQ(cache.text(noon), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.text(noon + std::chrono::milliseconds(999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.text(noon + std::chrono::seconds(1)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(cache.text(noon - std::chrono::seconds(1)), "Sun, 06 Nov 1994 08:49:36 GMT");
}

}  // namespace
}  // namespace slipway::http
