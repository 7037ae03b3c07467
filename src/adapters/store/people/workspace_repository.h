// app/ports/people/workspace_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::store {

class SqlWorkspaceRepository final : public app::WorkspaceRepository {
 public:
  explicit SqlWorkspaceRepository(Connection& connection) : connection_(connection) {}
  Result<void> insert_project(const app::Project& project) override;
  Result<std::optional<app::Project>> find_project(const catalog::ProjectId& id) override;
  Result<std::vector<app::Project>> list_projects(std::string_view after_name, std::int64_t limit) override;
  Result<std::vector<app::Project>> list_projects_of(const catalog::UserId& user, std::string_view after_name,
                                                     std::int64_t limit) override;
  Result<bool> is_project_of(const catalog::ProjectId& project, const catalog::UserId& user) override;
  Result<void> insert(const catalog::Workspace& workspace, const catalog::UserId& by) override;
  Result<std::optional<catalog::Workspace>> find(const catalog::WorkspaceId& id) override;
  Result<std::optional<catalog::Workspace>> find(const catalog::ProjectId& project, std::string_view name) override;
  Result<std::vector<catalog::Workspace>> list(const app::WorkspaceFilter& filter) override;
  Result<std::int64_t> count(const catalog::ProjectId& project) override;
  Result<void> lock(const catalog::WorkspaceId& id) override;
  Result<access::Roles> find_roles(const catalog::WorkspaceId& workspace, const catalog::UserId& user) override;
  Result<access::Roles> find_roles_in_project(const catalog::ProjectId& project, const catalog::UserId& user) override;
  Result<std::optional<app::Member>> find_member(const catalog::WorkspaceId& workspace, const catalog::UserId& user) override;
  Result<std::vector<app::Member>> list_members(const catalog::WorkspaceId& workspace, std::string_view after_name,
                                                std::int64_t limit) override;
  Result<void> set_roles(const catalog::WorkspaceId& workspace, const catalog::UserId& user, access::Roles roles) override;
  Result<std::vector<app::Member>> list_active_members_with(const catalog::WorkspaceId& workspace,
                                                            const std::vector<access::Role>& any_of) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
