#include "adapters/store/catalog/object_repository.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "domain/catalog/content.h"
#include "support/test_database.h"

namespace slipway::store {
namespace {

const catalog::WorkspaceId workspace{std::string(32, 'b')};
const catalog::WorkspaceId other_workspace{std::string(32, 'c')};
const catalog::UserId lin{std::string(32, '1')};
const catalog::UserId wei{std::string(32, '2')};
const base::Instant noon = base::from_milliseconds(1'795'000'000'000);

// A project with two workspaces, the first one with an environment, and two people.
constexpr std::string_view people_and_places = R"(
  INSERT INTO project (id, name, created_at) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'p', 0);
  INSERT INTO users (id, name, name_folded, password_hash, is_system_administrator, is_disabled, created_at) VALUES
    ('11111111111111111111111111111111', 'lin', 'lin', '', 0, 0, 0), ('22222222222222222222222222222222', 'wei', 'wei', '', 0, 0, 0);
  INSERT INTO workspace (id, project_id, name, mode, created_by, created_at) VALUES
    ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'w', 'enterprise', '11111111111111111111111111111111', 0),
    ('cccccccccccccccccccccccccccccccc', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'o', 'enterprise', '11111111111111111111111111111111', 0);
  INSERT INTO environment (workspace_id, name, generation, fence) VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'production', 0, 0);
)";

catalog::Content content_of(std::string_view definition) {
  return catalog::make_content(base::parse_json(definition).value(), base::Json::Object{});
}

catalog::Object object_named(std::string name, catalog::ObjectKind kind = catalog::ObjectKind::job) {
  return {.id = {},
          .workspace = workspace,
          .kind = kind,
          .name = std::move(name),
          .lock_holder = lin,
          .created_by = lin,
          .created_at = noon,
          .updated_by = lin,
          .updated_at = noon};
}

class ObjectRepositoryTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    const auto made = database_->write([](Connection& connection) { return connection.run_script(people_and_places); });
    ASSERT_TRUE(made) << made.error().message << " " << made.error().detail;
  }

  // Runs a call on the repository in a unit of its own.
  template <class Call>
  auto write(Call call) {
    std::invoke_result_t<Call, SqlObjectRepository&> result = base::internal("test.not_run", "");
    const auto committed = database_->write([&](Connection& connection) -> Result<void> {
      SqlObjectRepository objects(connection);
      result = call(objects);
      if (!result) return result.error();
      return {};
    });
    EXPECT_EQ(static_cast<bool>(committed), static_cast<bool>(result));
    return result;
  }

  void run(std::string_view script) {
    const auto done = database_->write([&](Connection& connection) { return connection.run_script(script); });
    ASSERT_TRUE(done) << done.error().message << " " << done.error().detail;
  }

  catalog::ObjectId insert(const catalog::Object& object, std::string_view definition = R"({"a":1})") {
    const auto id = write([&](auto& objects) { return objects.insert(object, content_of(definition)); });
    EXPECT_TRUE(id) << id.error().message << " " << id.error().detail;
    return id ? *id : catalog::ObjectId{};
  }

  std::vector<std::string> names_of(const app::ObjectFilter& filter, std::int64_t total) {
    const auto page = write([&](auto& objects) { return objects.list(workspace, filter); });
    EXPECT_TRUE(page) << page.error().message << " " << page.error().detail;
    if (!page) return {};
    EXPECT_EQ(page->total, total);
    std::vector<std::string> names;
    for (const auto& row : page->rows) names.push_back(row.object.name);
    return names;
  }

  test::TestDatabase database_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Store, ObjectRepositoryTest, test::each_dialect(), test::dialect_name);

TEST_P(ObjectRepositoryTest, an_object_is_found_with_its_draft_and_people) {
  const auto id = insert(object_named("daily"), R"({"b":2,"a":[1]})");

  const auto row = write([&](auto& objects) { return objects.find_row(workspace, catalog::ObjectKind::job, "daily"); });

  ASSERT_TRUE(row && *row);
  EXPECT_EQ((*row)->object.id, id);
  EXPECT_EQ((*row)->object.latest_version, 0);
  EXPECT_EQ((*row)->object.lock_holder, lin);
  EXPECT_EQ((*row)->object.created_at, noon);
  EXPECT_EQ((*row)->draft.canonical, R"({"a":[1],"b":2})");
  EXPECT_EQ((*row)->draft.digest, content_of(R"({"a":[1],"b":2})").digest);
  EXPECT_EQ((*row)->created_by_name, "lin");
}

TEST_P(ObjectRepositoryTest, names_are_found_per_kind_and_workspace) {
  insert(object_named("daily"));
  const auto found = [&](const catalog::WorkspaceId& in, catalog::ObjectKind kind, std::string_view name) {
    return write([&](auto& objects) { return objects.find(in, kind, name); }).value().has_value();
  };

  EXPECT_TRUE(found(workspace, catalog::ObjectKind::job, "daily"));
  EXPECT_FALSE(found(workspace, catalog::ObjectKind::script, "daily"));
  EXPECT_FALSE(found(other_workspace, catalog::ObjectKind::job, "daily"));
  EXPECT_FALSE(found(workspace, catalog::ObjectKind::job, "Daily"));
}

TEST_P(ObjectRepositoryTest, a_taken_name_is_a_conflict_with_a_code_of_its_kind) {
  insert(object_named("daily"));
  insert(object_named("daily", catalog::ObjectKind::script));

  const auto job = write([&](auto& objects) { return objects.insert(object_named("daily"), content_of("{}")); });
  const auto script =
      write([&](auto& objects) { return objects.insert(object_named("daily", catalog::ObjectKind::script), content_of("{}")); });

  ASSERT_FALSE(job || script);
  EXPECT_EQ(job.error().code, "job.name_taken");
  EXPECT_EQ(script.error().code, "script.name_taken");
}

TEST_P(ObjectRepositoryTest, updating_replaces_the_whole_draft) {
  auto object = object_named("daily");
  object.id = insert(object);
  object.updated_by = wei;
  object.lock_holder = wei;
  object.updated_at = noon + std::chrono::hours{1};

  ASSERT_TRUE(write([&](auto& objects) { return objects.update_draft(object, content_of(R"({"z":0})")); }));

  const auto row =
      write([&](auto& objects) { return objects.find_row(workspace, catalog::ObjectKind::job, "daily"); }).value().value();
  EXPECT_EQ(row.draft.canonical, R"({"z":0})");
  EXPECT_EQ(row.updated_by_name, "wei");
  EXPECT_EQ(row.created_by_name, "lin");
  EXPECT_EQ(row.object.lock_holder, wei);
  EXPECT_EQ(row.object.updated_at, object.updated_at);
}

TEST_P(ObjectRepositoryTest, a_list_is_by_name_and_cut_into_pages) {
  for (const auto* name : {"d", "b", "B", "a", "c"}) insert(object_named(name));
  insert(object_named("script", catalog::ObjectKind::script));

  EXPECT_EQ(names_of({.limit = 10}, 5), (std::vector<std::string>{"B", "a", "b", "c", "d"}));
  EXPECT_EQ(names_of({.limit = 2, .skip = 2}, 5), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(names_of({.limit = 2, .skip = 4}, 5), (std::vector<std::string>{"d"}));
  EXPECT_TRUE(names_of({.limit = 2, .skip = 6}, 5).empty());
  EXPECT_EQ(names_of({.kind = catalog::ObjectKind::script}, 1), (std::vector<std::string>{"script"}));
}

TEST_P(ObjectRepositoryTest, names_are_searched_in_any_case_and_signs_are_plain) {
  for (const auto* name : {"Load_Orders", "loadXorders", "other"}) insert(object_named(name));

  EXPECT_EQ(names_of({.name_contains = "LOAD"}, 2), (std::vector<std::string>{"Load_Orders", "loadXorders"}));
  EXPECT_EQ(names_of({.name_contains = "d_o"}, 1), (std::vector<std::string>{"Load_Orders"}));
  EXPECT_TRUE(names_of({.name_contains = "%"}, 0).empty());
}

TEST_P(ObjectRepositoryTest, jobs_are_filtered_by_process_type_and_any_tag) {
  insert(object_named("a"), R"({"processType":"BATCH","basicConfig":{"tags":["x","y"]}})");
  insert(object_named("b"), R"({"processType":"REAL_TIME","basicConfig":{"tags":["y"]}})");
  insert(object_named("c"), R"({"processType":"BATCH","basicConfig":{}})");
  insert(object_named("d"), R"({"processType":"BATCH"})");

  EXPECT_EQ(names_of({.process_type = "BATCH"}, 3), (std::vector<std::string>{"a", "c", "d"}));
  EXPECT_EQ(names_of({.any_tag = {"y"}}, 2), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(names_of({.any_tag = {"x", "zz"}}, 1), (std::vector<std::string>{"a"}));
  EXPECT_EQ(names_of({.process_type = "BATCH", .any_tag = {"y", "x"}}, 1), (std::vector<std::string>{"a"}));
  EXPECT_EQ(names_of({.name_contains = "D", .process_type = "BATCH"}, 1), (std::vector<std::string>{"d"}));
  EXPECT_EQ(names_of({.process_type = "BATCH", .limit = 1, .skip = 1}, 3), (std::vector<std::string>{"c"}));
  EXPECT_TRUE(names_of({.any_tag = {"y\"]"}}, 0).empty());
}

TEST_P(ObjectRepositoryTest, a_page_of_too_large_drafts_is_refused) {
  insert(object_named("a"), R"({"content":"1234567890"})");
  insert(object_named("b"), R"({"content":"1234567890"})");
  const auto list = [&](std::int64_t limit) {
    return write([&](auto& objects) { return objects.list(workspace, {.draft_size_max = 40, .limit = limit}); });
  };

  EXPECT_TRUE(list(1));
  const auto refused = list(2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "object.list_too_large");
}

TEST_P(ObjectRepositoryTest, a_page_is_measured_in_bytes_before_it_is_read) {
  const std::string in_chinese = R"({"content":"中中","processType":"BATCH"})";
  const auto content = content_of(in_chinese);
  insert(object_named("a"), in_chinese);
  insert(object_named("b"), R"({"content":"123456"})");
  const auto asked_for = [&](app::ObjectFilter filter) {
    std::int64_t bytes = 0;
    filter.take_room = [&](const app::StoredSize& size) -> Result<void> {
      bytes += size.bytes;
      return base::unavailable("memory.no_room", "");
    };
    const auto page = write([&](auto& objects) { return objects.list(workspace, filter); });
    EXPECT_FALSE(page);
    return bytes;
  };
  const auto both = asked_for({});
  const auto one = asked_for({.process_type = "BATCH"});

  EXPECT_EQ(asked_for({.name_contains = "a"}), one);
  EXPECT_EQ(one, static_cast<std::int64_t>(content.canonical.size() + content.submission.size()));
  EXPECT_EQ(both - one, asked_for({.name_contains = "b"}));
  EXPECT_EQ(asked_for({.process_type = "BATCH", .skip = 1}), 0);
}

TEST_P(ObjectRepositoryTest, versions_are_kept_with_what_they_refer_to) {
  auto object = object_named("daily");
  object.id = insert(object);
  insert(object_named("up"));
  const catalog::SubmittedVersion version{.object = object.id,
                                          .number = 1,
                                          .name = "daily",
                                          .content = content_of(R"({"v":1})"),
                                          .submitted_by = wei,
                                          .submitted_at = noon};
  const std::vector<catalog::Reference> references{{catalog::Relation::needs, catalog::ObjectKind::script, "load", "n"},
                                                   {catalog::Relation::after, catalog::ObjectKind::job, "up", ""}};

  ASSERT_TRUE(write([&](auto& objects) { return objects.insert_version(version, references); }));

  const auto found = write([&](auto& objects) { return objects.find_version(object.id, 1); }).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->content.canonical, R"({"v":1})");
  EXPECT_EQ(found->submitted_by, wei);
  EXPECT_EQ(write([&](auto& objects) { return objects.find(object.id); }).value()->latest_version, 1);
  EXPECT_FALSE(write([&](auto& objects) { return objects.find_version(object.id, 2); }).value());
  const auto after = write([&](auto& objects) { return objects.list_jobs_after(workspace, "up"); }).value();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after.front().name, "daily");
  EXPECT_TRUE(write([&](auto& objects) { return objects.list_jobs_after(workspace, "load"); })->empty());
}

TEST_P(ObjectRepositoryTest, only_the_latest_version_says_what_a_job_comes_after) {
  auto object = object_named("daily");
  object.id = insert(object);
  const auto submit = [&](std::int64_t number, const std::vector<catalog::Reference>& references) {
    return write([&](auto& objects) {
      return objects.insert_version({.object = object.id,
                                     .number = number,
                                     .name = "daily",
                                     .content = content_of("{}"),
                                     .submitted_by = lin,
                                     .submitted_at = noon},
                                    references);
    });
  };
  ASSERT_TRUE(submit(1, {{catalog::Relation::after, catalog::ObjectKind::job, "up", ""}}));
  ASSERT_TRUE(submit(2, {}));

  EXPECT_TRUE(write([&](auto& objects) { return objects.list_jobs_after(workspace, "up"); })->empty());
}

TEST_P(ObjectRepositoryTest, a_retired_object_frees_its_name_and_can_be_brought_back) {
  auto object = object_named("daily");
  object.id = insert(object);

  ASSERT_TRUE(write([&](auto& objects) { return objects.retire(object.id); }));
  EXPECT_FALSE(write([&](auto& objects) { return objects.find(workspace, catalog::ObjectKind::job, "daily"); }).value());
  EXPECT_FALSE(write([&](auto& objects) { return objects.find_draft(object.id); }).value());
  EXPECT_FALSE(write([&](auto& objects) { return objects.find(object.id); }).value()->is_live);

  ASSERT_TRUE(write([&](auto& objects) { return objects.bring_back(object, content_of(R"({"back":1})")); }));
  EXPECT_EQ(write([&](auto& objects) { return objects.find(workspace, catalog::ObjectKind::job, "daily"); }).value()->id,
            object.id);
  EXPECT_EQ(write([&](auto& objects) { return objects.find_draft(object.id); }).value()->canonical, R"({"back":1})");
}

TEST_P(ObjectRepositoryTest, an_object_cannot_come_back_under_a_name_that_was_given_away) {
  auto object = object_named("daily");
  object.id = insert(object);
  ASSERT_TRUE(write([&](auto& objects) { return objects.retire(object.id); }));
  insert(object_named("daily"));

  const auto refused = write([&](auto& objects) { return objects.bring_back(object, content_of("{}")); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "job.name_taken");
}

TEST_P(ObjectRepositoryTest, what_nothing_refers_to_can_be_erased) {
  auto object = object_named("daily");
  object.id = insert(object);
  ASSERT_TRUE(write([&](auto& objects) {
    return objects.insert_version({.object = object.id,
                                   .number = 1,
                                   .name = "daily",
                                   .content = content_of("{}"),
                                   .submitted_by = lin,
                                   .submitted_at = noon},
                                  {{catalog::Relation::needs, catalog::ObjectKind::script, "load", "n"}});
  }));
  EXPECT_FALSE(write([&](auto& objects) { return objects.is_referred_to(object.id); }).value());

  ASSERT_TRUE(write([&](auto& objects) { return objects.erase(object.id); }));

  EXPECT_FALSE(write([&](auto& objects) { return objects.find(object.id); }).value());
  EXPECT_FALSE(write([&](auto& objects) { return objects.find_version(object.id, 1); }).value());
  EXPECT_GT(insert(object_named("daily")), object.id) << "an id is never drawn twice";
}

TEST_P(ObjectRepositoryTest, a_run_refers_to_its_object) {
  const auto id = insert(object_named("daily"));
  run("INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, "
      "generation,"
      " parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at) VALUES ('" +
      workspace.text() + "', 1, " + id.text() + ", 'daily', 'daily', 7, 0, 0, 0, '[]', 'waiting', 0, 0, 0, 1, 0)");
  EXPECT_TRUE(write([&](auto& objects) { return objects.is_referred_to(id); }).value());
}

TEST_P(ObjectRepositoryTest, directories_are_made_once_and_counted) {
  const auto make = [&](catalog::ObjectKind kind, const std::vector<std::string>& paths) {
    return write([&](auto& objects) { return objects.make_directories(workspace, kind, paths); }).value();
  };
  EXPECT_EQ(make(catalog::ObjectKind::job, {"/a", "/a/b"}), 2);
  EXPECT_EQ(make(catalog::ObjectKind::job, {"/a", "/a/c"}), 3);
  EXPECT_EQ(make(catalog::ObjectKind::script, {"/a"}), 1);
}

TEST_P(ObjectRepositoryTest, a_limit_is_reached_by_live_objects_of_the_workspace_only) {
  const auto reached = [&](std::int64_t limit) {
    return write([&](auto& objects) { return objects.has_reached(workspace, limit); }).value();
  };
  EXPECT_FALSE(reached(1));
  insert(object_named("a"));
  const auto retired = insert(object_named("b"));
  auto foreign = object_named("c");
  foreign.workspace = other_workspace;
  insert(foreign);
  EXPECT_TRUE(reached(2));
  ASSERT_TRUE(write([&](auto& objects) { return objects.retire(retired); }));
  EXPECT_FALSE(reached(2));
  EXPECT_TRUE(reached(1));
}

TEST_P(ObjectRepositoryTest, activity_comes_in_the_order_asked_with_the_newest_run) {
  const auto quiet = insert(object_named("quiet"));
  const auto busy = insert(object_named("busy"));
  run("INSERT INTO environment_job (environment_id, object_id, status, started_at, parameters) VALUES (1, " + busy.text() +
      ", 'scheduling', 5, '[]')");
  const auto add_run = [&](std::string_view state, std::string_view ended_at) {
    run("INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, "
        "generation,"
        " parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at, ended_at) VALUES "
        "('" +
        workspace.text() + "', 1, " + busy.text() + ", 'busy', 'busy', 7, 0, 0, 0, '[]', '" + std::string(state) +
        "', 0, 0, 0, 0, 0, " + std::string(ended_at) + ")");
  };
  add_run("fail", "9");
  add_run("stopped", "10");
  add_run("running", "NULL");
  catalog::Environment environment;
  environment.id = catalog::EnvironmentId{1};

  const auto activity = write([&](auto& objects) { return objects.list_activity(environment, {busy, quiet}); }).value();

  ASSERT_EQ(activity.size(), 2U);
  EXPECT_EQ(activity[0].schedule_status, app::ScheduleStatus::scheduling);
  EXPECT_EQ(activity[0].scheduled_at, base::from_microseconds(5));
  EXPECT_TRUE(activity[0].has_unfinished_instance);
  EXPECT_EQ(activity[0].last_state, instance::InstanceState::fail);
  EXPECT_EQ(activity[0].last_ended_at, base::from_microseconds(9)) << "what was stopped has no result";
  EXPECT_FALSE(activity[0].newest_ended_at);
  EXPECT_EQ(activity[1].schedule_status, app::ScheduleStatus::stopped);
  EXPECT_FALSE(activity[1].scheduled_at);
  EXPECT_FALSE(activity[1].last_state);
  EXPECT_FALSE(activity[1].has_unfinished_instance);
  EXPECT_TRUE(write([&](auto& objects) { return objects.list_activity(environment, {}); })->empty());
}

}  // namespace
}  // namespace slipway::store
