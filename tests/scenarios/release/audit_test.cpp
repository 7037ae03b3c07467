// The audit rows of a release.
#include <gtest/gtest.h>

#include "app/ports/people/audit_log.h"
#include "app/release/revoke_release_packages.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class ReleaseAudit : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseAudit, each_dialect(), dialect_name);

TEST_P(ReleaseAudit, every_step_leaves_its_audit_row) {
  project.submit_job(
      "job", {},
      R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0 3 L * ?","expressionTimeZone":"GMT+0"}})");
  project.submit_job("daily", {}, daily);
  project.deploy(project.package({"job", "daily"}), true);
  project.submit_script("base");
  project.deploy(project.package({"base"}));
  project.submit_job("needs", "base");
  const auto failing = project.package({"needs"});
  project.delete_script("base");
  must(app::revoke_release_packages(project.context(), project.as("deployer"), {project.package({"base"})}));
  project.deploy(project.package({"base"}));
  project.deploy(failing);

  Lines rows;
  for (const auto& row : project.installation.audit_of(project.installation.enterprise))
    if (row.starts_with("package.") || row.starts_with("deployment.") || row.find("start") != std::string::npos)
      rows.push_back(row);
  EXPECT_EQ(rows, (Lines{"package.created weekly", "package.deploy_requested weekly", "package.deployed weekly",
                         "job.started daily", "job.start_failed job", "deployment.finished ", "package.created weekly",
                         "package.deploy_requested weekly", "package.deployed weekly", "deployment.finished ",
                         "package.created weekly", "package.created weekly", "package.revoked weekly", "package.created weekly",
                         "package.deploy_requested weekly", "package.deployed weekly", "deployment.finished ",
                         "package.deploy_requested weekly", "package.deployment_failed weekly"}));
}

TEST_P(ReleaseAudit, a_submit_of_a_simple_workspace_leaves_an_audit_row_of_its_generation) {
  project.workspace = project.installation.simple;
  project.submit_script("a");
  project.delete_script("a");

  const auto rows =
      must(project.installation.store().read([&](app::Tx& tx) { return tx.audit().list(project.workspace.id, 0, 100); }));
  Lines released;
  for (const auto& row : rows)
    if (row.entry.action == "script.released")
      released.push_back(row.entry.subject_name + " " + *row.entry.detail.find("change")->if_string() + " " +
                         std::to_string(*row.entry.detail.find("generation")->if_integer()));
  EXPECT_EQ(released, (Lines{"a remove 2", "a put 1"}));
}

}  // namespace
}  // namespace slipway::test
