// Routes and the table of operations of the features contract.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "generated/features/operations.h"

namespace slipway {
namespace {

using features::OperationId;

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  for (const auto part : base::split(path.substr(1), '/')) parts.emplace_back(part);
  return parts;
}

// "list_things(p1)", "wrong method, allows GET", or "none".
std::string find(std::string_view method, std::string_view path) {
  const auto parts = segments(path);
  const auto match = features::find_operation(method, parts);
  if (match.wrong_method()) return "wrong method, allows " + match.allow;
  if (!match.found()) return "none";
  return std::string(match.operation->name) + "(" + base::join(match.parameters, ",") + ")";
}

TEST(Router, finds_an_operation_by_method_and_path) {
  EXPECT_EQ(find("GET", "/v1/p1/things"), "ListThings(p1)");
  EXPECT_EQ(find("POST", "/v1/p1/things"), "CreateThing(p1)");
  EXPECT_EQ(find("GET", "/v1/p1/things/box"), "ShowThing(p1,box)");
  EXPECT_EQ(find("PUT", "/api/v1/boxes/w1/lids/7"), "SetLid(w1,7)");
  EXPECT_EQ(find("GET", "/bare"), "ShowBare()");
}

TEST(Router, a_literal_segment_wins_over_a_parameter) { EXPECT_EQ(find("GET", "/v1/p1/things/all/detail"), "ShowAll(p1)"); }

TEST(Router, a_literal_that_leads_nowhere_is_taken_as_a_parameter) {
  EXPECT_EQ(find("GET", "/v1/p1/things/all"), "ShowThing(p1,all)");
}

TEST(Router, a_second_path_leads_to_the_same_operation) { EXPECT_EQ(find("GET", "/v1/p1/allThings"), "ShowAll(p1)"); }

TEST(Router, head_finds_what_get_finds) {
  EXPECT_EQ(find("HEAD", "/v1/p1/things"), "ListThings(p1)");
  EXPECT_EQ(find("HEAD", "/api/v1/boxes/w1/lids/7"), "wrong method, allows PUT");
}

TEST(Router, a_known_path_with_another_method_says_which_are_allowed) {
  EXPECT_EQ(find("PUT", "/v1/p1/things"), "wrong method, allows GET, HEAD, POST");
  EXPECT_EQ(find("get", "/v1/p1/things"), "wrong method, allows GET, HEAD, POST");
  EXPECT_EQ(find("DELETE", "/v1/p1/things/all/detail"), "wrong method, allows GET, HEAD");
}

TEST(Router, what_is_no_path_of_the_contract_is_not_found) {
  for (const auto* path : {"/", "/v1", "/v1/p1", "/v1/p1/things/", "/v1//things", "/v1/p1/thing", "/v1/p1/things/a/b", "/bare/",
                           "//bare", "/BARE", "/v1/p1/things/all/detail/more", "/v2/p1/things"})
    EXPECT_EQ(find("GET", path), "none") << path;
}

TEST(Operations, each_stands_at_the_place_of_its_id) {
  for (const auto& operation : features::operations())
    EXPECT_EQ(&features::operation(features::id_of(operation)), &operation) << operation.name;
}

TEST(Operations, the_table_holds_what_the_contract_says) {
  const auto& lid = features::operation(OperationId::set_lid);
  EXPECT_EQ(lid.name, "SetLid");
  EXPECT_EQ(lid.path, "/api/v1/boxes/{workspace_id}/lids/{number}");
  EXPECT_EQ(lid.tag, "LidBox");
  EXPECT_EQ(lid.face, contract::Face::native);
  EXPECT_EQ(lid.action, contract::Action::manage_members);
  EXPECT_EQ(lid.effect, contract::Effect::write);
  EXPECT_EQ(lid.lane, contract::Lane::slow);
  EXPECT_EQ(lid.workspace, contract::WorkspaceFrom::path);
  EXPECT_EQ(lid.body_limit, 1024U);
  EXPECT_EQ(lid.success_status, 201);
  EXPECT_EQ(lid.content_type, "application/json");
  EXPECT_EQ(lid.position_of("number"), 1U);
  EXPECT_EQ(lid.position_of("project_id"), std::nullopt);
  EXPECT_FALSE(lid.replay);

  const auto& thing = features::operation(OperationId::create_thing);
  EXPECT_EQ(thing.lane, contract::Lane::write);
  EXPECT_EQ(thing.workspace, contract::WorkspaceFrom::header);
  EXPECT_EQ(thing.body_limit, 0U);
  EXPECT_TRUE(thing.replay);
  EXPECT_EQ(thing.content_type, "");

  EXPECT_EQ(features::operation(OperationId::list_things).body_limit, 65536U);
  EXPECT_EQ(features::operation(OperationId::show_bare).content_type, "text/plain");
}

}  // namespace
}  // namespace slipway
