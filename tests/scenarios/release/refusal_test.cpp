// Which culprit of several a refusal names, and which limit.
#include <gtest/gtest.h>

#include <tuple>

#include "app/release/revoke_release_packages.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class ReleaseRefusal : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseRefusal, each_dialect(), dialect_name);

TEST_P(ReleaseRefusal, the_first_culprit_in_the_order_asked_is_named) {
  project.submit_script("a");
  project.submit_script("b");
  const auto items = project.item_ids({"a", "b"});
  const auto revoked = project.package({"a"});
  must(app::revoke_release_packages(project.context(), project.as("deployer"), {revoked}));
  const auto open = project.package({"a"});

  for (const auto& [ids, code, culprit] :
       std::vector<std::tuple<Lines, std::string, std::string>>{{{revoked, "999"}, "release.wrong_state", revoked},
                                                                {{revoked, "x"}, "release.wrong_state", revoked},
                                                                {{open, "x", "999"}, "release.package_not_found", "'x'"},
                                                                {{open, "999", revoked}, "release.package_not_found", "'999'"},
                                                                {{"x", "x"}, "release.package_ids_not_valid", "x twice"}}) {
    const auto deployed = app::deploy_release_packages(project.context(), project.as("deployer"), {ids, true});
    EXPECT_EQ(code_of(deployed), code);
    EXPECT_NE(deployed.error().message.find(culprit), std::string::npos) << deployed.error().message;
    const auto taken_back = app::revoke_release_packages(project.context(), project.as("deployer"), ids);
    EXPECT_EQ(code_of(taken_back), code);
    EXPECT_NE(taken_back.error().message.find(culprit), std::string::npos) << taken_back.error().message;
  }
  auto request = project.package_request({"b"});
  for (const auto& [ids, code] : std::vector<std::pair<Lines, std::string>>{{{items[0], "999"}, "release.item_packaged"},
                                                                            {{items[0], "x"}, "release.item_packaged"},
                                                                            {{items[1], "x", items[0]}, "release.item_not_found"},
                                                                            {{"999", items[0]}, "release.item_not_found"}}) {
    request.items = ids;
    EXPECT_EQ(code_of(app::create_release_package(project.context(), project.as("dev"), request)), code) << ids.front();
  }
  EXPECT_EQ(project.detail(open).package.package.state, release::ReleaseState::awaiting_approval);
}

TEST_P(ReleaseRefusal, a_count_of_ids_is_refused_with_the_limit_that_holds) {
  project.submit_script("a");
  const auto package = project.package({"a"});
  project.context().limits.packages_per_deploy = 1;
  project.context().limits.items_per_package = 2;
  auto request = project.package_request({});

  const auto deployed = app::deploy_release_packages(project.context(), project.as("deployer"), {{package, "999"}, true});
  const auto packaged = app::create_release_package(project.context(), project.as("dev"), request);
  const auto revoked = app::revoke_release_packages(project.context(), project.as("deployer"), Lines(101, "1"));

  EXPECT_EQ(base::full_message(deployed.error()), "packages must name 1 to 1 ids (limits.packages_per_deploy), not 2");
  EXPECT_EQ(base::full_message(packaged.error()), "pending_items must name 1 to 2 ids (limits.items_per_package), not 0");
  EXPECT_EQ(base::full_message(revoked.error()), "packages must name 1 to 100 ids, not 101");
  EXPECT_EQ(code_of(app::revoke_release_packages(project.context(), project.as("deployer"), {package, "999"})),
            "release.package_not_found")
      << "the limit of a deploy call is not that of a revoke";
}

}  // namespace
}  // namespace slipway::test
