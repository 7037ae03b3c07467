// What every request meets before its handler: route, limits, the form of refusals, the log.
#include "adapters/http/pipeline/api_application.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>

#include "adapters/http/api_world.h"
#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/transport/message/request_target.h"
#include "app/ports/people/people_repository.h"
#include "contract/api_test.h"

API_TEST(CheckHealth);
API_TEST(CheckReadiness);
API_TEST(ShowMetrics);

namespace slipway::test {
namespace {

using http::Method;

class ApiApplicationTest : public ::testing::Test {
 protected:
  http::Admission admit(Method method, const std::string& target,
                        std::vector<http::Header> headers = {{"x-auth-token", "some token"}}) {
    auto parsed = http::parse_request_target(target).value();
    http::Request head;
    head.method = method;
    head.target = target;
    head.raw_path = std::move(parsed.raw_path);
    head.path = std::move(parsed.path);
    head.query = std::move(parsed.query);
    head.headers = std::move(headers);
    head.request_id = "request-1";
    return world.application.admit(head);
  }
  http::Accepted accepted(Method method, const std::string& target) {
    auto admission = admit(method, target);
    EXPECT_TRUE(std::holds_alternative<http::Accepted>(admission)) << target;
    return std::get<http::Accepted>(std::move(admission));
  }
  http::Response refused(Method method, const std::string& target,
                         std::vector<http::Header> headers = {{"x-auth-token", "some token"}}) {
    auto admission = admit(method, target, std::move(headers));
    EXPECT_TRUE(std::holds_alternative<http::Response>(admission)) << target;
    return std::get<http::Response>(std::move(admission));
  }

  // Lines of the log with this event, written while the call ran.
  template <class Call>
  std::size_t log_lines(std::string_view event, Call call) {
    world.silence.reset();
    ::testing::internal::CaptureStderr();
    call();
    const auto text = ::testing::internal::GetCapturedStderr();
    const auto wanted = "\"event\":\"" + std::string(event) + "\"";
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) ++count;
    log_text = text;
    return count;
  }

  ApiWorld world;
  std::string log_text;
};

TEST_F(ApiApplicationTest, an_unknown_path_is_404_in_the_form_of_its_face) {
  const auto compatible = refused(Method::get, "/v1/p/nothing");
  EXPECT_EQ(compatible.status, 404);
  EXPECT_EQ(error_code_of(compatible), "APIGW.0101");
  const auto native = refused(Method::get, "/api/v1/nothing");
  EXPECT_EQ(native.status, 404);
  EXPECT_EQ(native.content_type, "application/problem+json");
  for (const auto* target : {"/", "/v1//jobs", "/v1/p/jobs/../jobs", "/V1/p/jobs", "/v1/p/jobs/"})
    EXPECT_EQ(refused(Method::get, target).status, 404) << target;
}

TEST_F(ApiApplicationTest, a_known_path_with_another_method_is_405_and_names_those_that_go) {
  const auto answer = refused(Method::patch, "/v1/p/jobs");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(header_of(answer, "Allow"), "GET, HEAD, POST");
}

TEST_F(ApiApplicationTest, the_body_is_not_read_where_nobody_is_signed_in) {
  const auto path = world.v1("/jobs");
  EXPECT_EQ(refused(Method::post, path, {}).status, 401);
  EXPECT_EQ(refused(Method::post, path, {{"x-auth-token", ""}}).status, 401);
  EXPECT_EQ(refused(Method::post, path, {{"x-auth-token", std::string(4'097, 't')}}).status, 401);
  EXPECT_TRUE(std::holds_alternative<http::Accepted>(admit(Method::post, path, {{"x-auth-token", std::string(4'096, 't')}})));
}

TEST_F(ApiApplicationTest, each_operation_has_its_lane_and_its_limit) {
  EXPECT_EQ(accepted(Method::get, world.v1("/jobs")).lane, http::Lane::read);
  const auto create = accepted(Method::post, world.v1("/jobs"));
  EXPECT_EQ(create.lane, http::Lane::write);
  EXPECT_EQ(create.body_limit, 1024U * 1024U) << "the setting";
  EXPECT_EQ(accepted(Method::post, world.v2("/factory/release-packages/deploy")).body_limit, 65'536U) << "the contract";
  EXPECT_EQ(accepted(Method::post, "/v3/auth/tokens").lane, http::Lane::slow);
  EXPECT_EQ(accepted(Method::get, "/healthz").lane, http::Lane::inline_);
}

TEST_F(ApiApplicationTest, nothing_large_is_read_where_nobody_need_be_signed_in) {
  for (const auto* target : {"/healthz", "/readyz", "/metrics"})
    EXPECT_EQ(accepted(Method::get, target).body_limit, 65'536U) << target;
  EXPECT_LE(accepted(Method::post, "/v3/auth/tokens").body_limit, 65'536U);
}

TEST_F(ApiApplicationTest, a_large_body_is_read_of_who_is_known_by_token_or_by_key_and_date) {
  const auto key = world.make_key("dev");
  const auto check = [&](const ApiCall& call) {
    auto parsed = http::parse_request_target(call.target).value();
    http::Request head;
    head.method = call.method;
    head.target = call.target;
    head.raw_path = std::move(parsed.raw_path);
    head.path = std::move(parsed.path);
    head.headers = call.headers;
    head.request_id = "request-1";
    const auto admission = world.application.admit(head);
    const auto refused = world.application.check_sender(head, std::get<http::Accepted>(admission).state);
    return refused ? refused->status : 0;
  };
  const ApiCall call{.method = Method::post, .target = world.v1("/jobs"), .body = "{}"};
  const auto now = world.installation.clock.now();

  EXPECT_EQ(check(world.by("viewer", call)), 0);
  EXPECT_EQ(check(call.with("x-auth-token", "a guess")), 401);
  EXPECT_EQ(check(world.signed_by(key, call)), 0);
  EXPECT_EQ(check(world.signed_by({key.access, "wrong"}, call)), 0) << "the signature is over the body too";
  EXPECT_EQ(check(world.signed_by({"NOBODYHASTHISKEY0000", key.secret}, call)), 401);
  EXPECT_EQ(check(world.signed_by(key, call, now - std::chrono::hours{1})), 401);
  EXPECT_EQ(check(call.with("authorization", "Bearer x")), 401);
  must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY_LET(user, tx.people().find_user(world.installation.user("dev")));
    user->is_disabled = true;
    return tx.people().update_user(*user);
  }));
  EXPECT_EQ(check(world.signed_by(key, call)), 401);
  EXPECT_EQ(check(world.by("dev", call)), 401);
}

TEST_F(ApiApplicationTest, a_body_of_more_values_than_the_limit_is_refused_and_names_it) {
  std::string list = "[0";
  for (int i = 0; i < 10'000; ++i) list += ",0";
  const auto answer = world.send(world.by("dev", {.method = Method::post, .target = world.v1("/jobs"), .body = list + "]"}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code_of(answer), "DLF.7040");
  EXPECT_NE(answer.body.find("limits.request_values"), std::string::npos) << answer.body;
}

TEST_F(ApiApplicationTest, what_has_no_room_is_not_done_and_asks_for_it) {
  http::Room others(world.budget, "");
  others.settle(192 * 1024 * 1024 - 20'000);
  const auto call = [&](Method method, const std::string& target, const std::string& body) {
    auto parsed = http::parse_request_target(target).value();
    http::Request request;
    request.method = method;
    request.target = target;
    request.path = std::move(parsed.path);
    request.headers = world.by("dev", {}).headers;
    request.body = body;
    http::Room held(world.budget, "");
    http::HandlerRoom room(held, 0);
    world.application.handle(request, std::get<http::Accepted>(world.application.admit(request)).state, room);
    return room.wanted();
  };
  std::string body = R"({"name":"large","type":"Shell","connectionName":"local","content":")" + std::string(100'000, 'x') +
                     R"(","configuration":{"a":[)";
  for (int i = 0; i < 1'000; ++i) body += "{},";
  body += "0]}}";

  EXPECT_GT(call(Method::post, world.v1("/scripts"), body), 64'000U) << "64 bytes a value";
  EXPECT_EQ(world.send(world.by("dev", {.target = world.v1("/scripts/large")})).status, 400) << "it was made";
  others.settle(0);
  EXPECT_EQ(call(Method::post, world.v1("/scripts"), body), 0U);
  others.settle(192 * 1024 * 1024 - 20'000);
  EXPECT_GT(call(Method::get, world.v1("/scripts"), {}), 200'000U) << "twice what is stored";
  EXPECT_GT(call(Method::get, world.v1("/scripts/large"), {}), 200'000U);
}

TEST_F(ApiApplicationTest, head_is_answered_like_get) {
  EXPECT_EQ(world.send(world.by("viewer", {.method = Method::head, .target = world.v1("/jobs")})).status, 200);
}

TEST_F(ApiApplicationTest, a_body_that_is_no_json_is_refused_with_its_place) {
  const auto answer = world.send(world.by("dev", {.method = Method::post, .target = world.v1("/jobs"), .body = "{\"name\":"}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code_of(answer), "DLF.3051");
}

TEST_F(ApiApplicationTest, a_header_that_stands_there_twice_is_refused) {
  const auto call = world.by("dev", {.target = world.v1("/jobs")}).with("workspace", world.installation.simple.id.text());
  EXPECT_EQ(world.send(call).status, 400) << "which workspace is meant?";
}

TEST_F(ApiApplicationTest, health_needs_nobody_and_tells_what_is_wrong) {
  EXPECT_EQ(world.send({.target = "/healthz"}).status, 200);
  EXPECT_EQ(world.send({.target = "/readyz"}).status, 200);

  world.is_ready = false;
  const auto answer = world.send({.target = "/readyz"});
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.body.find("the database is gone"), std::string::npos) << answer.body;
  EXPECT_EQ(world.send({.target = "/healthz"}).status, 200) << "alive all the same";
}

TEST_F(ApiApplicationTest, requests_are_counted_by_operation_and_class) {
  world.send(world.by("viewer", {.target = world.v1("/jobs")}));
  world.send(world.by("viewer", {.method = Method::post, .target = world.v1("/jobs"), .body = "{}"}));
  world.send({.target = world.v1("/jobs")});

  std::string text;
  world.application.metrics().append_text(text);

  EXPECT_NE(text.find("slipway_requests_total{operation=\"ListJobs\",status=\"2xx\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("slipway_requests_total{operation=\"ListJobs\",status=\"4xx\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("slipway_requests_total{operation=\"CreateJob\",status=\"4xx\"} 1\n"), std::string::npos) << text;
  EXPECT_EQ(world.send({.target = "/metrics"}).body, "slipway_test 1\n");
}

TEST_F(ApiApplicationTest, every_request_is_one_line_of_the_log) {
  EXPECT_EQ(log_lines("request", [&] { world.send(world.by("viewer", {.target = world.v1("/jobs")})); }), 1U) << log_text;
  EXPECT_NE(log_text.find("\"operation\":\"ListJobs\""), std::string::npos) << log_text;
  EXPECT_NE(log_text.find("request-1"), std::string::npos) << log_text;
  EXPECT_EQ(log_lines("request", [&] { world.send({.target = world.v1("/jobs")}); }), 1U) << log_text;
  EXPECT_EQ(log_lines("request", [&] { world.send({.target = "/nothing"}); }), 1U) << log_text;
  EXPECT_EQ(log_lines("request", [&] { world.send({.method = Method::patch, .target = world.v1("/jobs")}); }), 1U) << log_text;
}

TEST_F(ApiApplicationTest, the_line_of_a_request_names_the_user_also_where_he_may_not_stand) {
  const auto key = world.make_key("dev");
  const auto line_of = [&](const ApiCall& call) {
    log_lines("request", [&] { world.send(call); });
    return log_text.substr(log_text.find("\"event\":\"request\""));
  };
  const auto names = [&](const ApiCall& call, const std::string& user) {
    const auto line = line_of(call);
    EXPECT_NE(line.find("\"user\":\"" + user + "\""), std::string::npos) << line;
  };
  const ApiCall jobs{.target = world.v1("/jobs")};

  names(world.by("viewer", jobs), "viewer");
  names(world.signed_by(key, jobs.with("workspace", world.installation.enterprise.id.text())), "dev");
  names(world.by("viewer", {.method = Method::post, .target = world.v1("/jobs/load/start"), .body = "{}"}), "viewer");
  names(world.by("outsider", jobs), "outsider");
  names(world.by("stranger", {.target = world.in_team("/members")}), "stranger");
  names(jobs.with("x-auth-token", "a token that was never issued"), "");
  names({.method = Method::post, .target = "/v3/auth/tokens", .body = "{}"}, "");
}

TEST_F(ApiApplicationTest, no_secret_reaches_the_log) {
  const auto key = world.make_key("dev");
  log_lines("request", [&] {
    world.send(world.by("viewer", {.target = world.v1("/jobs")}));
    world.send(world.signed_by(key, {.target = world.v1("/jobs")}));
    world.send(
        {.method = Method::post,
         .target = "/v3/auth/tokens",
         .headers = {{"content-type", "application/json"}},
         .body =
             R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"dev","password":"hunter22","domain":{"name":"default"}}}}}})"});
  });
  for (const auto& secret : {world.token_of("viewer"), key.secret, std::string("hunter22")})
    EXPECT_EQ(log_text.find(secret), std::string::npos) << log_text;
}

TEST_F(ApiApplicationTest, what_the_transport_refuses_has_the_same_form) {
  http::Request unknown;
  unknown.request_id = "request-1";
  const auto too_large = world.application.transport_error(413, "the request body is too large", unknown);
  EXPECT_EQ(too_large.status, 413);
  EXPECT_EQ(text_member(too_large, "error_msg"), "the request body is too large");
  const auto overloaded = world.application.transport_error(503, "the server is overloaded; try again later", unknown);
  EXPECT_EQ(error_code_of(overloaded), "DLF.7050");
  EXPECT_TRUE(overloaded.headers.empty()) << "Retry-After is the transport's";
}

TEST_F(ApiApplicationTest, what_the_transport_refuses_has_the_form_of_the_face_that_was_asked) {
  http::Request request;
  request.request_id = "request-1";
  request.raw_path = "/api/v1/users";
  const auto native = world.application.transport_error(413, "the request body is too large", request);
  EXPECT_EQ(native.content_type, "application/problem+json");
  EXPECT_EQ(text_member(native, "detail"), "the request body is too large");
  EXPECT_EQ(text_member(native, "request_id"), "request-1");
  request.raw_path = "/v2/x";
  EXPECT_EQ(error_code_of(world.application.transport_error(413, "the request body is too large", request)), "APIGW.0201");
  for (const auto* native_path : {"/api", "/api/", "/api/v1/users/%00", "/api/v1/%zz"}) {
    request.raw_path = native_path;
    EXPECT_EQ(error_code_of(world.application.transport_error(400, "not a valid path", request)), "http.400") << native_path;
  }
  for (const auto* other_path : {"", "*", "/apis/v1", "/v1/api/x"}) {
    request.raw_path = other_path;
    EXPECT_EQ(error_code_of(world.application.transport_error(400, "not a valid path", request)), "APIGW.0201") << other_path;
  }
}

// A page number from 0 everywhere, a number of records for the Terraform provider.
TEST_F(ApiApplicationTest, an_offset_counts_pages_but_records_for_terraform) {
  const auto sealing_key = base::SealingKey::from_bytes(std::string(32, 'k')).value();
  const auto skip = [&](const std::string& user_agent, std::int64_t offset, std::int64_t limit) {
    http::ServiceParts service{.app = world.installation.context(),
                               .sealing_key = sealing_key,
                               .logs = world.logs,
                               .executors = world.executors,
                               .claim_pauses = world.claim_pauses,
                               .package_items = world.package_items,
                               .sign_in_throttle = world.throttle,
                               .server = {},
                               .token_lifetime = {},
                               .serves_metrics = false,
                               .probes = {}};
    http::Room held(world.budget, "");
    http::HandlerRoom room(held, 0);
    http::CallFacts facts;
    facts.user_agent = user_agent;
    const http::CallContext context(service, facts, room);
    return context.page_skip(offset, limit);
  };
  EXPECT_EQ(skip("huaweicloud-usdk-python/3.0", 3, 10).value(), 30);
  EXPECT_EQ(skip("HashiCorp Terraform/1.5 terraform-provider-huaweicloud/1.60", 3, 10).value(), 3);
  EXPECT_EQ(code_of(skip("curl/7.88", -1, 10)), "request.not_valid");
  EXPECT_EQ(code_of(skip("curl/7.88", std::int64_t{1} << 62, 100)), "request.not_valid");
}

}  // namespace
}  // namespace slipway::test
