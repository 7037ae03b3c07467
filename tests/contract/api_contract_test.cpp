// The product's own contract: every operation is reachable, and what real clients send is taken.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "contract/writer.h"
#include "generated/api/account_dto.h"
#include "generated/api/job_dto.h"
#include "generated/api/operations.h"
#include "generated/api/release_dto.h"
#include "generated/api/script_dto.h"
#include "generated/api/sign_in_dto.h"
#include "generated/api/workspace_dto.h"

namespace slipway {
namespace {

using contract::Action;

base::Json json(std::string_view text) {
  auto parsed = base::parse_json(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? std::move(parsed).value() : base::Json{};
}

// Segments of the template; each parameter stands for itself.
std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  for (const auto part : base::split(path.substr(1), '/')) parts.emplace_back(part);
  return parts;
}

TEST(ApiContract, every_operation_is_found_at_its_own_path) {
  for (const auto& operation : api::operations()) {
    const auto parts = segments(operation.path);
    const auto match = api::find_operation(operation.method, parts);
    ASSERT_TRUE(match.found()) << operation.name;
    EXPECT_EQ(match.operation->name, operation.name);
    EXPECT_EQ(match.parameters.size(), operation.path_parameters.size()) << operation.name;
  }
}

TEST(ApiContract, both_spellings_of_the_task_query_are_one_operation) {
  for (const auto* path : {"/v1/p/system-tasks/t", "/v1/p/systemTasks/t"}) {
    const auto parts = segments(path);
    const auto match = api::find_operation("GET", parts);
    ASSERT_TRUE(match.found()) << path;
    EXPECT_EQ(api::id_of(*match.operation), api::OperationId::list_system_tasks);
    EXPECT_EQ(match.parameters, (std::vector<std::string_view>{"p", "t"}));
  }
}

TEST(ApiContract, a_job_called_instances_can_be_shown) {
  const auto parts = segments("/v1/p/jobs/instances");
  EXPECT_EQ(api::find_operation("GET", parts).operation->name, "ShowJob");
}

TEST(ApiContract, a_package_called_deploy_hides_no_operation) {
  const auto parts = segments("/v2/p/factory/release-packages/deploy");
  EXPECT_EQ(api::find_operation("POST", parts).operation->name, "DeployFactoryPackages");
  EXPECT_EQ(api::find_operation("GET", parts).allow, "POST");
}

TEST(ApiContract, only_sign_in_health_and_metrics_are_open) {
  std::set<std::string_view> open;
  for (const auto& operation : api::operations())
    if (operation.action == Action::open) open.insert(operation.name);
  EXPECT_EQ(open,
            (std::set<std::string_view>{"KeystoneCreateUserTokenByPassword", "CheckHealth", "CheckReadiness", "ShowMetrics"}));
}

TEST(ApiContract, only_what_would_run_twice_is_remembered) {
  std::set<std::string_view> remembered;
  for (const auto& operation : api::operations())
    if (operation.replay) remembered.insert(operation.name);
  EXPECT_EQ(remembered, (std::set<std::string_view>{"StartJob", "RunOnce"}));
}

TEST(ApiContract, what_is_decided_by_role_names_its_workspace) {
  for (const auto& operation : api::operations()) {
    const bool by_role = operation.action >= Action::read && operation.action <= Action::manage_members;
    EXPECT_EQ(by_role, operation.workspace != contract::WorkspaceFrom::none) << operation.name;
  }
}

TEST(ApiContract, compatible_operations_carry_their_project) {
  for (const auto& operation : api::operations()) {
    if (operation.face != contract::Face::v1 && operation.face != contract::Face::v2) continue;
    EXPECT_EQ(operation.position_of("project_id"), 0U) << operation.name;
  }
}

TEST(ApiContract, a_job_as_terraform_sends_it_is_taken_and_given_back_with_strings) {
  const auto job = api::JobInfo::decode(json(R"({"name":"daily","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},
    "nodes":[{"name":"a","type":"Shell","location":{"x":-45.5},"pollingInterval":20,"preNodeName":null,
              "properties":[{"name":"statement","value":"true"},{"name":"retry","value":3}]}],"Unheard":1})"));

  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(contract::to_json(*job),
            R"({"name":"daily","nodes":[{"name":"a","type":"Shell","location":{"x":"-45.5"},"properties":)"
            R"([{"name":"statement","value":"true"},{"name":"retry","value":"3"}],"pollingInterval":20}],)"
            R"("schedule":{"type":"EXECUTE_ONCE"},"processType":"BATCH"})");
}

TEST(ApiContract, predecessors_and_dependencies_are_taken_in_both_spellings) {
  const auto job = api::JobInfo::decode(json(R"({"name":"daily","processType":"BATCH",
    "schedule":{"type":"CRON","cron":{"startTime":"s","expression":"e","dependJobs":[{"jobs":["up"]}]}},
    "nodes":[{"name":"a","type":"Dummy","location":{},"properties":[],"pre_node_names":["b"]}]})"));

  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->nodes.front().pre_node_name, std::vector<std::string>{"b"});
  EXPECT_EQ(job->schedule.cron->depend_jobs->jobs, std::vector<std::string>{"up"});
}

struct PublicCode {
  const char* name;
  const char* body;
  const char* code;
};

class PublicCodeOfPackageIds : public testing::TestWithParam<PublicCode> {};

TEST_P(PublicCodeOfPackageIds, is_the_one_of_package_ids) {
  contract::RequestParts parts;
  parts.path = {"p"};
  parts.body = GetParam().body;

  const auto request = api::DeployFactoryPackagesRequest::decode(parts);

  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().detail, GetParam().code) << request.error().message;
}

std::string package_ids(int count) {
  std::string body = R"({"package_ids":[)";
  for (int id = 1; id <= count; ++id) body += (id == 1 ? "\"" : ",\"") + std::to_string(id) + "\"";
  return body + "]}";
}

INSTANTIATE_TEST_SUITE_P(DeployFactoryPackages, PublicCodeOfPackageIds,
                         testing::Values(PublicCode{"missing", "{}", "DLF.7003"},
                                         PublicCode{"null", R"({"package_ids":null})", "DLF.7003"},
                                         PublicCode{"empty", R"({"package_ids":[]})", "DLF.7003"},
                                         PublicCode{"text", R"({"package_ids":"1"})", "DLF.7003"},
                                         PublicCode{"number", R"({"package_ids":[1]})", "DLF.7003"},
                                         PublicCode{"repeated", R"({"package_ids":["1","2","1"]})", "DLF.7003"},
                                         PublicCode{"no_body", "", "DLF.0802"},
                                         PublicCode{"startup_mode", R"({"package_ids":["1"],"startup_mode":2})", ""}),
                         [](const testing::TestParamInfo<PublicCode>& row) { return std::string(row.param.name); });

TEST(ApiContract, a_hundred_packages_may_be_deployed_at_once_and_no_more) {
  contract::RequestParts parts;
  parts.path = {"p"};
  const auto hundred = package_ids(100);
  const auto more = package_ids(101);
  parts.body = hundred;
  EXPECT_TRUE(api::DeployFactoryPackagesRequest::decode(parts));
  EXPECT_EQ(api::DeployFactoryPackagesRequest::decode(parts)->body.startup_mode, 1);
  parts.body = more;
  EXPECT_EQ(api::DeployFactoryPackagesRequest::decode(parts).error().message,
            "/package_ids must have a number of items from 1 to 100");
}

TEST(ApiContract, page_sizes_out_of_range_are_refused_and_never_clamped) {
  contract::RequestParts parts;
  parts.path = {"p"};
  for (const auto* limit : {"0", "101", "-1", "99999999999999999999"}) {
    parts.query = {{"limit", limit}};
    EXPECT_FALSE(api::ListJobsRequest::decode(parts)) << limit;
    EXPECT_FALSE(api::ListScriptsRequest::decode(parts)) << limit;
    EXPECT_FALSE(api::ListFactoryPendingItemsRequest::decode(parts)) << limit;
  }
  parts.query = {{"offset", "-1"}};
  EXPECT_FALSE(api::ListJobsRequest::decode(parts));
}

TEST(ApiContract, times_of_the_pending_item_filter_have_thirteen_digits) {
  contract::RequestParts parts;
  parts.path = {"p"};
  parts.query = {{"start_time", "1790000000000"}, {"end_time", "1790000000001"}};
  EXPECT_TRUE(api::ListFactoryPendingItemsRequest::decode(parts));
  parts.query = {{"start_time", "179000000000"}};
  EXPECT_FALSE(api::ListFactoryPendingItemsRequest::decode(parts));
}

TEST(ApiContract, names_of_users_and_workspaces_have_a_form) {
  EXPECT_TRUE(api::CreateUserBody::decode(json(R"({"name":"lin.li@example","password":"correct horse"})")));
  EXPECT_FALSE(api::CreateUserBody::decode(json(R"({"name":"lin li","password":"correct horse"})")));
  EXPECT_FALSE(api::CreateUserBody::decode(json(R"({"name":"lin","password":"1234567"})")));
  EXPECT_TRUE(api::CreateWorkspaceBody::decode(json(R"({"project_id":"p","name":"sales_eu"})")));
  EXPECT_FALSE(api::CreateWorkspaceBody::decode(json(R"({"project_id":"p","name":"-"})")));
  EXPECT_FALSE(api::CreateWorkspaceBody::decode(json(R"({"project_id":"p","name":"sales.eu"})")));
}

TEST(ApiContract, the_native_face_refuses_members_it_does_not_know) {
  EXPECT_EQ(api::SetMemberBody::decode(json(R"({"roles":["viewer"],"role":"admin"})")).error().message,
            "/role is not known here");
}

TEST(ApiContract, a_token_request_may_have_a_project_a_domain_or_no_scope) {
  for (const auto* scope : {R"(,"scope":{"project":{"name":"default"}})", R"(,"scope":{"domain":{"name":"default"}})", ""}) {
    const std::string body = R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin",)"
                             R"("password":"secret","domain":{"name":"default"}}}})" +
                             std::string(scope) + "}}";
    contract::RequestParts parts;
    parts.body = body;
    const auto request = api::KeystoneCreateUserTokenByPasswordRequest::decode(parts);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->body.auth.identity.password.user.name, "admin");
  }
}

}  // namespace
}  // namespace slipway
