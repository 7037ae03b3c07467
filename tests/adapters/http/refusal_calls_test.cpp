// Who was refused by their roles stands in the audit log, once a minute; who was let in does not.
#include <gtest/gtest.h>

#include <string>

#include "adapters/http/api_world.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::test {
namespace {

using http::Method;

class RefusalCalls : public ::testing::TestWithParam<store::Dialect> {
 protected:
  http::Response start_job_as(std::string_view person) {
    return world.send(world.by(person, {.method = Method::post, .target = world.v1("/jobs/load/start"), .body = "{}"}));
  }
  std::string refusals(const std::optional<catalog::WorkspaceId>& workspace) {
    const auto rows = must(world.installation.store().read(
        [&](app::Tx& tx) { return tx.audit().list(workspace, 0, 1'000, {.action = "access.refused"}); }));
    std::string text;
    for (const auto& row : rows) text = row.user_name + " " + row.entry.subject_id + ", " + text;
    return text;
  }

  ApiWorld world{GetParam()};
  catalog::WorkspaceId team = world.installation.enterprise.id;
};
INSTANTIATE_TEST_SUITE_P(Store, RefusalCalls, each_dialect(), dialect_name);

TEST_P(RefusalCalls, a_burst_is_one_row) {
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(start_job_as("viewer").status, 403);

  EXPECT_EQ(refusals(team), "viewer StartJob, ");
}

TEST_P(RefusalCalls, each_minute_user_and_operation_has_its_row) {
  start_job_as("viewer");
  start_job_as("dev");
  world.send(world.by("viewer", {.method = Method::post, .target = world.v1("/jobs"), .body = dummy_job("load")}));
  world.installation.clock.step(std::chrono::minutes{1});
  start_job_as("viewer");

  EXPECT_EQ(refusals(team), "viewer StartJob, dev StartJob, viewer CreateJob, viewer StartJob, ");
}

TEST_P(RefusalCalls, what_belongs_to_no_workspace_is_in_the_log_of_the_installation) {
  EXPECT_EQ(
      world.send(world.by("admin", {.method = Method::post, .target = "/api/v1/projects", .body = R"({"name":"p"})"})).status,
      403);

  EXPECT_EQ(refusals(std::nullopt), "admin CreateProject, ");
  EXPECT_EQ(refusals(team), "");
}

TEST_P(RefusalCalls, a_role_that_was_taken_back_under_way_counts_too) {
  world.installation.interrupted.before_next_write = [&] {
    must(world.installation.store().write(
        [&](app::Tx& tx) { return tx.workspaces().set_roles(team, world.installation.user("dev"), {access::Role::viewer}); }));
  };
  EXPECT_EQ(world.send(world.by("dev", {.method = Method::post, .target = world.v1("/jobs"), .body = dummy_job("load")})).status,
            403);

  EXPECT_EQ(refusals(team), "dev CreateJob, ");
}

TEST_P(RefusalCalls, other_refusals_and_calls_that_are_let_in_leave_none) {
  start_job_as("operator");
  start_job_as("stranger");
  start_job_as("outsider");
  world.send({.method = Method::post, .target = world.v1("/jobs/load/start")});
  world.send(world.by("dev", {.method = Method::post, .target = world.v1("/jobs"), .body = dummy_job("load")}));
  world.send(world.by("dev", {.method = Method::post, .target = world.v1("/jobs"), .body = "{}"}));

  EXPECT_EQ(refusals(team), "");
  EXPECT_EQ(refusals(std::nullopt), "");
}

}  // namespace
}  // namespace slipway::test
