// A small project for release scenarios: scripts and jobs by name, packages by the people who make them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "app/catalog/create_object.h"
#include "app/catalog/delete_object.h"
#include "app/catalog/update_object.h"
#include "app/deploying/deploy_packages_task.h"
#include "app/deploying/follow_up_task.h"
#include "app/ports/release/environment_repository.h"
#include "app/release/create_release_package.h"
#include "app/release/deploy_release_packages.h"
#include "app/release/list_generations.h"
#include "app/release/list_pending_items.h"
#include "app/release/show_release_package.h"
#include "app/release/show_system_task.h"
#include "base/json.h"
#include "support/test_installation.h"

namespace slipway::test {

inline base::Json a_script(const std::string& name, const std::string& text = "echo hello") {
  return *base::parse_json(R"({"name":")" + name + R"(","type":"Shell","content":")" + text + R"(","connectionName":"local"})");
}

// A job of one Shell node that runs the script; without one, a statement.
inline base::Json a_job(const std::string& name, const std::string& script = {},
                        const std::string& schedule = R"({"type":"EXECUTE_ONCE"})") {
  const auto property = script.empty()
                            ? R"({"name":"statementOrScript","value":"STATEMENT"},{"name":"statement","value":"echo hi"})"
                            : R"({"name":"scriptName","value":")" + script + R"("})";
  return *base::parse_json(R"({"name":")" + name + R"(","processType":"BATCH","schedule":)" + schedule +
                           R"(,"nodes":[{"name":"run","type":"Shell","location":{"x":"0","y":"0"},"properties":[)" + property +
                           "]}]}");
}

inline const std::string daily =
    R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0 3 * * ?","expressionTimeZone":"GMT+0"}})";

class ReleaseProject {
 public:
  explicit ReleaseProject(store::Dialect dialect, TestDatabase::Options options = {})
      : installation(dialect, 1, std::move(options)),
        deploy_task_(installation.context(), installation.current_incarnation, workers_),
        follow_up_task_(installation.context(), installation.current_incarnation, workers_) {}

  TestInstallation installation;
  app::PackageItemCache package_items;
  catalog::Workspace workspace = installation.enterprise;  // that the calls below work in

  app::WorkspaceCall as(std::string_view name) const { return installation.as(name, workspace); }
  // What no call brings about: statements of a test's own.
  void run_script(const std::string& text) {
    must(installation.database()->write([&](store::Connection& connection) { return connection.run_script(text); }));
  }

  void submit_script(const std::string& name, const std::string& text = "echo hello") {
    submit(catalog::ObjectKind::script, a_script(name, text));
  }
  void submit_job(const std::string& name, const std::string& script = {},
                  const std::string& schedule = R"({"type":"EXECUTE_ONCE"})") {
    submit(catalog::ObjectKind::job, a_job(name, script, schedule));
  }
  void change_script(const std::string& name, const std::string& text) {
    installation.clock.step(std::chrono::seconds{1});
    must(app::update_object(context(), as("dev"), catalog::ObjectKind::script, name, a_script(name, text)));
  }
  void delete_script(const std::string& name) {
    must(app::delete_object(context(), as("dev"), catalog::ObjectKind::script, name));
  }

  app::Context& context() { return installation.context(); }
  app::PendingItemPage pending() {
    return must(app::list_pending_items(context(), as("dev"),
                                        {.submitted_by_name = {},
                                         .name_contains = {},
                                         .update_type = {},
                                         .kind = {},
                                         .submitted_from = {},
                                         .submitted_to = {},
                                         .limit = 100,
                                         .skip = 0}));
  }
  std::vector<std::string> item_ids(const std::vector<std::string>& names) {
    std::vector<std::string> ids;
    const auto page = pending();
    for (const auto& name : names)
      for (const auto& row : page.rows)
        if (row.item.name == name && !row.item.package) ids.push_back(row.item.id.text());
    return ids;
  }

  app::PackageRequest package_request(const std::vector<std::string>& names) {
    return {.name = "weekly",
            .applicant = installation.user("dev").text(),
            .items = item_ids(names),
            .approvers = {installation.user("deployer").text()}};
  }
  std::string package(const std::vector<std::string>& names) {
    return must(app::create_release_package(context(), as("dev"), package_request(names))).text();
  }
  std::string request_deploy(const std::string& package, bool starts_jobs = false) {
    return must(app::deploy_release_packages(context(), as("deployer"), {{package}, starts_jobs})).front().task.text();
  }
  // A package of these jobs and nothing else that is pending, however many.
  std::string package_of_jobs(const std::vector<std::string>& names, const std::string& schedule,
                              const std::string& script = {}) {
    auto request = package_request({});
    for (const auto& name : names) {
      submit_job(name, script, schedule);
      request.items.push_back(pending().rows.front().item.id.text());
    }
    return must(app::create_release_package(context(), as("dev"), request)).text();
  }
  // Deployments go as far as the switch; what follows it waits.
  void switch_only() {
    while (must(deploy_task_.run_once(installation.clock.now())) == app::TaskProgress::more) continue;
  }
  void run_tasks() {
    switch_only();
    while (must(follow_up_task_.run_once(installation.clock.now())) == app::TaskProgress::more) continue;
  }
  // A package of the job "load" and of those scripts; production has lost the script "extract" since, which the job needs.
  std::string package_that_lacks_a_script(const std::vector<std::string>& beside = {}) {
    submit_script("extract");
    deploy(package({"extract"}));
    submit_job("load", "extract");
    std::vector<std::string> names{"load"};
    for (const auto& name : beside) {
      submit_script(name);
      names.push_back(name);
    }
    auto made = package(names);
    delete_script("extract");
    deploy(package({"extract"}));
    return made;
  }
  // When the tasks want to run again by themselves.
  std::vector<base::Instant> next_tries() const {
    std::vector<base::Instant> tries;
    for (const auto* task : std::initializer_list<const app::Task*>{&deploy_task_, &follow_up_task_})
      if (const auto due = task->next_due()) tries.push_back(*due);
    return tries;
  }
  // Deploys to the end; the task's id.
  std::string deploy(const std::string& package, bool starts_jobs = false) {
    const auto task = request_deploy(package, starts_jobs);
    run_tasks();
    return task;
  }
  app::SystemTask task(const std::string& id) { return must(app::show_system_task(context(), package_items, as("dev"), id)); }
  app::PackageDetail detail(const std::string& package) { return must(app::show_release_package(context(), as("dev"), package)); }

  // "kind name version" of everything production holds now.
  std::vector<std::string> production() {
    return production_at(installation.environment_of(workspace, catalog::production_name).generation);
  }
  std::vector<std::string> production_at(catalog::GenerationNumber generation) {
    std::vector<std::string> lines;
    for (const auto& object : must(app::list_generation_objects(context(), as("dev"), "production", generation, {}, 1'000)))
      lines.push_back(std::string(catalog::to_text(object.kind)) + " " + object.name + " " + std::to_string(object.version));
    return lines;
  }

 private:
  void submit(catalog::ObjectKind kind, base::Json body) {
    installation.clock.step(std::chrono::seconds{1});
    must(app::create_object(context(), as("dev"), kind, std::move(body)));
  }

  app::ReleaseWorkers workers_;
  app::DeployPackagesTask deploy_task_;
  app::FollowUpTask follow_up_task_;
};

}  // namespace slipway::test
