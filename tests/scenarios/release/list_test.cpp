// Lists of packages: what is in them, in which order, and what each filter leaves.
#include <gtest/gtest.h>

#include <tuple>

#include "app/release/list_release_packages.h"
#include "app/release/revoke_release_packages.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;
using release::ReleaseState;

class ReleaseList : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};
  base::Instant alpha_applied_at{};

  // "Alpha" awaits approval, "beta" is deployed, "gamma" was revoked; each was asked for a second later.
  void SetUp() override {
    package("Alpha", "a");
    alpha_applied_at = project.installation.clock.now();
    project.deploy(package("beta", "b"));
    must(app::revoke_release_packages(project.context(), project.installation.as("admin"), {package("gamma", "c")}));
  }
  std::string package(const std::string& name, const std::string& script) {
    project.submit_script(script);
    auto request = project.package_request({script});
    request.name = name;
    return must(app::create_release_package(project.context(), project.installation.as("dev"), request)).text();
  }
  Lines names(const app::PackageFilter& filter, std::int64_t total) {
    const auto page = must(app::list_release_packages(project.context(), project.installation.as("viewer"), filter));
    EXPECT_EQ(page.total, total);
    Lines found;
    for (const auto& row : page.rows) found.push_back(row.package.name);
    return found;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseList, each_dialect(), dialect_name);

TEST_P(ReleaseList, the_newest_comes_first_and_what_was_revoked_is_gone) {
  const auto page = must(app::list_release_packages(project.context(), project.installation.as("viewer"), {}));

  EXPECT_EQ(names({}, 2), (Lines{"beta", "Alpha"}));
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0].applicant_name, "dev");
  EXPECT_EQ(page.rows[0].deployer_name, "deployer");
  ASSERT_EQ(page.rows[0].approvers.size(), 1U);
  EXPECT_EQ(page.rows[0].approvers[0].name, "deployer");
  EXPECT_EQ(page.rows[1].deployer_name, "");
}

TEST_P(ReleaseList, each_order_goes_both_ways) {
  for (const auto& [order, ascending, expected] :
       std::vector<std::tuple<app::PackageOrder, bool, Lines>>{{app::PackageOrder::applied_at, true, {"Alpha", "beta"}},
                                                               {app::PackageOrder::name, true, {"Alpha", "beta"}},
                                                               {app::PackageOrder::name, false, {"beta", "Alpha"}},
                                                               {app::PackageOrder::state, true, {"Alpha", "beta"}},
                                                               {app::PackageOrder::state, false, {"beta", "Alpha"}},
                                                               {app::PackageOrder::deployed_at, true, {"Alpha", "beta"}},
                                                               {app::PackageOrder::deployed_at, false, {"beta", "Alpha"}}}) {
    app::PackageFilter filter;
    filter.order = order;
    filter.ascending = ascending;
    EXPECT_EQ(names(filter, 2), expected) << static_cast<int>(order) << ascending;
  }
}

TEST_P(ReleaseList, each_filter_leaves_what_it_names) {
  const auto names_where = [&](auto set, std::int64_t total) {
    app::PackageFilter filter;
    set(filter);
    return names(filter, total);
  };

  EXPECT_EQ(names_where([](auto& filter) { filter.name_contains = "LPH"; }, 1), Lines{"Alpha"});
  EXPECT_EQ(names_where([](auto& filter) { filter.states = std::vector{ReleaseState::deployed, ReleaseState::failed}; }, 1),
            Lines{"beta"});
  EXPECT_EQ(names_where([](auto& filter) { filter.applicant_contains = "dev2"; }, 0), Lines{});
  EXPECT_EQ(names_where([](auto& filter) { filter.applicant_contains = "E"; }, 2), (Lines{"beta", "Alpha"}));
  EXPECT_EQ(names_where([](auto& filter) { filter.applicant_names = Lines{"dev2", "dev"}; }, 2), (Lines{"beta", "Alpha"}));
  EXPECT_EQ(names_where([](auto& filter) { filter.deployer_contains = "PLOY"; }, 1), Lines{"beta"});
  EXPECT_EQ(names_where([](auto& filter) { filter.deployer_contains = "_"; }, 0), Lines{});
  EXPECT_EQ(names_where([](auto& filter) { filter.deployer_names = Lines{"deployer2", "eploye"}; }, 0), Lines{});
  EXPECT_EQ(names_where([&](auto& filter) { filter.applied_to = alpha_applied_at; }, 1), Lines{"Alpha"});
  EXPECT_EQ(names_where([&](auto& filter) { filter.applied_from = alpha_applied_at + std::chrono::microseconds{1}; }, 1),
            Lines{"beta"});
  EXPECT_EQ(names_where([&](auto& filter) { filter.deployed_from = alpha_applied_at; }, 1), Lines{"beta"});
  EXPECT_EQ(names_where([&](auto& filter) { filter.deployed_to = alpha_applied_at; }, 0), Lines{});
}

TEST_P(ReleaseList, a_page_knows_how_many_there_are_in_all) {
  const auto names_of_page = [&](std::int64_t limit, std::int64_t skip) {
    app::PackageFilter filter;
    filter.limit = limit;
    filter.skip = skip;
    return names(filter, 2);
  };

  EXPECT_EQ(names_of_page(1, 1), Lines{"Alpha"});
  EXPECT_EQ(names_of_page(10, 2), Lines{});
}

}  // namespace
}  // namespace slipway::test
