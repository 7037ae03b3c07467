// Deleting and bringing back around releases, and the simple workspace where submitting is releasing.
#include <gtest/gtest.h>

#include "app/ports/run/schedule_repository.h"
#include "app/release/revoke_release_packages.h"
#include "scenarios/development/development_steps.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class Deleting : public ::testing::TestWithParam<store::Dialect> {
 protected:
  Result<void> create(const std::string& word = "one") {
    return app::create_object(installation_.context(), installation_.as("dev"), ObjectKind::script, script_body("load", word));
  }
  Result<void> update(const std::string& word) {
    return app::update_object(installation_.context(), installation_.as("dev"), ObjectKind::script, "load",
                              script_body("load", word));
  }
  Result<void> remove() {
    return app::delete_object(installation_.context(), installation_.as("dev"), ObjectKind::script, "load");
  }
  catalog::VersionNumber in_production() {
    return production_version(installation_, installation_.enterprise, ObjectKind::script, "load");
  }
  catalog::ObjectId id() { return id_of(installation_, ObjectKind::script, "load"); }

  TestInstallation installation_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Development, Deleting, each_dialect(), dialect_name);

TEST_P(Deleting, what_was_never_released_is_gone) {
  must(create());
  const auto before = id();
  must(remove());
  EXPECT_EQ(pending_in(installation_), Lines{});
  EXPECT_FALSE(must(installation_.store().read([&](app::Tx& tx) { return tx.objects().find(before); })));

  must(create());
  EXPECT_NE(id(), before);
  EXPECT_EQ(pending_in(installation_), Lines{"load add 1"});
}

TEST_P(Deleting, what_a_revoked_package_recorded_stays_as_a_record) {
  must(create());
  const auto before = id();
  const auto package = package_all(installation_);
  must(app::revoke_release_packages(installation_.context(), installation_.as("dev"), {package.text()}));

  must(remove());

  EXPECT_EQ(pending_in(installation_), Lines{});
  const auto kept = must(installation_.store().read([&](app::Tx& tx) { return tx.objects().find(before); }));
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->is_live);
}

TEST_P(Deleting, production_goes_on_until_the_deletion_is_released) {
  must(create());
  release_all(installation_);
  must(remove());

  EXPECT_EQ(pending_in(installation_), Lines{"load remove 0"});
  EXPECT_EQ(in_production(), 1);
  EXPECT_EQ(code_of(app::show_object(installation_.context(), installation_.as("dev"), ObjectKind::script, "load")),
            "script.not_found");

  release_all(installation_);
  EXPECT_EQ(pending_in(installation_), Lines{});
  EXPECT_EQ(in_production(), 0);
}

TEST_P(Deleting, the_deletion_replaces_a_free_item) {
  must(create("one"));
  release_all(installation_);
  must(update("two"));
  EXPECT_EQ(pending_in(installation_), Lines{"load modify 2"});
  must(remove());
  EXPECT_EQ(pending_in(installation_), Lines{"load remove 0"});
}

TEST_P(Deleting, an_object_in_an_open_package_stays) {
  must(create());
  const auto package = package_all(installation_);
  const auto refused = remove();
  ASSERT_EQ(code_of(refused), "release.object_in_open_package");
  EXPECT_NE(refused.error().message.find(package.text()), std::string::npos) << refused.error().message;

  deploy(installation_, package);
  must(remove());
}

TEST_P(Deleting, creating_the_name_again_brings_back_the_same_object) {
  must(create("one"));
  release_all(installation_);
  const auto before = id();
  must(remove());

  must(create("one"));

  EXPECT_EQ(id(), before);
  EXPECT_EQ(pending_in(installation_), Lines{}) << "what is equal to production waits for nothing";
  must(update("two"));
  EXPECT_EQ(pending_in(installation_), Lines{"load modify 2"});
}

TEST_P(Deleting, what_is_brought_back_and_only_saved_has_no_item) {
  must(create("one"));
  release_all(installation_);
  must(remove());
  must(app::create_object(installation_.context(), installation_.as("dev"), ObjectKind::script,
                          saved(script_body("load", "two"))));
  EXPECT_EQ(pending_in(installation_), Lines{});
}

TEST_P(Deleting, the_latest_version_waits_again_when_it_is_brought_back_unreleased) {
  must(create("one"));
  release_all(installation_);
  must(update("two"));
  must(remove());
  must(create("two"));
  EXPECT_EQ(pending_in(installation_), Lines{"load modify 2"});
}

TEST_P(Deleting, a_name_whose_deletion_is_in_an_open_package_is_refused) {
  must(create());
  release_all(installation_);
  must(remove());
  const auto package = package_all(installation_);
  EXPECT_EQ(code_of(create()), "release.object_in_open_package");

  deploy(installation_, package);
  must(create());
  EXPECT_EQ(pending_in(installation_), Lines{"load add 1"}) << "once the deletion is released the name is free for a new object";
}

TEST_P(Deleting, going_back_to_productions_content_leaves_nothing_to_release) {
  must(create("one"));
  release_all(installation_);
  must(update("two"));
  must(update("one"));
  EXPECT_EQ(pending_in(installation_), Lines{});
}

TEST_P(Deleting, a_new_version_waits_beside_the_open_package_that_holds_the_object) {
  must(create("one"));
  release_all(installation_);
  must(update("two"));
  const auto package = package_all(installation_);
  must(update("one"));
  EXPECT_EQ(pending_in(installation_), (Lines{"load modify 2 packaged", "load modify 3"}));
  must(update("one"));
  deploy(installation_, package);
  EXPECT_EQ(pending_in(installation_), Lines{"load modify 3"});
}

class SimpleWorkspace : public Deleting {
 protected:
  app::WorkspaceCall call() { return installation_.as("dev", installation_.simple); }
  catalog::VersionNumber live(ObjectKind kind, std::string_view name) {
    return production_version(installation_, installation_.simple, kind, name);
  }
  catalog::GenerationNumber generation() {
    return installation_.environment_of(installation_.simple, catalog::production_name).generation;
  }
  Result<void> create_in(ObjectKind kind, base::Json body) {
    return app::create_object(installation_.context(), call(), kind, std::move(body));
  }
  Result<void> remove_in(ObjectKind kind, std::string_view name) {
    return app::delete_object(installation_.context(), call(), kind, name);
  }
};

INSTANTIATE_TEST_SUITE_P(Development, SimpleWorkspace, each_dialect(), dialect_name);

TEST_P(SimpleWorkspace, submitting_is_releasing) {
  must(create_in(ObjectKind::job, job_body("daily", "one")));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 1);
  EXPECT_EQ(generation(), 1);
  EXPECT_GE(installation_.wakeups.deployment_count, 1);

  must(app::update_object(installation_.context(), call(), ObjectKind::job, "daily", job_body("daily", "two")));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 2);
  must(app::update_object(installation_.context(), call(), ObjectKind::job, "daily", job_body("daily", "two")));
  EXPECT_EQ(generation(), 2) << "what is equal makes no generation";
}

TEST_P(SimpleWorkspace, saving_does_not_release_and_production_is_a_submit) {
  must(create_in(ObjectKind::job, saved(job_body("daily"))));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 0);
  auto body = job_body("other");
  body.set("targetStatus", "PRODUCTION");
  must(create_in(ObjectKind::job, body));
  EXPECT_EQ(live(ObjectKind::job, "other"), 1);
}

TEST_P(SimpleWorkspace, a_job_is_not_submitted_before_the_scripts_that_it_needs) {
  auto job = job_body("daily");
  job.set("nodes", json(R"([{"name":"n","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]}])"));

  const auto refused = create_in(ObjectKind::job, job);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "release.needs_missing");
  EXPECT_EQ(refused.error().message,
            "job 'daily' needs script 'load.sh' (node 'n'), which is not in production; submit that script first");
  EXPECT_EQ(live(ObjectKind::job, "daily"), 0);
  must(create_in(ObjectKind::job, saved(job)));
  must(create_in(ObjectKind::script, script_body("load.sh")));
  must(app::update_object(installation_.context(), call(), ObjectKind::job, "daily", job));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 1);
}

TEST_P(SimpleWorkspace, deleting_leaves_production_at_once) {
  must(create_in(ObjectKind::job, job_body("daily")));
  must(remove_in(ObjectKind::job, "daily"));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 0);
  must(create_in(ObjectKind::job, job_body("daily")));
  EXPECT_EQ(live(ObjectKind::job, "daily"), 1);
}

TEST_P(SimpleWorkspace, a_job_that_is_scheduling_is_stopped_first) {
  must(create_in(ObjectKind::job, job_body("daily")));
  const auto job = must(app::show_object(installation_.context(), call(), ObjectKind::job, "daily")).object.id;
  const auto production = installation_.environment_of(installation_.simple, catalog::production_name);
  const auto set_status = [&](app::ScheduleStatus status) {
    must(installation_.store().write([&](app::Tx& tx) {
      return tx.schedules().put({.key = {production.id, job},
                                 .status = status,
                                 .started_at = installation_.clock.now(),
                                 .started_by = installation_.user("dev"),
                                 .parameters = {},
                                 .planned_version = {},
                                 .planned_through = {},
                                 .next_plan_time = {}});
    }));
  };
  set_status(app::ScheduleStatus::scheduling);
  EXPECT_EQ(code_of(remove_in(ObjectKind::job, "daily")), "job.still_scheduling");
  EXPECT_EQ(live(ObjectKind::job, "daily"), 1);
  set_status(app::ScheduleStatus::stopped);
  must(remove_in(ObjectKind::job, "daily"));
}

TEST_P(SimpleWorkspace, a_script_that_a_live_job_needs_stays) {
  must(create_in(ObjectKind::script, script_body("load")));
  auto job = job_body("daily");
  job.set("nodes", json(R"([{"name":"n","type":"Shell","properties":[{"name":"scriptName","value":"load"}]}])"));
  must(create_in(ObjectKind::job, job));

  const auto refused = remove_in(ObjectKind::script, "load");
  ASSERT_EQ(code_of(refused), "release.still_needed");
  EXPECT_NE(refused.error().message.find("daily"), std::string::npos) << refused.error().message;
  EXPECT_EQ(live(ObjectKind::script, "load"), 1);

  must(remove_in(ObjectKind::job, "daily"));
  must(remove_in(ObjectKind::script, "load"));
}

}  // namespace
}  // namespace slipway::test
