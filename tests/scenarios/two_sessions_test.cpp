// Statements that choose rows and change them, on PostgreSQL, where another session changes a row after it was looked at: what counts is
// the row as it is when its lock is had.
#include <gtest/gtest.h>

#include <future>

#include "app/ports/people/people_repository.h"
#include "app/ports/run/schedule_repository.h"
#include "app/ports/server/replay_repository.h"
#include "scenarios/release/release_project.h"
#include "scenarios/run/run_world.h"
#include "support/second_session.h"

namespace slipway::test {
namespace {

class TwoSessions : public ::testing::Test {
 protected:
  RunWorld world{store::Dialect::postgres};
  SecondSession other{world.installation.database()};

  // What the unit gives when the other session's change is committed while the unit waits for the row.
  template <class Unit>
  std::int64_t meanwhile(const std::string& change, Unit unit) {
    other.begin_write();
    other.run(change);
    auto result = std::async(std::launch::async, [&] { return must(world.installation.store().write(unit)); });
    other.wait_until_somebody_waits();
    other.commit();
    return result.get();
  }

  catalog::EnvironmentId production() {
    return world.installation.environment_of(world.installation.simple, catalog::production_name).id;
  }
  base::Instant now() { return world.installation.clock.now(); }
  void start_daily_job() {
    world.release(a_job_of("daily", {a_node("a")}, a_cron("0 0 3 * * ?")));
    world.start("daily");
    world.settle();
  }
};

TEST_F(TwoSessions, a_job_that_is_stopped_while_it_is_made_due_stays_stopped) {
  start_daily_job();
  other.run("UPDATE environment_job SET planned_version = 99");
  const auto environment = production();

  const auto changed = meanwhile("UPDATE environment_job SET status = 'stopped', next_plan_time = NULL",
                                 [&](app::Tx& tx) { return tx.schedules().make_changed_due(environment, now(), 10); });

  EXPECT_EQ(changed, 0);
  EXPECT_EQ(other.run("SELECT status || ' ' || coalesce(next_plan_time::text, 'never') FROM environment_job"), "stopped never");
}

TEST_F(TwoSessions, a_removed_job_that_is_stopped_while_it_is_made_due_stays_stopped) {
  start_daily_job();
  other.run("DELETE FROM environment_object");
  const auto environment = production();

  const auto changed =
      meanwhile("UPDATE environment_job SET status = 'stopped', next_plan_time = NULL", [&](app::Tx& tx) -> Result<std::int64_t> {
        TRY_LET(jobs, tx.schedules().make_removed_due(environment, now(), 10));
        return static_cast<std::int64_t>(jobs.size());
      });

  EXPECT_EQ(changed, 0);
}

TEST_F(TwoSessions, an_instance_of_a_removed_job_that_is_admitted_meanwhile_runs_on) {
  world.release(a_job_of("once", {a_node("a")}));
  world.run_once("once");
  other.run("DELETE FROM environment_object");
  const auto environment = production();

  const auto cancelled =
      meanwhile("UPDATE job_instance SET state = 'running', started_at = 1, unfinished_nodes = 1",
                [&](app::Tx& tx) { return tx.instances().cancel_removed(environment, "the job was removed", now(), 10); });

  EXPECT_EQ(cancelled, 0);
  EXPECT_EQ(other.run("SELECT state FROM job_instance"), "running");
}

TEST_F(TwoSessions, a_token_and_a_remembered_call_whose_end_is_moved_meanwhile_stay) {
  must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY(tx.people().insert_token({.digest = std::string(64, 'a'),
                                  .user = world.installation.user("dev"),
                                  .project = std::nullopt,
                                  .issued_at = now(),
                                  .expires_at = now()}));
    TRY(tx.replays().insert({.access = "key", .signature = "signature", .request_digest = "digest"}, now()));
    return {};
  }));

  const auto tokens = meanwhile("UPDATE token SET expires_at = expires_at + 1000",
                                [&](app::Tx& tx) { return tx.people().delete_expired_tokens(now(), 10); });
  const auto replays = meanwhile("UPDATE replay SET expires_at = expires_at + 1000",
                                 [&](app::Tx& tx) { return tx.replays().delete_expired(now(), 10); });

  EXPECT_EQ(tokens, 0);
  EXPECT_EQ(replays, 0);
  EXPECT_EQ(other.run("SELECT (SELECT count(*) FROM token) + (SELECT count(*) FROM replay)"), "2");
}

TEST(PackagingTwoSessions, an_item_that_another_package_takes_meanwhile_is_not_taken_from_it) {
  ReleaseProject project{store::Dialect::postgres};
  project.submit_script("extract");
  SecondSession other(project.installation.database());
  const auto request = project.package_request({"extract"});
  other.begin_write();
  other.run("UPDATE pending_item SET package_id = 999");

  auto packaged =
      std::async(std::launch::async, [&] { return app::create_release_package(project.context(), project.as("dev"), request); });
  other.wait_until_somebody_waits();
  other.commit();

  EXPECT_EQ(code_of(packaged.get()), "release.items_changed");
  EXPECT_EQ(other.run("SELECT package_id FROM pending_item"), "999");
}

}  // namespace
}  // namespace slipway::test
