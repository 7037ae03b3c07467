// What may stand against a package, found in both databases: at packaging, and again when production has moved on since.
#include <gtest/gtest.h>

#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

class ReleaseCheck : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};

  // The next generation, so that what waits is checked again.
  void move_production_on() {
    project.submit_script("elsewhere");
    project.deploy(project.package({"elsewhere"}));
  }
  // Of a deployment that must fail.
  std::string failure_of(const std::string& package, const std::string& code) {
    const auto before = project.production();
    const auto task = project.task(project.deploy(package));
    EXPECT_EQ(task.status, app::TaskStatus::failed);
    EXPECT_EQ(task.failure_code, code);
    EXPECT_EQ(project.production(), before);
    return task.message;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseCheck, each_dialect(), dialect_name);

TEST_P(ReleaseCheck, a_package_never_lowers_a_version) {
  project.submit_script("a");
  project.deploy(project.package({"a"}));
  project.change_script("a", "echo second");
  const auto second = project.package({"a"});
  project.change_script("a", "echo third");
  project.run_script("UPDATE environment_object SET version = 3 WHERE name = 'a'");
  move_production_on();

  EXPECT_EQ(failure_of(second, "release.lowers_version"),
            "script 'a' would go back from version 3 to 2; revoke the package and package the newer version");
}

TEST_P(ReleaseCheck, a_name_belongs_to_one_object_in_production) {
  project.submit_script("a");
  project.deploy(project.package({"a"}));
  project.submit_script("b");
  const auto package = project.package({"b"});
  project.run_script("UPDATE environment_object SET name = 'b' WHERE name = 'a'");
  move_production_on();

  const auto message = failure_of(package, "release.name_taken");

  EXPECT_NE(message.find("script 'b' cannot enter"), std::string::npos) << message;
}

TEST_P(ReleaseCheck, what_another_open_package_would_bring_is_said_at_packaging) {
  project.submit_script("extract");
  const auto first = project.package({"extract"});
  project.submit_job("load", "extract");

  const auto result = app::create_release_package(project.context(), project.as("dev"), project.package_request({"load"}));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.needs_missing");
  EXPECT_EQ(
      result.error().message,
      "job 'load' needs script 'extract' (node 'run'), which is neither in the package nor in production; it is in the open "
      "package " +
          first + ": deploy that one first");
}

TEST_P(ReleaseCheck, what_another_open_package_would_bring_is_said_at_deployment) {
  const auto package = project.package_that_lacks_a_script();
  project.submit_script("extract");
  const auto other = project.package({"extract"});

  const auto message = failure_of(package, "release.needs_missing");

  EXPECT_NE(message.find("it is in the open package " + other + ": deploy that one first"), std::string::npos) << message;
}

}  // namespace
}  // namespace slipway::test
