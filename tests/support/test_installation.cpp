#include "support/test_installation.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "app/ports/people/audit_log.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/server/incarnation_repository.h"

namespace slipway::test {

namespace {

const base::Instant start_of_tests = base::from_milliseconds(1'795'003'200'000);  // 2026-11-18T12:00:00Z

}  // namespace

std::string SeededRandom::bytes(std::size_t count) {
  const base::MutexLock lock(mutex_);
  std::string bytes;
  bytes.reserve(count);
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(engine_() & 0xff);
  return bytes;
}

TestInstallation::TestInstallation(store::Dialect dialect, std::uint64_t seed, TestDatabase::Options options)
    : database_(dialect, std::move(options)),
      store_(*database_),
      clock(start_of_tests),
      random(seed),
      context_{.store = interrupted,
               .clock = clock,
               .random = random,
               .wakeups = wakeups,
               .limits = {},
               .permissions = {},
               .optional_types = {.noop = true}} {
  using enum access::Role;
  const std::pair<const char*, access::Roles> members[] = {
      {"root", {}},          {"admin", {admin}},       {"chief", {admin}},        {"dev", {developer}},
      {"dev2", {developer}}, {"deployer", {deployer}}, {"deployer2", {deployer}}, {"operator", {operator_}},
      {"viewer", {viewer}},  {"stranger", {}},
  };
  for (const auto& [name, roles] : members)
    people_.emplace(name, Person{catalog::UserId{random.hex_id()}, roles, std::string_view(name) == "root"});
  project = catalog::ProjectId{random.hex_id()};
  enterprise = {.id = catalog::WorkspaceId{random.hex_id()},
                .project = project,
                .name = "team",
                .mode = catalog::WorkspaceMode::enterprise,
                .created_at = clock.now()};
  simple = {.id = catalog::WorkspaceId{random.hex_id()},
            .project = project,
            .name = "solo",
            .mode = catalog::WorkspaceMode::simple,
            .created_at = clock.now()};
  if (dialect == store::Dialect::postgres) {
    store::PostgresOptions of_lock;
    of_lock.url = database_.postgres_url();
    must(session_lock.emplace(std::move(of_lock)).take(incarnation));
  }
  must(store_.write([&](app::Tx& tx) -> Result<void> {
    add_people(tx);
    must(tx.workspaces().insert_project({project, "project", clock.now()}));
    for (const auto* workspace : {&enterprise, &simple}) insert_workspace(tx, *workspace);
    return tx.incarnations().begin(incarnation, "test-host", clock.now(), std::chrono::hours{24 * 365});
  }));
}

void TestInstallation::add_people(app::Tx& tx) {
  for (const auto& [name, person] : people_)
    must(tx.people().insert_user({.id = person.id,
                                  .name = name,
                                  .password_hash = "none",
                                  .is_system_administrator = person.is_system_administrator,
                                  .is_disabled = false,
                                  .created_at = clock.now()}));
}

void TestInstallation::insert_workspace(app::Tx& tx, const catalog::Workspace& workspace) {
  must(tx.workspaces().insert(workspace, user("root")));
  if (workspace.mode == catalog::WorkspaceMode::enterprise)
    must(tx.environments().insert(workspace.id, catalog::development_name));
  must(tx.environments().insert(workspace.id, catalog::production_name));
  for (const auto& [name, person] : people_)
    if (!person.roles.empty()) must(tx.workspaces().set_roles(workspace.id, person.id, person.roles));
}

catalog::Workspace TestInstallation::add_workspace(const std::string& name) {
  auto workspace = enterprise;
  workspace.id = catalog::WorkspaceId{random.hex_id()};
  workspace.name = name;
  must(store_.write([&](app::Tx& tx) -> Result<void> {
    insert_workspace(tx, workspace);
    return {};
  }));
  return workspace;
}

catalog::UserId TestInstallation::user(std::string_view name) const {
  const auto found = people_.find(name);
  if (found == people_.end()) throw std::runtime_error("nobody in the test installation is called " + std::string(name));
  return found->second.id;
}

app::WorkspaceCall TestInstallation::as(std::string_view name, const catalog::Workspace& workspace) const {
  const auto id = user(name);
  const auto& person = people_.find(name)->second;
  return {.caller = {.user = id,
                     .name = std::string(name),
                     .is_system_administrator = person.is_system_administrator,
                     .roles = person.roles},
          .workspace = workspace};
}

catalog::Environment TestInstallation::environment_of(const catalog::Workspace& workspace, std::string_view name) {
  return must(store_.read([&](app::Tx& tx) { return tx.environments().get(workspace.id, name); }));
}

std::vector<std::string> TestInstallation::audit_of(const catalog::Workspace& workspace) {
  const auto rows = must(store_.read([&](app::Tx& tx) { return tx.audit().list(workspace.id, 0, 10'000); }));
  std::vector<std::string> lines;
  for (const auto& row : rows) lines.push_back(row.entry.action + " " + row.entry.subject_name);
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace slipway::test
