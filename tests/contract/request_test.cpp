// Requests out of their parts, the calls of a client, and the dispatcher between them.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/feature_handlers.h"
#include "generated/features/dispatch.h"
#include "generated/features/lid_box_dto.h"
#include "generated/features/thing_dto.h"

namespace slipway {
namespace {

using contract::RequestParts;
using features::ListThingsRequest;
using features::OperationId;

RequestParts list_parts(std::vector<contract::NamedText> query) {
  RequestParts parts;
  parts.path = {"p1"};
  parts.query = std::move(query);
  parts.query.push_back({"since", "2026"});
  return parts;
}

std::string refusal(const RequestParts& parts) {
  const auto request = ListThingsRequest::decode(parts);
  return request ? "" : request.error().message;
}

TEST(Request, parameters_come_from_path_query_and_headers) {
  auto parts = list_parts({{"limit", "100"}, {"count", "-5"}, {"exactMatch", "True"}, {"kind", "round"}, {"other", "x"}});
  parts.headers = {{"workspace", "w1"}, {"content-type", "application/json"}};

  const auto request = ListThingsRequest::decode(parts);

  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->project_id, "p1");
  EXPECT_EQ(request->workspace, "w1");
  EXPECT_EQ(request->limit, 100);
  EXPECT_EQ(request->count, -5);
  EXPECT_EQ(request->exact_match, true);
  EXPECT_EQ(request->kind, "round");
  EXPECT_EQ(request->since, "2026");
}

TEST(Request, absent_parameters_are_absent_or_have_their_default) {
  const auto request = ListThingsRequest::decode(list_parts({}));

  ASSERT_TRUE(request);
  EXPECT_EQ(request->limit, 10);
  EXPECT_FALSE(request->count.has_value());
  EXPECT_FALSE(request->workspace.has_value());
}

TEST(Request, an_empty_header_is_an_absent_one) {
  auto parts = list_parts({});
  parts.headers = {{"workspace", ""}};

  const auto request = ListThingsRequest::decode(parts);

  ASSERT_TRUE(request);
  EXPECT_FALSE(request->workspace.has_value());
}

TEST(Request, integers_in_text_are_read_strictly) {
  for (const auto* text : {"", " 1", "1 ", "+1", "1.0", "1e1", "0x1", "ten", "1,0", "99999999999999999999"})
    EXPECT_EQ(refusal(list_parts({{"limit", text}})), "query parameter limit must be an integer from 1 to 100") << text;
  EXPECT_EQ(refusal(list_parts({{"limit", "0"}})), "query parameter limit must be an integer from 1 to 100");
  EXPECT_EQ(refusal(list_parts({{"limit", "101"}})), "query parameter limit must be an integer from 1 to 100");
  EXPECT_EQ(refusal(list_parts({{"count", "2147483648"}})),
            "query parameter count must be an integer from -2147483648 to 2147483647");
}

TEST(Request, other_parameters_keep_their_rules_too) {
  EXPECT_EQ(refusal(list_parts({{"exactMatch", "1"}})), "query parameter exactMatch must be true or false");
  EXPECT_EQ(refusal(list_parts({{"kind", "oval"}})), "query parameter kind must be round or square");
  EXPECT_EQ(refusal(list_parts({{"kind", "round"}, {"kind", "square"}})), "query parameter kind is given twice");
  auto parts = list_parts({});
  parts.headers = {{"workspace", "much too long"}};
  EXPECT_EQ(refusal(parts), "header workspace must have a length of at most 8");
  parts.headers = {{"workspace", "a"}, {"workspace", "b"}};
  EXPECT_EQ(refusal(parts), "header workspace is given twice");
}

TEST(Request, a_required_parameter_that_is_missing_has_the_published_code) {
  RequestParts parts;
  parts.path = {"p1"};

  const auto request = ListThingsRequest::decode(parts);

  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().message, "query parameter since is missing");
  EXPECT_EQ(request.error().detail, "DLF.0802");
}

TEST(Request, numbers_in_a_path_are_read_strictly) {
  RequestParts parts;
  parts.body = R"({"width":3})";
  parts.path = {"w1", "12"};
  EXPECT_EQ(features::SetLidRequest::decode(parts)->number, 12);
  parts.path = {"w1", "0"};
  EXPECT_EQ(features::SetLidRequest::decode(parts).error().message,
            "path parameter number must be an integer from 1 to 2147483647");
}

TEST(Request, a_body_may_be_absent_only_where_the_contract_says_so) {
  RequestParts parts;
  parts.path = {"p1", "box"};
  for (const auto* body : {"", " \r\n\t", "null"}) {
    parts.body = body;
    EXPECT_FALSE(features::DeleteThingRequest::decode(parts)->body.has_value()) << body;
    EXPECT_EQ(features::CreateThingRequest::decode(parts).error().message, "the body is missing") << body;
    EXPECT_EQ(features::CreateThingRequest::decode(parts).error().detail, "DLF.0802") << body;
  }
  parts.body = "{}";
  EXPECT_TRUE(features::DeleteThingRequest::decode(parts)->body.has_value());
}

TEST(Request, a_body_that_is_no_json_is_not_valid) {
  RequestParts parts;
  parts.path = {"p1"};
  for (const auto* body : {"{", "{}x", R"({"name":1,"name":2})", "\xef\xbb\xbf{}", "\xff"}) {
    parts.body = body;
    const auto request = features::CreateThingRequest::decode(parts);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().code, "request.not_valid");
    EXPECT_TRUE(request.error().message.starts_with("the body is not valid JSON: ")) << request.error().message;
  }
}

TEST(ClientCall, carries_what_decodes_to_the_same_request) {
  ListThingsRequest request;
  request.project_id = "p/1 ü";
  request.workspace = "w1";
  request.exact_match = false;
  request.kind = "round";
  request.since = "2026";

  const auto call = request.to_call();

  EXPECT_EQ(call.method, "GET");
  EXPECT_EQ(call.target, "/v1/p%2F1%20%C3%BC/things?limit=10&exactMatch=false&kind=round&since=2026");
  EXPECT_EQ(call.headers, (std::vector<std::pair<std::string, std::string>>{{"workspace", "w1"}}));
  EXPECT_EQ(call.body, "");
}

TEST(ClientCall, carries_the_body_and_numbers_of_the_path) {
  features::SetLidRequest request;
  request.workspace_id = "w1";
  request.number = 4;
  request.body.width = 9;

  const auto call = request.to_call();

  EXPECT_EQ(call.method, "PUT");
  EXPECT_EQ(call.target, "/api/v1/boxes/w1/lids/4");
  EXPECT_EQ(call.body, R"({"width":9})");
  EXPECT_EQ(features::DeleteThingRequest{}.to_call().body, "");
}

TEST(Dispatch, calls_the_handler_and_encodes_its_answer) {
  features_http::CallContext context;

  const auto answer = features::dispatch(OperationId::list_things, context, list_parts({{"limit", "3"}}));

  ASSERT_TRUE(answer);
  EXPECT_EQ(context.called, "list_things");
  EXPECT_EQ(context.given, "3");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->body, R"({"total":7,"things":[]})");
}

TEST(Dispatch, answers_without_a_body_have_only_the_status_of_the_contract) {
  features_http::CallContext context;
  RequestParts parts;
  parts.path = {"p1", "box"};

  const auto deleted = features::dispatch(OperationId::delete_thing, context, parts);
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->status, 200);
  EXPECT_EQ(deleted->content_type, "");
  EXPECT_EQ(deleted->body, "");

  parts.path = {"p1"};
  parts.body = R"({"name":"box","sizes":["s"],"place":{}})";
  EXPECT_EQ(features::dispatch(OperationId::create_thing, context, parts)->status, 204);
}

TEST(Dispatch, a_raw_answer_goes_out_as_the_handler_made_it) {
  features_http::CallContext context;

  const auto answer = features::dispatch(OperationId::show_bare, context, {});

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->content_type, "text/plain");
  EXPECT_EQ(answer->body, "plain");
  EXPECT_EQ(answer->headers.front().second, "5");
}

TEST(Dispatch, a_created_thing_answers_201) {
  features_http::CallContext context;
  RequestParts parts;
  parts.path = {"w1", "2"};
  parts.body = R"({"width":5})";

  const auto answer = features::dispatch(OperationId::set_lid, context, parts);

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, R"({"width":5})");
}

TEST(Dispatch, what_cannot_be_decoded_reaches_no_handler) {
  features_http::CallContext context;

  const auto answer = features::dispatch(OperationId::list_things, context, list_parts({{"limit", "no"}}));

  EXPECT_FALSE(answer);
  EXPECT_EQ(context.called, "");
}

TEST(Dispatch, the_error_of_a_handler_is_handed_on) {
  features_http::CallContext context;
  context.refuses = true;
  RequestParts parts;
  parts.path = {"p1"};
  parts.body = R"({"name":"box","sizes":["s"],"place":{}})";

  const auto answer = features::dispatch(OperationId::create_thing, context, parts);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "thing.taken");
}

}  // namespace
}  // namespace slipway
