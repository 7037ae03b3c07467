// app/ports/catalog/object_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include <span>

#include "adapters/store/connection.h"
#include "app/ports/catalog/object_repository.h"

namespace slipway::store {

class SqlObjectRepository final : public app::ObjectRepository {
 public:
  explicit SqlObjectRepository(Connection& connection) : connection_(connection) {}
  Result<std::optional<catalog::Object>> find(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                              std::string_view name) override;
  Result<std::optional<app::ObjectRow>> find_row(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                 std::string_view name) override;
  Result<std::optional<catalog::Object>> find(catalog::ObjectId id) override;
  Result<app::ObjectPage> list(const catalog::WorkspaceId& workspace, const app::ObjectFilter& filter) override;
  Result<bool> has_reached(const catalog::WorkspaceId& workspace, std::int64_t limit) override;
  Result<catalog::ObjectId> insert(const catalog::Object& object, const catalog::Content& draft) override;
  Result<void> update_draft(const catalog::Object& object, const catalog::Content& draft) override;
  Result<std::optional<catalog::Content>> find_draft(catalog::ObjectId object) override;
  Result<void> retire(catalog::ObjectId object) override;
  Result<void> bring_back(const catalog::Object& object, const catalog::Content& draft) override;
  Result<bool> is_referred_to(catalog::ObjectId object) override;
  Result<void> erase(catalog::ObjectId object) override;
  Result<void> insert_version(const catalog::SubmittedVersion& version,
                              const std::vector<catalog::Reference>& references) override;
  Result<std::optional<catalog::SubmittedVersion>> find_version(catalog::ObjectId object, catalog::VersionNumber number) override;
  Result<app::VersionPeople> get_version_people(catalog::ObjectId object, catalog::VersionNumber number) override;
  Result<std::vector<catalog::Object>> list_jobs_after(const catalog::WorkspaceId& workspace, std::string_view job_name) override;
  Result<std::optional<app::NeedingObject>> find_needing(const catalog::Environment& environment, catalog::ObjectKind kind,
                                                         std::string_view name) override;
  Result<std::int64_t> make_directories(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                        const std::vector<std::string>& paths) override;
  Result<std::vector<app::JobActivity>> list_activity(const catalog::Environment& environment,
                                                      const std::vector<catalog::ObjectId>& jobs) override;

 private:
  Result<void> measure_page(const app::ObjectFilter& filter, std::span<const Binding> page, bool looks_into_drafts);
  Result<void> write_draft(catalog::ObjectId object, const catalog::Content& draft);

  Connection& connection_;
};

}  // namespace slipway::store
