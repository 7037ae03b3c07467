// A signature that comes again: the same again is answered and not done again (docs/decisions/, on repeated signatures).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "adapters/http/api_world.h"
#include "app/run/list_job_instances.h"

namespace slipway::test {
namespace {

using http::Method;

class RepeatedCall : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = world.send(in_solo({.method = Method::post, .target = world.v1("/jobs"), .body = dummy_job("nightly")}));
    ASSERT_EQ(made.status, 204) << made.body;
  }

  // "solo" is a simple workspace: what is submitted is released at once.
  ApiCall in_solo(ApiCall call) { return world.by("admin", call.with("workspace", world.installation.simple.id.text())); }
  ApiCall run_once() { return ApiCall{.method = Method::post, .target = world.v1("/jobs/nightly/run-immediate"), .body = "{}"}; }
  ApiCall start() { return ApiCall{.method = Method::post, .target = world.v1("/jobs/nightly/start"), .body = "{}"}; }
  ApiCall signed_in_solo(const ApiKey& key, ApiCall call) {
    return world.signed_by(key, call.with("workspace", world.installation.simple.id.text()));
  }

  std::int64_t run_count() {
    return must(app::list_job_instances(world.installation.context(), world.installation.as("admin", world.installation.simple),
                                        {}))
        .total;
  }

  ApiWorld world;
};

TEST_F(RepeatedCall, the_same_run_once_is_one_run_with_one_answer) {
  const auto call = signed_in_solo(world.make_key("admin"), run_once());

  const auto first = world.send(call);
  const auto again = world.send(call);

  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(run_count(), 1);
}

TEST_F(RepeatedCall, writing_its_digits_otherwise_makes_no_second_run) {
  const auto call = signed_in_solo(world.make_key("admin"), run_once());
  auto shouted = call;
  auto& authorization = shouted.headers.back().value;
  const auto at = authorization.find("Signature=") + 10;
  std::transform(authorization.begin() + static_cast<std::ptrdiff_t>(at), authorization.end(),
                 authorization.begin() + static_cast<std::ptrdiff_t>(at),
                 [](char letter) { return static_cast<char>(letter >= 'a' && letter <= 'f' ? letter - 'a' + 'A' : letter); });

  const auto first = world.send(call);
  const auto again = world.send(shouted);

  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(run_count(), 1);
}

TEST_F(RepeatedCall, a_second_later_it_is_another_call) {
  const auto key = world.make_key("admin");
  world.send(signed_in_solo(key, run_once()));
  world.installation.clock.step(std::chrono::seconds{1});
  EXPECT_EQ(world.send(signed_in_solo(key, run_once())).status, 200);
  EXPECT_EQ(run_count(), 2);
}

TEST_F(RepeatedCall, a_signature_is_good_for_no_other_workspace) {
  const auto key = world.make_key("admin");
  const auto signed_call = world.signed_by(key, run_once());  // the workspace is not among what is signed, as with some clients

  const auto here = world.send(signed_call.with("workspace", world.installation.simple.id.text()));
  const auto there = world.send(signed_call.with("workspace", world.installation.enterprise.id.text()));

  EXPECT_EQ(here.status, 200) << here.body;
  EXPECT_EQ(there.status, 401) << there.body;
  EXPECT_EQ(run_count(), 1);
}

TEST_F(RepeatedCall, starting_a_job_twice_with_one_signature_starts_it_once) {
  const auto call = signed_in_solo(world.make_key("admin"), start());

  EXPECT_EQ(world.send(call).status, 204);
  EXPECT_EQ(world.send(call).status, 204) << "without memory it would be refused: its run is still going";
  EXPECT_EQ(run_count(), 1);

  world.installation.clock.step(std::chrono::seconds{1});
  EXPECT_EQ(error_code_of(world.send(signed_in_solo(world.make_key("admin"), start()))), "DLF.7022");
}

TEST_F(RepeatedCall, a_call_that_failed_may_be_sent_again) {
  const auto key = world.make_key("admin");
  const auto call =
      signed_in_solo(key, {.method = Method::post, .target = world.v1("/jobs/missing/run-immediate"), .body = "{}"});

  EXPECT_EQ(error_code_of(world.send(call)), "DLF.7021");
  EXPECT_EQ(error_code_of(world.send(call)), "DLF.7021") << "the same answer, not a remembered success";
}

TEST_F(RepeatedCall, a_token_has_no_signature_so_each_call_counts) {
  EXPECT_EQ(world.send(in_solo(run_once())).status, 200);
  EXPECT_EQ(world.send(in_solo(run_once())).status, 200);
  EXPECT_EQ(run_count(), 2);
}

TEST_F(RepeatedCall, other_operations_are_done_each_time) {
  const auto key = world.make_key("admin");
  const ApiCall create{.method = Method::post, .target = world.v1("/jobs"), .body = dummy_job("weekly")};
  const auto call = signed_in_solo(key, create);

  EXPECT_EQ(world.send(call).status, 204);
  EXPECT_EQ(error_code_of(world.send(call)), "DLF.0102") << "the name says that it is done";
}

}  // namespace
}  // namespace slipway::test
