#include "domain/catalog/content.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace slipway::catalog {
namespace {

base::Json json(std::string_view text) { return base::parse_json(text).value(); }

TEST(Content, a_body_is_split_into_definition_and_submission) {
  const auto parts = split_body(json(R"({"name":"a","targetStatus":"SAVED","nodes":[],"approvers":[{"approverName":"x"}],
    "createUser":"c","lastUpdateUser":"l","id":"7","version":3,"autoAcquireLock":true,"description":null})"));

  EXPECT_EQ(base::format_json(parts.definition), R"({"name":"a","nodes":[]})");
  EXPECT_EQ(base::format_json(parts.submission),
            R"({"targetStatus":"SAVED","approvers":[{"approverName":"x"}],"createUser":"c","lastUpdateUser":"l"})");
}

TEST(Content, what_only_belongs_to_the_call_does_not_change_the_digest) {
  const auto one = split_body(json(R"({"name":"a","content":"x"})"));
  const auto other = split_body(json(R"({"content":"x","targetStatus":"SUBMITTED","name":"a"})"));

  const auto first = make_content(one.definition, one.submission);
  const auto second = make_content(other.definition, other.submission);

  EXPECT_EQ(first.digest, second.digest);
  EXPECT_EQ(first.digest, base::sha256_hex(R"({"content":"x","name":"a"})"));
  EXPECT_NE(first.submission, second.submission);
}

TEST(Content, the_order_of_lists_changes_the_digest) {
  const auto digest = [](std::string_view text) { return make_content(json(text), base::Json::Object{}).digest; };
  EXPECT_NE(digest(R"({"nodes":["a","b"]})"), digest(R"({"nodes":["b","a"]})"));
}

TEST(Content, the_target_status_is_submitted_when_it_is_absent) {
  const auto status = [](std::string_view text) { return target_status_of(json(text)); };
  EXPECT_EQ(status("{}").value(), TargetStatus::submitted);
  EXPECT_EQ(status(R"({"targetStatus":"SUBMITTED"})").value(), TargetStatus::submitted);
  EXPECT_EQ(status(R"({"targetStatus":"SAVED"})").value(), TargetStatus::saved);
  EXPECT_EQ(status(R"({"targetStatus":"PRODUCTION"})").value(), TargetStatus::production);
  for (const auto* wrong : {R"({"targetStatus":"saved"})", R"({"targetStatus":""})", R"({"targetStatus":1})"})
    EXPECT_EQ(status(wrong).error().code, "object.target_status_not_valid") << wrong;
}

}  // namespace
}  // namespace slipway::catalog
