#include "adapters/http_client/sign_request.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "contract/request_signature.h"

namespace slipway::http_client {
namespace {

const AccessKey key{"AK", "secret"};
const auto noon = *base::parse_basic_instant("20261124T154457Z");

std::string authorization_of(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers)
    if (name == "Authorization") return value;
  return {};
}

// The signatures below were computed by a program of its own from the signing guide.
TEST(SignRequest, signs_path_query_and_headers_of_a_read) {
  HttpRequest request{"GET", "http://slipway.test:8470/v1/p/jobs/a%20b?tags=x%2Cy&limit=10&offset=0", {{"workspace", "w1"}}, ""};

  ASSERT_TRUE(sign_request(request, key, noon));

  EXPECT_EQ(authorization_of(request),
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;workspace;x-sdk-date, "
            "Signature=beaf9e8a7d16070fd9c77069484b9963e86ff0ad49ad2f41ee1a6bb14b4388ce");
}

TEST(SignRequest, signs_the_bytes_of_a_body) {
  HttpRequest request{
      "POST", "https://slipway.test/v2/p/factory", {{"Content-Type", "application/json"}}, "{\"a\":\"\xc3\xa9\"}"};

  ASSERT_TRUE(sign_request(request, key, noon));

  EXPECT_EQ(authorization_of(request),
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-sdk-date, "
            "Signature=2d500ba452e38792933b4d9cf23ba0c502b2d26aec4a7cd85d804b58c24d2e4b");
}

TEST(SignRequest, the_body_the_path_and_every_header_change_the_signature) {
  HttpRequest plain{"POST", "http://h/a", {{"workspace", "w1"}}, "{}"};
  HttpRequest other_body{"POST", "http://h/a", {{"workspace", "w1"}}, "{} "};
  HttpRequest other_path{"POST", "http://h/b", {{"workspace", "w1"}}, "{}"};
  HttpRequest other_header{"POST", "http://h/a", {{"workspace", "w2"}}, "{}"};

  for (auto* request : {&plain, &other_body, &other_path, &other_header}) ASSERT_TRUE(sign_request(*request, key, noon));

  EXPECT_NE(authorization_of(plain), authorization_of(other_body));
  EXPECT_NE(authorization_of(plain), authorization_of(other_path));
  EXPECT_NE(authorization_of(plain), authorization_of(other_header));
}

TEST(SignRequest, refuses_a_url_without_a_scheme_and_a_broken_escape) {
  HttpRequest bare{"GET", "slipway.test/a", {}, ""};
  HttpRequest broken{"GET", "http://slipway.test/a%2", {}, ""};

  const auto first = sign_request(bare, key, noon);
  const auto second = sign_request(broken, key, noon);

  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, "http_client.url_not_valid");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "http_client.url_not_valid");
}

TEST(RequestSignature, the_canonical_request_sorts_the_query_and_ends_the_path_in_a_slash) {
  const contract::SignedParts parts{.method = "GET",
                                    .path = {"v1", "a b"},
                                    .query = {{"z", "1"}, {"a", "2"}, {"a", "1"}},
                                    .headers = {{"x-sdk-date", " 20261124T154457Z "}},
                                    .payload_digest = base::sha256_hex("")};

  const auto text = contract::canonical_request(parts);

  EXPECT_EQ(text,
            "GET\n/v1/a%20b/\na=1&a=2&z=1\nx-sdk-date:20261124T154457Z\n\nx-sdk-date\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RequestSignature, the_root_path_is_one_slash) {
  const contract::SignedParts parts{.method = "GET", .path = {}, .query = {}, .headers = {}, .payload_digest = "d"};

  EXPECT_EQ(contract::canonical_request(parts), "GET\n/\n\n\n\nd");
}

}  // namespace
}  // namespace slipway::http_client
