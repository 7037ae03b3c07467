// Jobs and scripts as development has them: objects, their drafts, submitted versions with what these refer to, directories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/answer_room.h"
#include "app/ports/run/schedule_repository.h"
#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/job_rules.h"
#include "domain/catalog/object.h"
#include "domain/catalog/workspace.h"
#include "domain/instance/instance_state.h"

namespace slipway::app {

// A live object with its draft and the names of the people in it.
struct ObjectRow {
  catalog::Object object;
  catalog::Content draft;
  std::string created_by_name;
  std::string updated_by_name;
};

struct ObjectFilter {
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::optional<std::string> name_contains{};  // any case
  std::optional<std::string> process_type{};   // of jobs: BATCH, REAL_TIME
  std::vector<std::string> any_tag{};          // of jobs: at least one of them; empty: not asked
  std::optional<std::int64_t> draft_size_max{};  // bytes of all drafts of the page together
  TakeRoom take_room{};                          // asked with those bytes before the drafts are read
  std::int64_t limit = 10;
  std::int64_t skip = 0;
};

struct ObjectPage {
  std::vector<ObjectRow> rows;  // by name
  std::int64_t total = 0;
};

// An object of an environment that needs another one.
struct NeedingObject {
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  std::string node_name;
};

// How a job does in an environment. Test runs do not count.
struct JobActivity {
  catalog::ObjectId job;
  std::optional<catalog::ScheduleType> schedule_type;  // of the version there; none: the job is not there
  ScheduleStatus schedule_status = ScheduleStatus::stopped;
  std::optional<base::Instant> scheduled_at;  // when scheduling was started last; none: never
  bool has_unfinished_instance = false;
  std::optional<base::Instant> newest_started_at;     // of its newest instance there
  std::optional<base::Instant> newest_ended_at;       // likewise; none while that one goes on
  std::optional<instance::InstanceState> last_state;  // of the newest one that ended in success or fail; none: there is none
  std::optional<base::Instant> last_ended_at;         // likewise

  ScheduleStatus shown_status() const { return schedule::shown_status(schedule_type, schedule_status, has_unfinished_instance); }
};

// Who made an object, and who submitted one of its versions.
struct VersionPeople {
  std::string created_by_name;
  std::string submitted_by_name;
  base::Instant submitted_at{};
};

class ObjectRepository {
 public:
  virtual ~ObjectRepository() = default;

  // Live objects only.
  virtual Result<std::optional<catalog::Object>> find(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                      std::string_view name) = 0;
  virtual Result<std::optional<ObjectRow>> find_row(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                    std::string_view name) = 0;
  // Deleted ones too.
  virtual Result<std::optional<catalog::Object>> find(catalog::ObjectId id) = 0;
  // object.list_too_large: the page passes draft_size_max; those of take_room
  virtual Result<ObjectPage> list(const catalog::WorkspaceId& workspace, const ObjectFilter& filter) = 0;
  // No workspace can hold `limit` live objects before as many ids were drawn, so this is only counted where it may matter.
  virtual Result<bool> has_reached(const catalog::WorkspaceId& workspace, std::int64_t limit) = 0;

  // The id of `object` is not looked at; the new one comes back. object.name_taken (conflict).
  virtual Result<catalog::ObjectId> insert(const catalog::Object& object, const catalog::Content& draft) = 0;
  // Writes lock holder, who updated it and when, and the whole draft.
  virtual Result<void> update_draft(const catalog::Object& object, const catalog::Content& draft) = 0;
  virtual Result<std::optional<catalog::Content>> find_draft(catalog::ObjectId object) = 0;

  // The object is no longer live and has no draft; it stays because records refer to it, and can be brought back.
  virtual Result<void> retire(catalog::ObjectId object) = 0;
  virtual Result<void> bring_back(const catalog::Object& object, const catalog::Content& draft) = 0;
  // Does anything beside drafts and versions refer to the object: a package, an environment, an instance?
  virtual Result<bool> is_referred_to(catalog::ObjectId object) = 0;
  // The object, its draft and versions are gone; nothing may refer to it.
  virtual Result<void> erase(catalog::ObjectId object) = 0;

  // Also makes it the object's latest.
  virtual Result<void> insert_version(const catalog::SubmittedVersion& version,
                                      const std::vector<catalog::Reference>& references) = 0;
  virtual Result<std::optional<catalog::SubmittedVersion>> find_version(catalog::ObjectId object,
                                                                        catalog::VersionNumber number) = 0;
  // The version must be there.
  virtual Result<VersionPeople> get_version_people(catalog::ObjectId object, catalog::VersionNumber number) = 0;
  // Live jobs whose latest submitted version comes after this one, by name.
  virtual Result<std::vector<catalog::Object>> list_jobs_after(const catalog::WorkspaceId& workspace,
                                                               std::string_view job_name) = 0;

  // The first object, by kind and name, whose version at the environment's generation needs the one named.
  virtual Result<std::optional<NeedingObject>> find_needing(const catalog::Environment& environment, catalog::ObjectKind kind,
                                                            std::string_view name) = 0;

  // Makes those that are missing; gives the number of all of that kind afterwards.
  virtual Result<std::int64_t> make_directories(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                const std::vector<std::string>& paths) = 0;

  // In the order asked, at the generation of `environment`.
  virtual Result<std::vector<JobActivity>> list_activity(const catalog::Environment& environment,
                                                         const std::vector<catalog::ObjectId>& jobs) = 0;
};

}  // namespace slipway::app
