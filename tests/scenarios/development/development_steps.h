// Bodies and steps that the scenarios of the development side share.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog/create_object.h"
#include "app/catalog/delete_object.h"
#include "app/catalog/show_object.h"
#include "app/catalog/update_object.h"
#include "app/deploying/deploy_packages_task.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/release/create_release_package.h"
#include "app/release/deploy_release_packages.h"
#include "support/test_installation.h"

namespace slipway::test {

using catalog::ObjectKind;

inline base::Json json(std::string_view text) { return must(base::parse_json(text)); }

// Scripts and jobs that differ in one word.
inline base::Json script_body(const std::string& name, const std::string& word = "one") {
  return base::Json::Object{{"name", name}, {"type", "Shell"}, {"content", "echo " + word}};
}
inline base::Json job_body(const std::string& name, const std::string& word = "one") {
  auto body = json(R"({"nodes":[{"name":"n","type":"Shell","location":{"x":"0","y":"0"},"properties":[]}],
    "schedule":{"type":"EXECUTE_ONCE"},"processType":"BATCH"})");
  body.set("name", name);
  body.set("nodes",
           base::Json::Array{base::Json::Object{
               {"name", "n"},
               {"type", "Shell"},
               {"location", base::Json::Object{}},
               {"properties", base::Json::Array{base::Json::Object{{"name", "statement"}, {"value", "echo " + word}}}}}});
  return body;
}
inline base::Json body_of(ObjectKind kind, const std::string& name, const std::string& word = "one") {
  return kind == ObjectKind::job ? job_body(name, word) : script_body(name, word);
}
inline base::Json saved(base::Json body) {
  body.set("targetStatus", "SAVED");
  return body;
}

inline app::PendingItemPage pending_page(TestInstallation& installation) {
  app::PendingItemFilter all;
  all.limit = 100;
  return must(installation.store().read([&](app::Tx& tx) { return tx.pending_items().list(installation.enterprise, all); }));
}

// "name change version", by name: what the list of pending items shows.
inline std::vector<std::string> pending_in(TestInstallation& installation) {
  const auto page = pending_page(installation);
  std::multiset<std::string> lines;
  for (const auto& row : page.rows) {
    const auto type = release::update_type_of(row.item.change, row.production_version.has_value());
    const auto* word = type == release::UpdateType::add ? "add" : type == release::UpdateType::modify ? "modify" : "remove";
    lines.insert(row.item.name + " " + word + " " + std::to_string(row.item.version) + (row.item.package ? " packaged" : ""));
  }
  return {lines.begin(), lines.end()};
}

// All free items into one package, applied for by dev.
inline release::ReleasePackageId package_all(TestInstallation& installation) {
  const auto page = pending_page(installation);
  app::PackageRequest request{.name = "package",
                              .applicant = installation.user("dev").text(),
                              .items = {},
                              .approvers = {installation.user("deployer").text()}};
  for (const auto& row : page.rows)
    if (!row.item.package) request.items.push_back(row.item.id.text());
  return must(app::create_release_package(installation.context(), installation.as("dev"), request));
}

inline void deploy(TestInstallation& installation, release::ReleasePackageId package) {
  must(app::deploy_release_packages(installation.context(), installation.as("deployer"),
                                    {.packages = {package.text()}, .starts_jobs = false}));
  app::ReleaseWorkers workers;
  app::DeployPackagesTask task(installation.context(), installation.current_incarnation, workers);
  while (must(task.run_once(installation.clock.now())) == app::TaskProgress::more) {}
}

inline void release_all(TestInstallation& installation) { deploy(installation, package_all(installation)); }

inline catalog::ObjectId id_of(TestInstallation& installation, ObjectKind kind, std::string_view name,
                               std::string_view person = "dev") {
  return must(app::show_object(installation.context(), installation.as(person), kind, name)).object.id;
}

// The version of that name in production, 0 when it is not there.
inline catalog::VersionNumber production_version(TestInstallation& installation, const catalog::Workspace& workspace,
                                                 ObjectKind kind, std::string_view name) {
  const auto production = installation.environment_of(workspace, catalog::production_name);
  const auto found = must(installation.store().read(
      [&](app::Tx& tx) { return tx.environments().find_object(production.id, production.generation, kind, name); }));
  return found ? found->version : 0;
}

}  // namespace slipway::test
