// The expected signatures were computed by a program of its own, from the signing guide.
#include "adapters/http/pipeline/request_signature.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "adapters/http/transport/message/request_target.h"
#include "base/digest.h"

namespace slipway::http {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view secret = "the secret key";
constexpr std::string_view date = "20261118T120000Z";
const auto noon = *base::parse_basic_instant(date);
constexpr std::string_view jobs_signature = "7d634c97eec2efd8096a51bd7fd87c8f6001dbab100db792c11ce7d54634f9c0";
const std::string jobs_signed_headers = "host;workspace;x-sdk-date";

Request request_of(Method method, const std::string& target, std::vector<Header> headers, std::string body = {}) {
  auto parsed = parse_request_target(target).value();
  Request request;
  request.method = method;
  request.target = target;
  request.path = std::move(parsed.path);
  request.query = std::move(parsed.query);
  request.headers = std::move(headers);
  request.headers.push_back({"x-sdk-date", std::string(date)});
  request.body = std::move(body);
  return request;
}

Request with_signature(Request request, std::string_view signed_headers, std::string_view signature) {
  request.headers.push_back({"authorization", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=" + std::string(signed_headers) +
                                                  ", Signature=" + std::string(signature)});
  return request;
}

// The search for jobs, as the Python SDK signs it.
Request jobs_request() {
  return request_of(Method::get, "/v1/p/jobs?jobName=a%20b&limit=10", {{"host", "slipway.example:8470"}, {"workspace", "w1"}});
}
Request signed_jobs_request() { return with_signature(jobs_request(), jobs_signed_headers, jobs_signature); }

Result<void> check(const Request& request, base::Instant now = noon) {
  TRY_LET(signature, parse_signature(request));
  TRY_LET(text, SignedText::of(signature, request, now));
  if (!text.is_signed_with(secret)) return base::unauthenticated("sign_in.refused", "does not fit");
  return {};
}

void expect_refused(const Request& request, std::string_view why) {
  const auto result = check(request);
  ASSERT_FALSE(result) << why;
  EXPECT_EQ(result.error().code, "sign_in.refused");
  EXPECT_NE(result.error().message.find(why), std::string::npos) << result.error().message;
}

struct ClientCase {
  std::string name;
  Request request;
  std::string signed_headers;
  std::string signature;
};

std::vector<ClientCase> client_cases() {
  return {
      {"python_signs_the_host_with_its_port", jobs_request(), jobs_signed_headers, std::string(jobs_signature)},
      {"go_leaves_the_host_out_and_ends_the_body_in_a_newline",
       request_of(Method::post, "/v2/p/factory", {{"host", "any.example"}, {"workspace", "w1"}}, "{\"a\":\"\xc3\xa9\"}\n"),
       "workspace;x-sdk-date", "3f227901f1822a49ca2281cd159049cf143af0e7bc539b04f387995fa08179e4"},
      {"dotnet_sends_the_host_without_its_port", request_of(Method::get, "/v1/p", {{"host", "slipway.example"}}),
       "host;x-sdk-date", "cabc7b0e130909d92fe56d072d8224d9c172980b8a3669ba33e890f765b5840f"},
      {"java_sends_escapes_and_a_slash_inside_a_name",
       request_of(Method::put, "/v1/p/jobs/a%2Fb", {{"host", "slipway.example:8470"}, {"transfer-encoding", "chunked"}},
                  "{\"a\":\"\\u00e9\"}"),
       "host;x-sdk-date", "2ab4e38354b406f699c33709a889ee89036ab89e493cc5c716d3d29e5b92e933"},
      {"a_header_value_is_signed_as_utf_8", request_of(Method::get, "/v1/p", {{"x-language", "zeichen \xc3\xa9"}}),
       "x-language;x-sdk-date", "13f45a6737fca93443e4c1dd460b15f3841d36b7a84480fad7065d9938e57bdb"},
      {"the_query_counts_in_sorted_order", request_of(Method::get, "/v1/p?b=2&a=2&c=&a=1", {}), "x-sdk-date",
       "2efd5a2364284b5a6e836a44fcf9c27b141f8fefa90cd3dcad1fd400602bb0ee"},
      {"the_query_counts_however_it_is_written", request_of(Method::get, "/v1/p?c&%62=2&a=1&a=2", {}), "x-sdk-date",
       "2efd5a2364284b5a6e836a44fcf9c27b141f8fefa90cd3dcad1fd400602bb0ee"},
      {"a_trailing_slash_changes_nothing", request_of(Method::get, "/v1/p/?b=2&a=2&c=&a=1", {}), "x-sdk-date",
       "2efd5a2364284b5a6e836a44fcf9c27b141f8fefa90cd3dcad1fd400602bb0ee"},
      {"the_path_counts_however_it_is_written", request_of(Method::get, "/v1/p/a~b*c'(d)", {}), "x-sdk-date",
       "a349de826fc8fd5de5ca12aaec27227c238bc0f65a8d5c8cff6391518a9c8de7"},
      {"the_path_may_come_encoded", request_of(Method::get, "/v1/p/a~b%2Ac%27%28d%29", {}), "x-sdk-date",
       "a349de826fc8fd5de5ca12aaec27227c238bc0f65a8d5c8cff6391518a9c8de7"},
      {"a_payload_may_be_unsigned_where_there_is_none",
       request_of(Method::get, "/v1/p", {{"x-sdk-content-sha256", "UNSIGNED-PAYLOAD"}}), "x-sdk-content-sha256;x-sdk-date",
       "4e00b68cdf1d7f8e3e39baf90c0579b354294bb3af6897e75a7fab2871d2b2e3"},
      {"the_client_may_state_the_digest",
       request_of(Method::post, "/v1/p", {{"x-sdk-content-sha256", base::sha256_hex("{}")}}, "{}"),
       "x-sdk-content-sha256;x-sdk-date", "383b1396df2a638d6f1373c5a37ff27bc602d4731fe2141ccdf998775a0d5059"},
  };
}

TEST(RequestSignature, every_known_client_is_understood) {
  for (const auto& given : client_cases()) {
    const auto result = check(with_signature(given.request, given.signed_headers, given.signature));
    EXPECT_TRUE(result) << given.name << ": " << result.error().message;
  }
}

TEST(RequestSignature, the_canonical_request_is_the_text_of_the_guide) {
  const auto request = signed_jobs_request();

  const auto canonical = canonical_request(parse_signature(request).value(), request);

  ASSERT_TRUE(canonical);
  EXPECT_EQ(*canonical,
            "GET\n/v1/p/jobs/\njobName=a%20b&limit=10\nhost:slipway.example:8470\nworkspace:w1\nx-sdk-date:20261118T120000Z\n\n"
            "host;workspace;x-sdk-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RequestSignature, what_is_signed_cannot_be_changed) {
  auto other_method = signed_jobs_request();
  other_method.method = Method::delete_;
  auto other_path = signed_jobs_request();
  other_path.path.back() = "scripts";
  auto other_query = signed_jobs_request();
  other_query.query.back().second = "100";
  auto more_query = signed_jobs_request();
  more_query.query.emplace_back("offset", "1");
  auto other_header = signed_jobs_request();
  other_header.headers[1].value = "w2";
  auto other_body = signed_jobs_request();
  other_body.body = "{}";
  for (const auto& request : {other_method, other_path, other_query, more_query, other_header, other_body})
    expect_refused(request, "does not fit");
}

TEST(RequestSignature, what_is_not_signed_may_change) {
  auto request = signed_jobs_request();
  request.headers.push_back({"x-language", "en-us"});
  EXPECT_TRUE(check(request));
}

TEST(RequestSignature, another_secret_does_not_fit) {
  const auto request = signed_jobs_request();
  const auto text = SignedText::of(parse_signature(request).value(), request, noon).value();
  EXPECT_TRUE(text.is_signed_with(secret));
  EXPECT_FALSE(text.is_signed_with("another secret"));
}

TEST(RequestSignature, a_date_counts_for_fifteen_minutes_both_ways) {
  const auto request = signed_jobs_request();
  EXPECT_TRUE(check(request, noon + minutes{15}));
  EXPECT_TRUE(check(request, noon - minutes{15}));
  EXPECT_FALSE(check(request, noon + minutes{15} + seconds{1}));
  EXPECT_FALSE(check(request, noon - minutes{15} - seconds{1}));
}

TEST(RequestSignature, the_same_signature_is_one_however_its_digits_are_written) {
  auto upper = std::string(jobs_signature);
  for (auto& letter : upper) letter = static_cast<char>(letter >= 'a' && letter <= 'f' ? letter - 'a' + 'A' : letter);
  const auto request = with_signature(jobs_request(), jobs_signed_headers, upper);

  EXPECT_TRUE(check(request));
  EXPECT_EQ(parse_signature(request)->hex, jobs_signature) << "what repeats are known by";
}

TEST(RequestSignature, a_signed_header_must_be_there_once) {
  auto twice = signed_jobs_request();
  twice.headers.push_back({"workspace", "w2"});
  expect_refused(twice, "'workspace' is there twice");

  auto missing = signed_jobs_request();
  missing.headers.erase(missing.headers.begin() + 1);
  expect_refused(missing, "'workspace' is not there");

  auto two_dates = signed_jobs_request();
  two_dates.headers.push_back({"x-sdk-date", std::string(date)});
  expect_refused(two_dates, "'x-sdk-date' is there twice");
}

TEST(RequestSignature, the_date_must_be_signed_and_well_written) {
  expect_refused(with_signature(jobs_request(), "host;workspace", jobs_signature), "X-Sdk-Date must be among");

  auto badly_written = jobs_request();
  badly_written.headers.back().value = "2026-11-18T12:00:00Z";
  expect_refused(with_signature(badly_written, jobs_signed_headers, jobs_signature), "must have the form");
}

TEST(RequestSignature, another_form_of_authorization_is_refused) {
  for (const std::string_view text :
       {"", "Basic YTpi", "Bearer abc", "SDK-HMAC-SM3 Access=AK, SignedHeaders=x-sdk-date, Signature=00",
        "V11-HMAC-SHA256 Credential=AK, SignedHeaders=x-sdk-date, Signature=00", "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=AK",
        "SDK-HMAC-SHA256Access=AK, SignedHeaders=x-sdk-date, Signature=00"}) {
    auto request = jobs_request();
    request.headers.push_back({"authorization", std::string(text)});
    EXPECT_FALSE(parse_signature(request)) << text;
  }
  EXPECT_FALSE(parse_signature(jobs_request())) << "no header at all";
}

TEST(RequestSignature, a_body_must_be_signed) {
  const std::string signature = "8f4e151e3032c3abfdb1a4df0fed04f185c5db88d386cf86f3e071358e12989e";
  for (const std::string_view type : {"application/json", "application/JSON", "text/plain", ""}) {
    auto request = request_of(Method::post, "/v1/p",
                              {{"x-sdk-content-sha256", "UNSIGNED-PAYLOAD"}, {"content-type", std::string(type)}}, "{}");
    expect_refused(with_signature(request, "x-sdk-content-sha256;x-sdk-date", signature), "a JSON body must be signed");
  }
}

TEST(RequestSignature, a_stated_digest_must_be_the_body_s) {
  auto request = request_of(Method::post, "/v1/p", {{"x-sdk-content-sha256", base::sha256_hex("{}")}}, "{ }");
  expect_refused(with_signature(request, "x-sdk-content-sha256;x-sdk-date",
                                "383b1396df2a638d6f1373c5a37ff27bc602d4731fe2141ccdf998775a0d5059"),
                 "is not the body's digest");
}

}  // namespace
}  // namespace slipway::http
