// What each operation of the contract asks of the database, when it succeeds in a small world: tests/golden/operation_statements.txt. A
// request includes finding out who the caller is, by token. A figure that grew is a cost that each caller pays from now on.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "adapters/http/api_world.h"
#include "app/deploying/deploy_packages_task.h"
#include "app/deploying/follow_up_task.h"
#include "app/engine/engine.h"
#include "base/text.h"
#include "generated/api/operations.h"
#include "support/golden.h"
#include "support/statement_counter.h"

namespace slipway::test {
namespace {

using api::OperationId;

constexpr auto password = "a long pass phrase 7";

// Runs every operation once, in an order in which each succeeds.
class OperationWalk {
 public:
  explicit OperationWalk(store::Dialect dialect) : counter_(dialect), world_(dialect, counter_.options()) {
    develop();
    release();
    run();
    manage_people();
    sign_in();
    look_at_service();
  }

  // Of an operation's first run; nothing where the walk has none.
  std::optional<StatementCounts> counts_of(OperationId id) const {
    const auto found = counts_.find(id);
    return found == counts_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  // What stands in the path for a parameter of that name; ids of project and workspace are known.
  using Places = std::map<std::string, std::string, std::less<>>;

  std::string path_of(const contract::Operation& operation, const Places& places) const {
    std::string path;
    for (const auto part : base::split(operation.path.substr(1), '/')) {
      path += '/';
      if (part == "{project_id}") path += world_.installation.project.text();
      else if (part == "{workspace_id}") path += world_.installation.enterprise.id.text();
      else if (part.starts_with('{')) path += places.at(std::string(part.substr(1, part.size() - 2)));
      else path += part;
    }
    return path;
  }

  http::Response send(OperationId id, std::string_view person, const Places& places = {}, const std::string& body = {}) {
    const auto& operation = api::operation(id);
    ApiCall call{.target = path_of(operation, places), .headers = {{"content-type", "application/json"}}, .body = body};
    for (const auto method :
         {http::Method::get, http::Method::post, http::Method::put, http::Method::patch, http::Method::delete_})
      if (http::to_text(method) == operation.method) call.method = method;
    const bool is_signed_in = operation.action != contract::Action::open;
    counter_.take();
    auto answer = world_.send(is_signed_in ? world_.by(person, call) : call);
    counts_.emplace(id, counter_.take());
    EXPECT_EQ(answer.status, operation.success_status) << operation.name << ": " << answer.body;
    return answer;
  }
  std::string user(std::string_view person) const { return world_.installation.user(person).text(); }

  static std::string script(std::string_view name) {
    return R"({"name":")" + std::string(name) + R"(","type":"Shell","content":"echo hi","connectionName":"local"})";
  }
  static std::string job(std::string_view name) {
    return R"({"name":")" + std::string(name) +
           R"(","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},"nodes":[{"name":"only","type":"Shell",)"
           R"("location":{"x":"0","y":"0"},"properties":[{"name":"statement","value":"echo hi"}]}]})";
  }

  void develop() {
    using enum OperationId;
    send(create_script, "dev", {}, script("load"));
    send(list_scripts, "viewer");
    send(show_script, "viewer", {{"script_name", "load"}});
    send(update_script, "dev", {{"script_name", "load"}}, script("load"));
    send(create_script, "dev", {}, script("spare"));
    send(delete_script, "dev", {{"script_name", "spare"}});
    send(create_job, "dev", {}, job("daily"));
    send(list_jobs, "viewer");
    send(show_job, "viewer", {{"job_name", "daily"}});
    send(update_job, "dev", {{"job_name", "daily"}}, job("daily"));
    send(create_job, "dev", {}, job("spare"));
    send(delete_job, "dev", {{"job_name", "spare"}});

    const auto test_run = text_member(send(create_test_run, "dev", {{"job_name", "daily"}}), "instance_id");
    run_engine();
    send(show_instance, "viewer", {{"instance_id", test_run}});
    send(show_node_log, "viewer", {{"instance_id", test_run}, {"node_name", "only"}});
  }

  void release() {
    using enum OperationId;
    const auto package = make_package();
    send(list_factory_release_packages, "viewer", {}, "{}");
    send(show_factory_package_detail, "viewer", {{"package_id", package}});
    const auto deployed = json_of(send(deploy_factory_packages, "deployer", {}, R"({"package_ids":[")" + package + "\"]}"));
    run_tasks();
    const auto& row = deployed.find("deploy_package_details")->if_array()->front();
    send(list_system_tasks, "viewer", {{"task_id", *row.find("asy_task_id")->if_string()}});
    send(list_package_starts, "viewer", {{"package_id", package}});
    send(list_generations, "viewer", {{"environment", "production"}});
    send(list_generation_objects, "viewer", {{"environment", "production"}, {"number", "1"}});

    send(create_script, "dev", {}, script("later"));
    send(cancel_factory_packages, "dev", {}, R"({"package_ids":[")" + make_package() + "\"]}");
  }

  // Of all that is free.
  std::string make_package() {
    const auto pending = json_of(send(OperationId::list_factory_pending_items, "dev"));
    std::string items;
    for (const auto& item : *pending.find("data")->if_array())
      items += std::string(items.empty() ? "" : ",") + '"' + *item.find("pending_item_id")->if_string() + '"';
    return text_member(send(OperationId::create_factory_pending_items_package, "dev", {},
                            R"({"package_name":"p","apply_user_id":")" + user("dev") + R"(","approver_ids":[")" +
                                user("deployer") + R"("],"pending_item_list":[)" + items + "]}"),
                       "release_package_id");
  }

  void run() {
    using enum OperationId;
    run_engine();  // what the deployment started
    world_.installation.clock.step(std::chrono::minutes{1});  // a job starts once at an instant
    const Places daily{{"job_name", "daily"}};
    send(start_job, "operator", daily);
    send(show_job_status, "viewer", daily);
    send(stop_job, "operator", daily);
    const auto made = json_of(send(run_once, "operator", daily));
    const Places instance{{"job_name", "daily"}, {"instance_id", std::to_string(*made.find("instanceId")->if_integer())}};
    send(list_job_instances, "viewer");
    send(list_production_jobs, "viewer");
    send(show_job_instance, "viewer", instance);
    send(stop_job_instance, "operator", instance);
  }

  void manage_people() {
    using enum OperationId;
    const auto lin =
        text_member(send(create_user, "root", {}, R"({"name":"lin","password":")" + std::string(password) + "\"}"), "id");
    const Places of_lin{{"user_id", lin}};
    send(list_users, "root");
    send(update_user, "root", of_lin, R"({"system_admin":true})");
    send(set_user_password, "root", of_lin, R"({"password":")" + std::string(password) + "\"}");
    const auto key = text_member(
        send(create_access_key, "root", of_lin, R"({"project_id":")" + world_.installation.project.text() + "\"}"), "access_key");
    send(list_access_keys, "root", of_lin);
    send(delete_access_key, "root", {{"user_id", lin}, {"access_key", key}});
    send(create_project, "root", {}, R"({"name":"another"})");
    send(list_projects, "viewer");
    send(create_workspace, "root", {}, R"({"project_id":")" + world_.installation.project.text() + R"(","name":"another"})");
    send(list_workspaces, "viewer");
    send(list_members, "viewer");
    send(set_member, "admin", of_lin, R"({"roles":["viewer"]})");
    send(show_member, "viewer", of_lin);
    send(remove_member, "admin", of_lin);
    send(list_audit, "viewer");
    send(list_installation_audit, "root");
    send(list_server_tasks, "root");
    send(set_member, "admin", of_lin, R"({"roles":["viewer"]})");
  }

  void sign_in() {
    using enum OperationId;
    send(keystone_create_user_token_by_password, {}, {},
         R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"lin","password":")" + std::string(password) +
             R"("}}},"scope":{"project":{"id":")" + world_.installation.project.text() + "\"}}}}");
    send(keystone_list_projects, "viewer");
    send(keystone_list_domains, "viewer");
    send(keystone_list_users, "viewer");
  }

  void look_at_service() {
    for (const auto id : {OperationId::check_health, OperationId::check_readiness, OperationId::show_metrics}) send(id, {});
  }

  void run_engine() {
    app::ExecutorRegistry executors;
    for (const auto kind : catalog::all_executor_kinds) executors.add(kind, world_.executor);
    app::Engine engine(world_.installation.context(), executors, world_.claim_pauses, world_.installation.current_incarnation,
                       app::EngineOptions{.server_id = world_.server_id});
    must(engine.run_until_idle(world_.installation.clock.now()));
  }

  void run_tasks() {
    app::ReleaseWorkers workers;
    app::DeployPackagesTask deploys{world_.installation.context(), world_.installation.current_incarnation, workers};
    while (must(deploys.run_once(world_.installation.clock.now())) == app::TaskProgress::more) continue;
    app::FollowUpTask follow_ups{world_.installation.context(), world_.installation.current_incarnation, workers};
    while (must(follow_ups.run_once(world_.installation.clock.now())) == app::TaskProgress::more) continue;
  }

  StatementCounter counter_;
  ApiWorld world_;
  std::map<OperationId, StatementCounts> counts_;
};

TEST(OperationStatements, what_each_operation_asks_of_the_database_is_on_one_page) {
  const OperationWalk on_sqlite(store::Dialect::sqlite);
  const OperationWalk on_postgres(store::Dialect::postgres);
  std::string page = "operation | " + statement_columns() + "\n";
  for (const auto& operation : api::operations()) {
    const auto id = static_cast<OperationId>(operation.number);
    const auto sqlite = on_sqlite.counts_of(id);
    const auto postgres = on_postgres.counts_of(id);
    if (!sqlite || !postgres) {
      ADD_FAILURE() << "the walk runs no " << operation.name << ": add it, so that its cost is known";
      continue;
    }
    page += std::string(operation.name) + " | " + to_columns(*sqlite, *postgres) + "\n";
  }

  expect_golden("operation_statements.txt", page);
}

}  // namespace
}  // namespace slipway::test
