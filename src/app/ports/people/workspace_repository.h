// Projects, workspaces and their members.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/access/caller.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/workspace.h"
#include "domain/people/member.h"

namespace slipway::app {

using people::Member;
using people::Project;

struct WorkspaceFilter {
  std::optional<catalog::ProjectId> project{};
  std::optional<catalog::UserId> member{};  // with any role
  std::string after_name{};
  std::string after_id{};
  std::int64_t limit = 0;
};

class WorkspaceRepository {
 public:
  virtual ~WorkspaceRepository() = default;

  virtual Result<void> insert_project(const Project& project) = 0;  // project.name_taken
  virtual Result<std::optional<Project>> find_project(const catalog::ProjectId& id) = 0;
  // By name.
  virtual Result<std::vector<Project>> list_projects(std::string_view after_name, std::int64_t limit) = 0;
  // Those that the user may enter: member of a workspace there, or home of one of their keys.
  virtual Result<std::vector<Project>> list_projects_of(const catalog::UserId& user, std::string_view after_name,
                                                        std::int64_t limit) = 0;
  virtual Result<bool> is_project_of(const catalog::ProjectId& project, const catalog::UserId& user) = 0;

  virtual Result<void> insert(const catalog::Workspace& workspace, const catalog::UserId& by) = 0;  // workspace.name_taken
  virtual Result<std::optional<catalog::Workspace>> find(const catalog::WorkspaceId& id) = 0;
  virtual Result<std::optional<catalog::Workspace>> find(const catalog::ProjectId& project, std::string_view name) = 0;
  virtual Result<std::vector<catalog::Workspace>> list(const WorkspaceFilter& filter) = 0;  // by name, then id
  virtual Result<std::int64_t> count(const catalog::ProjectId& project) = 0;
  // Until the end of the transaction no other one that locks the workspace goes on: taken by everything that changes its catalog
  // or packages, so that their rules hold across rows.
  virtual Result<void> lock(const catalog::WorkspaceId& id) = 0;

  virtual Result<access::Roles> find_roles(const catalog::WorkspaceId& workspace,
                                           const catalog::UserId& user) = 0;  // empty: no member
  // In any workspace of the project.
  virtual Result<access::Roles> find_roles_in_project(const catalog::ProjectId& project, const catalog::UserId& user) = 0;
  virtual Result<std::optional<Member>> find_member(const catalog::WorkspaceId& workspace, const catalog::UserId& user) = 0;
  virtual Result<std::vector<Member>> list_members(const catalog::WorkspaceId& workspace, std::string_view after_name,
                                                   std::int64_t limit) = 0;
  virtual Result<void> set_roles(const catalog::WorkspaceId& workspace, const catalog::UserId& user,
                                 access::Roles roles) = 0;  // empty removes
  // Active members with one of the roles, in no order; they stay that until the end of the transaction. For the rules of approving.
  virtual Result<std::vector<Member>> list_active_members_with(const catalog::WorkspaceId& workspace,
                                                               const std::vector<access::Role>& any_of) = 0;
};

}  // namespace slipway::app
