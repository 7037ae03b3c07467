// Keys, claims and sets of instances, on both databases.
#include "app/ports/run/instance_repository.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "app/ports/catalog/object_repository.h"
#include "app/ports/run/schedule_repository.h"
#include "app/ports/server/incarnation_repository.h"
#include "domain/catalog/node_types.h"
#include "generated/sql/statements.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

using instance::JobInstance;
using instance::JobInstanceId;
using instance::NodeInstance;
using instance::NodeState;

class InstanceRepositoryTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  TestInstallation installation{GetParam()};
  const catalog::Environment production = installation.production();
  const catalog::ObjectId job = insert_job("daily");
  const base::Instant noon = installation.clock.now();

  template <class Unit>
  auto write(Unit unit) {
    return must(installation.store().write(std::move(unit)));
  }

  catalog::ObjectId insert_job(const std::string& name) {
    catalog::Object object;
    object.workspace = installation.enterprise.id;
    object.name = name;
    object.created_by = object.updated_by = installation.user("dev");
    return must(installation.store().write([&](app::Tx& tx) { return tx.objects().insert(object, {"{}", "digest", "{}"}); }));
  }
  JobInstance an_instance(instance::InstanceKind kind = instance::InstanceKind::run_once) const {
    JobInstance run;
    run.workspace = installation.enterprise.id;
    run.environment = production.id;
    run.job = job;
    run.job_name = "daily";
    run.kind = kind;
    run.plan_time = noon;
    run.version = 1;
    run.parameters = {.own = {{"day", "fri\"day"}, {"empty", ""}}, .given = {{"who", "lin"}, {"none", ""}}};
    run.created_by = installation.user("operator");
    run.submitted_at = noon;
    return run;
  }
  JobInstanceId insert(const JobInstance& run) {
    const auto id = must(installation.store().write([&](app::Tx& tx) { return tx.instances().insert(run, 5); }));
    return id.value_or(JobInstanceId{});
  }
  // A running instance with that many ready nodes.
  JobInstanceId insert_ready(int node_count, instance::QueueClass queue_class = instance::QueueClass::production) {
    const auto id = insert(an_instance());
    std::vector<NodeInstance> nodes;
    for (int i = 0; i < node_count; ++i) {
      NodeInstance node;
      node.instance = id;
      node.ordinal = i;
      node.name = "n" + std::to_string(i);
      node.type = "Shell";
      node.queue_class = queue_class;
      node.facts.state = NodeState::ready;
      node.facts.ready_at = noon;
      nodes.push_back(node);
    }
    must(installation.store().write([&](app::Tx& tx) { return tx.instances().insert_nodes(nodes); }));
    return id;
  }
  static app::FreePlaces places(std::int64_t limit) { return {.all = limit, .tests = limit}; }
  std::vector<NodeInstance> claim(std::int64_t limit, base::Instant now) {
    return must(installation.store().write(
        [&](app::Tx& tx) { return tx.instances().claim_ready(installation.incarnation, places(limit), now); }));
  }
};
INSTANTIATE_TEST_SUITE_P(Store, InstanceRepositoryTest, each_dialect(), dialect_name);

TEST_P(InstanceRepositoryTest, an_instance_comes_back_as_it_was_put) {
  auto run = an_instance();
  run.definition = R"({"name":"daily"})";
  run.starter = instance::StarterId{7};
  run.generation = 3;
  run.id = insert(run);

  const auto found = write([&](app::Tx& tx) { return tx.instances().find(installation.enterprise.id, run.id); });

  ASSERT_TRUE(found);
  EXPECT_EQ(found->parameters, run.parameters);
  EXPECT_EQ(found->definition, run.definition);
  EXPECT_EQ(found->starter, run.starter);
  EXPECT_EQ(found->generation, 3);
  EXPECT_EQ(found->plan_time, noon);
  EXPECT_EQ(found->facts, instance::InstanceFacts{});
  EXPECT_FALSE(write([&](app::Tx& tx) { return tx.instances().find(installation.simple.id, run.id); })) << "another workspace's";
}

TEST_P(InstanceRepositoryTest, one_scheduled_instance_stands_for_a_plan_time) {
  EXPECT_TRUE(insert(an_instance(instance::InstanceKind::scheduled)));
  EXPECT_FALSE(insert(an_instance(instance::InstanceKind::scheduled)));
  EXPECT_TRUE(insert(an_instance(instance::InstanceKind::run_once))) << "the key holds for scheduled ones only";

  const auto made = write([&](app::Tx& tx) {
    return tx.instances().insert_planned(an_instance(instance::InstanceKind::scheduled),
                                         {noon, noon + std::chrono::hours{1}, noon + std::chrono::hours{2}}, 5);
  });
  EXPECT_EQ(made, 2);
}

TEST_P(InstanceRepositoryTest, as_many_of_a_job_are_admitted_as_its_newest_instance_says) {
  const auto plan = [&](int hour, std::int64_t running_max) {
    return write([&](app::Tx& tx) {
      return tx.instances().insert_planned(an_instance(instance::InstanceKind::scheduled), {noon + std::chrono::hours{hour}},
                                           running_max);
    });
  };
  const auto to_admit = [&] {
    return write([&](app::Tx& tx) -> Result<std::size_t> {
      TRY_LET(rooms, tx.schedules().lock_to_admit(10));
      TRY_LET(locked, tx.instances().lock_to_admit(rooms));
      return locked.size();
    });
  };

  for (int hour = 0; hour < 4; ++hour) plan(hour, 1);
  EXPECT_EQ(to_admit(), 1U);
  plan(4, 3);
  EXPECT_EQ(to_admit(), 3U);
  plan(5, 128);
  EXPECT_EQ(to_admit(), 6U);
}

TEST_P(InstanceRepositoryTest, a_deployment_starts_a_job_once) {
  auto run = an_instance(instance::InstanceKind::scheduled);
  run.starter = instance::StarterId{7};
  EXPECT_TRUE(insert(run));
  run.plan_time += std::chrono::seconds{1};
  EXPECT_FALSE(insert(run));
  run.starter = instance::StarterId{8};
  EXPECT_TRUE(insert(run));
}

TEST_P(InstanceRepositoryTest, a_claim_takes_the_longest_ready_first_under_the_next_fence) {
  const auto id = insert_ready(3);

  const auto first = claim(2, noon);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].facts.attempt, 1);
  EXPECT_EQ(first[0].fence, 1);
  EXPECT_EQ(first[0].holder, installation.incarnation);
  const auto second = claim(10, noon);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].ordinal, 2);
  EXPECT_TRUE(claim(10, noon).empty());
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().list_attempts(id); }).size(), 3U);
}

TEST_P(InstanceRepositoryTest, a_node_is_not_claimed_before_its_time) {
  insert_ready(1);
  EXPECT_TRUE(claim(1, noon - std::chrono::microseconds{1}).empty());
  EXPECT_EQ(claim(1, noon).size(), 1U);
}

TEST_P(InstanceRepositoryTest, claims_at_one_time_never_overlap) {
  insert_ready(60);
  std::vector<std::vector<NodeInstance>> claimed(4);
  std::vector<std::thread> threads;
  threads.reserve(claimed.size());
  for (auto& mine : claimed)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i)
        for (auto& node : claim(4, noon)) mine.push_back(std::move(node));
    });
  for (auto& thread : threads) thread.join();

  std::set<std::int64_t> ordinals;
  for (const auto& mine : claimed)
    for (const auto& node : mine)
      EXPECT_TRUE(ordinals.insert(node.ordinal).second) << "node " << node.ordinal << " was claimed twice";
  EXPECT_EQ(ordinals.size(), 60U);
}

TEST_P(InstanceRepositoryTest, an_update_with_an_old_fence_changes_nothing) {
  const auto id = insert_ready(1);
  auto node = claim(1, noon).at(0);
  node.facts.state = NodeState::success;
  node.ended_at = noon;
  node.holder.clear();
  node.fence = 0;

  must(installation.store().write([&](app::Tx& tx) { return tx.instances().update_nodes({node}, noon); }));

  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().list_nodes(id); }).at(0).facts.state, NodeState::running);
}

TEST_P(InstanceRepositoryTest, a_node_that_is_written_with_a_holder_is_claimed_under_its_new_fence_and_only_once) {
  const auto id = insert_ready(1);
  auto node = write([&](app::Tx& tx) { return tx.instances().list_nodes(id); }).at(0);
  node.facts.state = NodeState::running;
  node.facts.attempt = node.facts.tries = 1;
  node.facts.ready_at.reset();
  node.holder = installation.incarnation;
  ++node.fence;
  const auto write_it = [&] {
    must(installation.store().write([&](app::Tx& tx) { return tx.instances().update_nodes({node}, noon); }));
    return write([&](app::Tx& tx) { return tx.instances().list_running(node.holder); });
  };

  EXPECT_EQ(write_it(), std::vector<app::AttemptId>{node.attempt_id()});
  EXPECT_TRUE(claim(1, noon).empty());
  node.holder = "other server";
  EXPECT_TRUE(write_it().empty()) << "its fence has moved on";
}

TEST_P(InstanceRepositoryTest, an_attempt_is_told_from_its_claim_on_and_keeps_when_it_began) {
  const auto id = insert_ready(1);
  const auto later = noon + std::chrono::minutes{1};
  auto node = claim(1, noon).at(0);
  const auto attempts = [&] { return write([&](app::Tx& tx) { return tx.instances().list_attempts(id); }); };
  const auto find = [&](std::optional<std::int64_t> attempt) {
    return write([&](app::Tx& tx) { return tx.instances().find_attempt(id, "n0", attempt); });
  };
  ASSERT_EQ(attempts().size(), 1U);
  EXPECT_EQ(attempts()[0].started_at, noon);
  EXPECT_FALSE(attempts()[0].outcome);
  ASSERT_TRUE(find({}));
  EXPECT_EQ(find({})->attempt, 1);

  must(installation.store().write([&](app::Tx& tx) -> Result<void> {  // it ends and is tried again at once
    const auto ended = instance::AttemptEnd{.id = node.attempt_id(), .outcome = instance::AttemptOutcome{}};
    TRY(tx.instances().end_attempts({ended}, later));
    ++node.facts.attempt;
    ++node.fence;
    return tx.instances().update_nodes({node}, later);
  }));

  ASSERT_EQ(attempts().size(), 2U);
  EXPECT_EQ(attempts()[0].started_at, noon);
  EXPECT_EQ(attempts()[0].ended_at, later);
  EXPECT_EQ(attempts()[1].started_at, later);
  EXPECT_FALSE(attempts()[1].ended_at);
  EXPECT_EQ(find({})->attempt, 2);
  EXPECT_EQ(find(1)->ended_at, later);
}

TEST_P(InstanceRepositoryTest, claims_of_incarnations_that_are_gone_are_lost) {
  insert_ready(2);
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY(tx.instances().claim_ready(installation.incarnation, places(1), noon));
    TRY(tx.incarnations().begin("dead server", "host", noon, std::chrono::hours{1}));
    TRY(tx.instances().claim_ready("dead server", places(1), noon));
    TRY(tx.incarnations().end("dead server"));
    TRY(tx.incarnations().end(installation.incarnation));
    TRY(tx.incarnations().begin(installation.incarnation, "host", noon, std::chrono::hours{1}));
    return tx.instances().record_handles(
        {{.id = {JobInstanceId{1}, 1, 1, 1}, .handle = {.text = "process 42", .log_path = "path"}, .log_server = "host"}});
  }));

  const auto lost = write([&](app::Tx& tx) { return tx.instances().list_lost(10); });

  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].node_name, "n1");
  EXPECT_EQ(lost[0].handle, "process 42");
  EXPECT_EQ(lost[0].workspace_id, installation.enterprise.id.text());
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().list_running(installation.incarnation); }).size(), 1U);
}

TEST_P(InstanceRepositoryTest, what_is_taken_over_goes_on_under_the_next_fence_and_only_once) {
  insert_ready(1);
  const auto old = claim(1, noon).at(0).attempt_id();
  const auto take = [&] {
    must(installation.store().write([&](app::Tx& tx) { return tx.instances().take_over({old}, "other server"); }));
    return write([&](app::Tx& tx) { return tx.instances().list_running("other server"); });
  };

  auto next = old;
  next.fence = 2;
  EXPECT_EQ(take(), std::vector<app::AttemptId>{next});
  EXPECT_EQ(take(), std::vector<app::AttemptId>{next}) << "the old fence takes nothing";
}

TEST_P(InstanceRepositoryTest, a_claim_is_of_one_kind_and_takes_no_more_test_runs_than_it_may) {
  const auto of_test = insert_ready(3, instance::QueueClass::test);
  const auto of_production = insert_ready(2);
  const auto work =
      write([&](app::Tx& tx) { return tx.instances().look_for_work(installation.incarnation, installation.clock.now()); });
  const auto claim_of = [&](const app::FreePlaces& free) {
    std::multiset<JobInstanceId> claimed;
    for (const auto& node : write([&](app::Tx& tx) { return tx.instances().claim_ready(installation.incarnation, free, noon); }))
      claimed.insert(node.instance);
    return claimed;
  };

  EXPECT_EQ(work.first_ready,
            (std::map<app::ReadyQueue, base::Instant>{{{catalog::ExecutorKind::process, instance::QueueClass::production}, noon},
                                                      {{catalog::ExecutorKind::process, instance::QueueClass::test}, noon}}));
  EXPECT_TRUE(claim_of({.kind = catalog::ExecutorKind::flow, .all = 9, .tests = 9}).empty());
  EXPECT_EQ(claim_of({.all = 9, .tests = 1}), (std::multiset<JobInstanceId>{of_test, of_production, of_production}));
  EXPECT_TRUE(claim_of({.all = 9, .tests = 0}).empty()) << "no place is left for a test run";
  EXPECT_EQ(claim_of({.all = 1, .tests = 1}), std::multiset<JobInstanceId>{of_test});
}

TEST_P(InstanceRepositoryTest, a_server_whose_lease_has_ended_claims_nothing) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one server owns the file, and has no lease";
  insert_ready(2);
  must(installation.store().write(
      [&](app::Tx& tx) { return tx.incarnations().begin("late", "host", noon, -std::chrono::seconds{1}); }));

  const auto claimed = write([&](app::Tx& tx) { return tx.instances().claim_ready("late", places(10), noon); });
  const auto may_claim = [&](const std::string& incarnation) {
    return write([&](app::Tx& tx) { return tx.instances().lock_to_move({JobInstanceId{1}}, incarnation); }).may_claim;
  };

  EXPECT_TRUE(claimed.empty());
  EXPECT_FALSE(may_claim("late"));
  EXPECT_TRUE(may_claim(installation.incarnation));
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().claim_ready(installation.incarnation, places(10), noon); }).size(),
            2U);
}

TEST_P(InstanceRepositoryTest, due_jobs_come_with_what_their_environment_holds) {
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    app::JobSchedule schedule;
    schedule.key = {production.id, job};
    schedule.status = app::ScheduleStatus::scheduling;
    schedule.started_by = installation.user("operator");
    schedule.parameters = {{"day", "friday"}};
    schedule.planned_version = 1;
    schedule.planned_through = noon;
    schedule.next_plan_time = noon + std::chrono::hours{1};
    return tx.schedules().put(schedule);
  }));
  const auto due_at = [&](base::Instant now) {
    return write([&](app::Tx& tx) { return tx.schedules().lock_due(production, {job}, now); });
  };

  EXPECT_TRUE(due_at(noon).empty());
  const auto due = due_at(noon + std::chrono::hours{1});
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].current(), nullptr) << "the job was never released";
  EXPECT_EQ(due[0].schedule.parameters, (expression::Parameters{{"day", "friday"}}));
  EXPECT_EQ(due[0].schedule.planned_through, noon);
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.schedules().make_removed_due(production.id, noon, 10); }), std::vector{job});
  EXPECT_EQ(due_at(noon).size(), 1U) << "it is due at once, so that its scheduling ends";
}

TEST_P(InstanceRepositoryTest, ready_nodes_that_need_no_executor_are_listed_apart) {
  const auto id = insert(an_instance());
  std::vector<NodeInstance> nodes(3);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].instance = id;
    nodes[i].ordinal = static_cast<std::int64_t>(i);
    nodes[i].name = "n" + std::to_string(i);
    nodes[i].kind = i == 2 ? catalog::ExecutorKind::process : catalog::ExecutorKind::none;
    nodes[i].facts.state = i == 1 ? NodeState::waiting : NodeState::ready;
    if (i != 1) nodes[i].facts.ready_at = noon;
  }
  must(installation.store().write([&](app::Tx& tx) { return tx.instances().insert_nodes(nodes); }));

  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().list_passable(10); }), (std::vector<app::NodeKey>{{id, 0}}));
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().list_free({{id, 0}, {id, 2}}); }),
            (std::vector<app::NodeKey>{{id, 0}, {id, 2}}));
}

TEST_P(InstanceRepositoryTest, what_waits_and_runs_of_a_job_is_counted_and_makes_room) {
  const auto rooms = [&] {
    std::vector<std::int64_t> found;
    for (const auto& each : write([&](app::Tx& tx) { return tx.schedules().lock_to_admit(10); })) found.push_back(each.room);
    return found;
  };
  EXPECT_EQ(rooms(), std::vector<std::int64_t>{}) << "nothing waits";
  std::vector<JobInstanceId> ids;
  ids.reserve(3);
  for (int i = 0; i < 3; ++i) ids.push_back(insert(an_instance()));
  EXPECT_EQ(rooms(), std::vector<std::int64_t>{5});

  const auto move_to = [&](JobInstanceId id, instance::InstanceState state) {
    must(installation.store().write([&](app::Tx& tx) -> Result<void> {
      TRY_LET(locked, tx.instances().lock({id}));
      auto changed = locked.front();
      const auto was = changed.facts.state;
      changed.facts.state = state;
      if (instance::is_final(state)) changed.ended_at = noon;
      return tx.instances().update({{changed, was}});
    }));
  };
  move_to(ids[0], instance::InstanceState::running);
  EXPECT_EQ(rooms(), std::vector<std::int64_t>{4});
  move_to(ids[0], instance::InstanceState::success);
  EXPECT_EQ(rooms(), std::vector<std::int64_t>{5});
  EXPECT_EQ(write([&](app::Tx& tx) { return tx.instances().cancel_waiting({production.id, job}, "stopped", noon); }), 2);
  EXPECT_EQ(rooms(), std::vector<std::int64_t>{}) << "nothing waits any more";
}

TEST_P(InstanceRepositoryTest, the_first_waiting_instances_are_admitted_as_many_as_there_is_room_for) {
  const auto hour = std::chrono::hours{1};
  must(installation.store().write([&](app::Tx& tx) {
    return tx.instances().insert_planned(an_instance(instance::InstanceKind::scheduled), {noon + hour * 2, noon, noon + hour}, 2);
  }));

  const auto locked = write([&](app::Tx& tx) -> Result<std::vector<JobInstance>> {
    TRY_LET(rooms, tx.schedules().lock_to_admit(10));
    return tx.instances().lock_to_admit(rooms);
  });

  ASSERT_EQ(locked.size(), 2U);
  EXPECT_EQ(locked[0].plan_time, noon);
  EXPECT_EQ(locked[1].plan_time, noon + hour);
}

TEST_P(InstanceRepositoryTest, unfinished_instances_are_counted_by_state) {
  insert(an_instance());
  insert(an_instance());
  const auto counts = write([&](app::Tx& tx) { return tx.instances().count_unfinished(); });
  EXPECT_EQ(counts, (std::map<std::string, std::int64_t>{{"waiting", 2}}));
}

// Nodes of a kind that it does not name would wait for ever.
TEST(InstanceStatements, what_looks_for_work_names_the_queues_of_each_kind) {
  for (const auto kind : catalog::all_executor_kinds)
    for (const std::string_view queue_class : {"production", "test"}) {
      const auto queue = "('" + std::string(catalog::to_text(kind)) + "', '" + std::string(queue_class) + "')";
      EXPECT_NE(store::sql::look_for_work.sqlite.find(queue), std::string_view::npos) << queue;
      EXPECT_NE(store::sql::look_for_work.postgres.find(queue), std::string_view::npos) << queue;
    }
}

}  // namespace
}  // namespace slipway::test
