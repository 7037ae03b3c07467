// A simple workspace whose production runs: jobs are released by submitting them, time is stepped, and the engine moves
// when the test says so.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog/create_object.h"
#include "app/catalog/delete_object.h"
#include "app/catalog/update_object.h"
#include "app/deploying/follow_up_task.h"
#include "app/engine/engine.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/server/incarnation_repository.h"
#include "app/run/list_job_instances.h"
#include "app/run/run_once.h"
#include "app/run/show_job_instance.h"
#include "app/run/start_job.h"
#include "support/fake_executor.h"
#include "support/test_installation.h"

namespace slipway::test {

using Lines = std::vector<std::string>;
using instance::JobInstanceId;

inline std::string a_node_of(const std::string& name, const std::string& type, const std::string& properties, const Lines& after,
                             const std::string& more = {}) {
  std::string text = R"({"name":")" + name + R"(","type":")" + type + R"(","location":{"x":"0","y":"0"},"properties":[)" +
                     properties + R"(],"preNodeName":[)";
  for (const auto& predecessor : after) text += (predecessor == after.front() ? "\"" : ",\"") + predecessor + "\"";
  return text + "]" + (more.empty() ? "" : "," + more) + "}";
}
// A Shell node that echoes its name. `more`: further members, such as R"("retryTimes":1)".
inline std::string a_node(const std::string& name, const Lines& after = {}, const std::string& more = {}) {
  return a_node_of(name, "Shell", R"({"name":"statement","value":"echo )" + name + R"(, day ${day}"})", after, more);
}
inline std::string a_noop(const std::string& name, const Lines& after = {}) { return a_node_of(name, "Noop", "", after); }
inline std::string a_dummy(const std::string& name, const Lines& after = {}) { return a_node_of(name, "Dummy", "", after); }

inline const std::string execute_once = R"({"type":"EXECUTE_ONCE"})";
inline std::string a_cron(const std::string& expression) {
  return R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":")" + expression +
         R"(","expressionTimeZone":"GMT+0"}})";
}

inline base::Json a_job_of(const std::string& name, const Lines& nodes, const std::string& schedule = execute_once,
                           const std::string& more = {}) {
  std::string text = R"({"name":")" + name + R"(","processType":"BATCH","schedule":)" + schedule +
                     (more.empty() ? "" : "," + more) + R"(,"nodes":[)";
  for (std::size_t i = 0; i < nodes.size(); ++i) text += (i == 0 ? "" : ",") + nodes[i];
  return must(base::parse_json(text + "]}"));
}

class RunWorld {
 public:
  explicit RunWorld(store::Dialect dialect, TestDatabase::Options options = {})
      : installation(dialect, 1, std::move(options)),
        current_incarnation(installation.incarnation),
        claims_beside_from(dialect == store::Dialect::postgres ? 1 : 0) {
    restart_engine();
  }

  TestInstallation installation;
  app::CurrentIncarnation current_incarnation;
  const app::ServerIdentity server{.id = std::string(32, '5'), .host_name = "test-host"};
  std::map<std::string, std::string> run_as_by_project;  // of the next engine: see crash()
  std::chrono::milliseconds handle_pause{0};  // this and the next: of the next engine, see crash()
  std::size_t claims_beside_from;  // on PostgreSQL whenever it can be, so that all is tried with it
  std::unique_ptr<FakeExecutor> executor;  // of every kind
  app::ExecutorRegistry executors;
  app::ClaimPauses claim_pauses;
  std::unique_ptr<app::Engine> engine;

  app::Context& context() { return installation.context(); }
  app::WorkspaceCall as(std::string_view name) { return installation.as(name, installation.simple); }

  void release(base::Json job) { must(app::create_object(context(), as("dev"), catalog::ObjectKind::job, std::move(job))); }
  void release_script(const std::string& name, const std::string& content) {
    must(app::create_object(context(), as("dev"), catalog::ObjectKind::script,
                            base::Json::Object{{"name", name}, {"type", "Shell"}, {"content", content}}));
  }
  // Releases another version, with what follows it.
  void change(base::Json job) {
    const std::string name = *job.find("name")->if_string();
    must(app::update_object(context(), as("dev"), catalog::ObjectKind::job, name, std::move(job)));
    follow_up();
  }
  void follow_up() {
    app::ReleaseWorkers workers;
    app::FollowUpTask task(context(), current_incarnation, workers);
    while (must(task.run_once(installation.clock.now())) == app::TaskProgress::more) continue;
  }

  JobInstanceId run_once(const std::string& job, std::vector<catalog::JobParameter> parameters = {}) {
    return must(app::run_once(context(), as("operator"), {job, std::move(parameters)}));
  }
  void start(const std::string& job, std::vector<catalog::JobParameter> parameters = {}) {
    must(app::start_job(context(), as("operator"), {job, std::move(parameters)}));
  }
  void step(std::chrono::microseconds by) {
    installation.clock.step(by);
    settle();
  }
  void settle() { must(engine->run_until_idle(installation.clock.now())); }

  app::InstanceView view(JobInstanceId id) { return must(app::show_job_instance(context(), as("viewer"), std::nullopt, id)); }
  // The instance's state, then "node state" in the order of the job.
  Lines states(JobInstanceId id) {
    const auto shown = view(id);
    Lines lines{std::string(instance::to_text(shown.instance.facts.state))};
    for (const auto& node : shown.nodes) lines.push_back(node.name + " " + std::string(instance::to_text(node.facts.state)));
    return lines;
  }
  // All runs of the workspace by plan time: "12:30 success".
  Lines plan_times() {
    Lines lines;
    for (const auto& run : runs())
      lines.push_back(base::format_instant(run.plan_time).substr(11, 5) + " " + std::string(instance::to_text(run.facts.state)));
    return lines;
  }
  std::vector<instance::JobInstance> runs() {
    app::ListInstances all;
    all.filter.limit = 1'000;
    auto page = must(app::list_job_instances(context(), as("viewer"), all));
    std::ranges::reverse(page.rows);
    return page.rows;
  }
  std::int64_t count(instance::InstanceState state) {
    return std::ranges::count_if(runs(), [&](const auto& run) { return run.facts.state == state; });
  }

  // The server dies with all it knew; another one begins on the same store.
  void crash() {
    engine.reset();
    executor.reset();
    const auto dead = *current_incarnation.id();
    const auto next = dead + "+";
    must(installation.store().write([&](app::Tx& tx) { return tx.incarnations().end(dead); }));
    must(installation.store().write([&](app::Tx& tx) {
      return tx.incarnations().begin(next, "test-host", installation.clock.now(), std::chrono::hours{24 * 365});
    }));
    current_incarnation.set(next);
    restart_engine();
  }

 private:
  void restart_engine() {
    executor = std::make_unique<FakeExecutor>();
    for (const auto kind : {catalog::ExecutorKind::process, catalog::ExecutorKind::flow}) executors.add(kind, *executor);
    engine = std::make_unique<app::Engine>(context(), executors, claim_pauses, current_incarnation,
                                           app::EngineOptions{.server_id = server.id,
                                                              .run_as_by_project = run_as_by_project,
                                                              .interval = std::chrono::minutes{10},
                                                              .handle_pause = handle_pause,
                                                              .claims_beside_from = claims_beside_from});
  }
};

class RunScenario : public ::testing::TestWithParam<store::Dialect> {
 protected:
  RunWorld world{GetParam()};
  FakeExecutor& executor() { return *world.executor; }
};

}  // namespace slipway::test
