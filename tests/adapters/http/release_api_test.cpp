// The release family through the whole HTTP face, where it takes a state that no sequence of calls brings about.
#include <gtest/gtest.h>

#include <string>

#include "adapters/http/api_world.h"
#include "app/deploying/deploy_packages_task.h"
#include "app/deploying/follow_up_task.h"
#include "contract/api_test.h"

namespace slipway::test {
namespace {

class ReleaseApi : public ::testing::Test {
 protected:
  http::Response call(std::string_view person, http::Method method, const std::string& target, std::string body = {}) {
    return world_.send(world_.by(person, {.method = method, .target = target, .body = std::move(body)}));
  }
  base::Json answer_of(std::string_view person, http::Method method, const std::string& target, std::string body = {}) {
    const auto response = call(person, method, target, std::move(body));
    EXPECT_LT(response.status, 300) << response.body;
    return response.body.empty() ? base::Json() : json_of(response);
  }
  void create_script(const std::string& name) {
    answer_of("dev", http::Method::post, world_.v1("/scripts"),
              R"({"name":")" + name + R"(","type":"Shell","content":"echo hi","connectionName":"local"})");
  }
  // Packages all that is free; the package's id.
  std::string package() {
    const auto pending = answer_of("dev", http::Method::get, world_.v2("/factory/pending-items"));
    std::string items;
    for (const auto& item : *pending.find("data")->if_array())
      if (*item.find("package_flag") == base::Json(0))
        items += std::string(items.empty() ? "" : ",") + '"' + *item.find("pending_item_id")->if_string() + '"';
    const auto answer =
        answer_of("dev", http::Method::post, world_.v2("/factory/pending-items/package"),
                  R"({"package_name":"p","apply_user_id":")" + world_.installation.user("dev").text() + R"(","approver_ids":[")" +
                      world_.installation.user("deployer").text() + R"("],"pending_item_list":[)" + items + "]}");
    return *answer.find("release_package_id")->if_string();
  }
  // Deploys to the end; the system task as the client polls it.
  base::Json deploy(const std::string& package) {
    const auto rows = answer_of("deployer", http::Method::post, world_.v2("/factory/release-packages/deploy"),
                                R"({"package_ids":[")" + package + R"("],"startup_mode":1})");
    app::ReleaseWorkers workers;
    app::DeployPackagesTask deploys{world_.installation.context(), world_.installation.current_incarnation, workers};
    while (must(deploys.run_once(world_.installation.clock.now())) == app::TaskProgress::more) continue;
    app::FollowUpTask follow_ups{world_.installation.context(), world_.installation.current_incarnation, workers};
    while (must(follow_ups.run_once(world_.installation.clock.now())) == app::TaskProgress::more) continue;
    const auto& row = rows.find("deploy_package_details")->if_array()->front();
    return answer_of("dev", http::Method::get, world_.v1("/system-tasks/" + *row.find("asy_task_id")->if_string()));
  }
  void run_script(std::string_view text) {
    must(world_.installation.database()->write([&](store::Connection& connection) { return connection.run_script(text); }));
  }

  ApiWorld world_;
};

API_TEST(ListPackageStarts);

TEST_F(ReleaseApi, the_starts_of_a_package_tell_why_they_failed) {
  for (const std::string name : {"a", "b", "c"})
    answer_of("dev", http::Method::post, world_.v1("/jobs"),
              R"({"name":")" + name +
                  R"(","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},"nodes":[{"name":"n","type":")" +
                  (name == "b" ? "Dummy" : "CDMJob") + R"(","location":{},"properties":[]}]})");
  const auto id = package();
  const auto starts = [&](const std::string& query) {
    return answer_of("viewer", http::Method::get, world_.in_team("/packages/" + id + "/starts?" + query));
  };
  EXPECT_EQ(base::format_json(starts("")), R"({"items":[]})") << "nothing is deployed yet";
  EXPECT_EQ(*deploy(id).find("status"), base::Json("WARNING"));

  const auto failed = starts("state=failed&limit=1");
  const auto rest = starts("state=failed&limit=1&after=" + *failed.find("next")->if_string());
  const auto all = starts("");

  const auto& row = failed.find("items")->if_array()->front();
  EXPECT_EQ(*row.find("job_name"), base::Json("a"));
  EXPECT_EQ(*row.find("state"), base::Json("failed"));
  EXPECT_EQ(*row.find("message"), base::Json("job a cannot run yet: not supported is type CDMJob of node n"));
  EXPECT_EQ(*rest.find("items")->if_array()->front().find("job_name"), base::Json("c"));
  ASSERT_EQ(all.find("items")->if_array()->size(), 3U);
  EXPECT_EQ(*all.find("items")->if_array()->at(1).find("state"), base::Json("started"));
  EXPECT_EQ(all.find("items")->if_array()->at(1).find("message"), nullptr);
}

TEST_F(ReleaseApi, starts_are_those_of_a_package_of_the_workspace) {
  create_script("first");
  const auto id = package();
  const auto code_of_starts = [&](const std::string& path) { return error_code_of(call("root", http::Method::get, path)); };
  const auto elsewhere = "/api/v1/workspaces/" + world_.installation.simple.id.text();

  EXPECT_EQ(code_of_starts(elsewhere + "/packages/" + id + "/starts"), "release.package_not_found");
  EXPECT_EQ(code_of_starts(world_.in_team("/packages/x/starts")), "release.package_not_found");
  EXPECT_EQ(code_of_starts(world_.in_team("/packages/" + id + "/starts?state=done")), "request.not_valid");
}

API_TEST(ListSystemTasks);

TEST_F(ReleaseApi, a_name_that_production_has_given_to_another_object_fails_the_deployment) {
  create_script("first");
  deploy(package());
  create_script("second");
  const auto waiting = package();
  run_script("UPDATE environment_object SET name = 'second' WHERE name = 'first'");
  create_script("third");
  EXPECT_EQ(*deploy(package()).find("status"), base::Json("SUCCESSFUL"));  // the package fitted the generation before

  const auto task = deploy(waiting);

  EXPECT_EQ(*task.find("status"), base::Json("FAILED"));
  const auto message = *task.find("message")->if_string();
  EXPECT_EQ(message.substr(0, 28), "DLF.7011: script 'second' ca") << message;
  EXPECT_EQ(*task.find("subtasks")->if_array()->front().find("message"), base::Json(message));
}

}  // namespace
}  // namespace slipway::test
