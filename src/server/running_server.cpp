#include "server/running_server.h"

#include <sys/utsname.h>

#include <atomic>
#include <optional>

#include "adapters/executors/file_attempt_logs.h"
#include "adapters/executors/flow_executor.h"
#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/process/process_executor.h"
#include "adapters/http/pipeline/api_application.h"
#include "adapters/http/pipeline/sign_in_throttle.h"
#include "adapters/http/transport/server.h"
#include "adapters/store/sql_store.h"
#include "app/deploying/deploy_packages_task.h"
#include "app/deploying/follow_up_task.h"
#include "app/engine/engine.h"
#include "app/leases/lease_keeper.h"
#include "app/people/first_start.h"
#include "app/people/manage_users.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/forget_expired_task.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/open_files.h"
#include "base/time_zone.h"
#include "server/data_directory/credentials_file.h"
#include "server/data_directory/data_directory.h"
#include "server/data_directory/sealing_key_file.h"
#include "server/data_directory/server_id_file.h"
#include "server/database.h"
#include "server/metrics_listener.h"
#include "server/part_options.h"
#include "server/service_metrics.h"
#include "server/session_lease.h"
#include "server/store_monitor.h"
#include "server/task_wakeups.h"

namespace slipway::server {

namespace {

std::string machine_name() {
  utsname name{};
  return ::uname(&name) == 0 ? std::string(name.nodename) : std::string("unknown");
}

std::string format_endpoint(const http::BoundAddress& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

// SQLite has one writer; and a round of few reports is over before a second thread has begun.
std::size_t claims_beside_from(const store::Database& database) {
  return database.dialect() == store::Dialect::postgres ? 64 : 0;
}

// How long a task may fail before the server counts as not ready.
constexpr std::chrono::seconds failing_max{60};

bool is_loopback(const std::string& host) { return host == "localhost" || base::is_loopback_address(host); }

}  // namespace

// Members are built from the top and destroyed from the bottom.
struct RunningServer::Parts {
  Parts(const config::Config& from, DataDirectory taken, OpenedDatabase opened)
      : config(from),
        directory(std::move(taken)),
        database(std::move(opened.database)),
        session_lock(std::move(opened.session_lock)),
        began_with_first_version(opened.began_with_first_version),
        store(*database),
        own_store(*database, store::Share::server),
        engine_store(*database, store::Share::engine),
        context(context_of(store)),
        own_context(context_of(own_store)),
        engine_context(context_of(engine_store)),
        throttle(clock),
        monitor(*database, own_store) {}

  app::Context context_of(app::Store& over) {
    return {.store = over,
            .clock = clock,
            .random = random,
            .wakeups = wakeups,
            .limits = to_limits(config.limits),
            .permissions = {.operator_may_deploy = config.release.operator_may_deploy},
            .optional_types = {.noop = config.node.noop_type}};
  }

  // Also where a start ended half way: what workers have in hand uses what is destroyed before them.
  ~Parts() { stop_workers(); }
  void stop_workers() {
    if (!release_workers) return;
    release_workers->request_stop();
    release_workers->join();
  }

  const config::Config config;
  const DataDirectory directory;  // let go last
  base::SystemClock clock;
  base::SystemRandom random;
  TaskWakeups wakeups;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::PostgresSessionLock> session_lock;
  const bool began_with_first_version;
  store::SqlStore store;
  store::SqlStore own_store;     // of the server's own work, which callers cannot hold up
  store::SqlStore engine_store;  // likewise of the engine's
  std::optional<base::SealingKey> sealing_key;
  app::Context context;
  app::Context own_context;
  app::Context engine_context;
  http::SignInThrottle throttle;
  app::ServerIdentity identity;

  StoreMonitor monitor;
  std::unique_ptr<executors::ProcessExecutor> executor;
  executors::FlowExecutor flow_executor;
  app::ExecutorRegistry executors;
  app::ClaimPauses claim_pauses;
  app::PackageItemCache package_items;
  std::optional<executors::FileAttemptLogs> logs;
  app::CurrentIncarnation incarnation;
  std::optional<SessionLease> session_lease;
  std::optional<app::LeaseKeeper> keeper;
  std::optional<app::ReleaseWorkers> release_workers;
  std::optional<app::DeployPackagesTask> deploy_task;
  std::optional<app::FollowUpTask> follow_up_task;
  std::optional<app::ForgetExpiredTask> forget_task;
  std::optional<app::TaskRunner> release_runner;
  std::optional<app::Engine> engine;
  std::optional<http::ServiceParts> service;
  std::optional<http::ApiApplication> application;
  std::optional<http::Server> server;
  std::optional<MetricsListener> metrics_listener;

  std::string endpoint;
  std::vector<std::string> hints;
  std::atomic<bool> is_draining{false};

  std::optional<app::Lease> lease();
  // In this order.
  Result<void> open_identity();
  Result<void> open_key();
  Result<void> take_ports();
  Result<void> make_first_user();
  Result<void> start_tasks();
  Result<void> serve();
  Result<void> readiness();
  std::vector<app::TaskHealth> task_health();
  std::string metrics_text();
};

Result<void> RunningServer::Parts::open_identity() {
  TRY_LET(id, open_server_id(directory, random));
  identity = {.id = std::move(id), .host_name = machine_name()};
  return {};
}

Result<void> RunningServer::Parts::open_key() {
  TRY_LET(key, open_sealing_key(context, directory));
  sealing_key = std::move(key);
  return {};
}

// Before anybody is made: a port that is taken must leave nothing behind.
Result<void> RunningServer::Parts::take_ports() {
  for (const auto& [project, user] : config.node.run_as_by_project) TRY(executors::find_node_user(user));
  TRY_LET(made, executors::ProcessExecutor::create(to_executor_options(config, directory, began_with_first_version), clock));
  executor = std::move(made);
  executors.add(catalog::ExecutorKind::process, *executor);
  executors.add(catalog::ExecutorKind::flow, flow_executor);
  logs.emplace(directory.path());
  if (!executor->isolation_warning().empty()) base::log_warning("nodes_not_isolated", {{"why", executor->isolation_warning()}});

  const bool is_open_metrics = !config.server.metrics_listen && is_loopback(config.server.listen.host);
  service.emplace(http::ServiceParts{.app = context,
                                     .sealing_key = *sealing_key,
                                     .logs = *logs,
                                     .executors = executors,
                                     .claim_pauses = claim_pauses,
                                     .package_items = package_items,
                                     .sign_in_throttle = throttle,
                                     .server = identity,
                                     .token_lifetime = config.timings.token_lifetime,
                                     .serves_metrics = is_open_metrics,
                                     .probes = {.check_readiness = [this] { return readiness(); },
                                                .metrics_text = [this] { return metrics_text(); },
                                                .task_health = [this] { return task_health(); }}});
  application.emplace(*service, http::BodyLimits{.bytes_max = static_cast<std::size_t>(config.limits.request_bytes),
                                                 .value_count_max = static_cast<std::size_t>(config.limits.request_values)});
  server.emplace(to_server_options(config, base::raise_open_files_limit()), *application, clock, random);
  TRY_LET(address, server->listen());
  endpoint = format_endpoint(address);
  if (config.server.metrics_listen) {
    metrics_listener.emplace([this] { return metrics_text(); }, *config.server.metrics_listen, clock, random);
    TRY_LET(apart, metrics_listener->listen());
    const auto url = format_endpoint(apart) + "/metrics";
    base::log_info("metrics_listening", {{"url", url}});
    hints.push_back("metrics are at " + url);
  }
  return {};
}

Result<void> RunningServer::Parts::make_first_user() {
  const auto path = credentials_path(directory);
  TRY_LET(made, app::first_start(context, *sealing_key,
                                 [&](const app::FirstCredentials& first) { return write_credentials(path, endpoint, first); }));
  auto hint = "the first user's credentials are in " + path;
  if (!made) {
    TRY_LET(said, renew_endpoint(path, endpoint, [&](const std::string& user) { return app::is_user(context, user); }));
    hint = std::move(said);
  }
  if (!hint.empty()) hints.push_back(hint);
  return {};
}

std::optional<app::Lease> RunningServer::Parts::lease() {
  if (!session_lock) return std::nullopt;
  session_lease.emplace(*session_lock);
  return app::Lease{.times = {.length = config.timings.lease, .renewal = config.timings.lease_renewal}, .store = &*session_lease};
}

Result<void> RunningServer::Parts::start_tasks() {
  keeper.emplace(own_context, incarnation, identity, lease(),
                 [this] { executors.kill_all(std::string(app::lease_lost_reason)); });
  TRY(keeper->start());
  release_workers.emplace(static_cast<std::size_t>(config.release.workers));
  release_workers->on_done([this] { release_runner->wake(); });
  deploy_task.emplace(own_context, incarnation, *release_workers);
  follow_up_task.emplace(own_context, incarnation, *release_workers);
  forget_task.emplace(own_context);
  release_runner.emplace(app::TaskRunnerOptions{.name = "release", .interval = config.timings.poll_interval}, clock,
                         std::vector<app::Task*>{&*follow_up_task, &*deploy_task, &*forget_task});
  engine.emplace(engine_context, executors, claim_pauses, incarnation,
                 app::EngineOptions{.server_id = identity.id,
                                    .run_as_by_project = config.node.run_as_by_project,
                                    .interval = config.timings.poll_interval,
                                    .claims_beside_from = claims_beside_from(*database)});
  wakeups.set([this] { release_runner->wake(); }, [this] { engine->wake(); });
  release_runner->start();
  engine->start();
  return {};
}

Result<void> RunningServer::Parts::serve() {
  monitor.start();
  TRY(server->start());
  if (metrics_listener) TRY(metrics_listener->start());
  return {};
}

Result<void> RunningServer::Parts::readiness() {
  if (is_draining) return base::unavailable("server.draining", "the server is shutting down and waits for its running nodes");
  TRY(monitor.readiness());
  const auto tasks = task_health();
  const auto worst = std::ranges::max_element(tasks, {}, &app::TaskHealth::failing_for);
  if (worst != tasks.end() && worst->failure && worst->failing_for >= failing_max) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(worst->failing_for).count();
    return base::unavailable(
        "task.failing",
        "the task " + worst->name + " has failed for " + std::to_string(seconds) + " s: " + worst->failure->message,
        worst->failure->detail);
  }
  return {};
}

std::vector<app::TaskHealth> RunningServer::Parts::task_health() {
  auto all = engine->task_health();
  std::ranges::move(release_runner->health(), std::back_inserter(all));
  return all;
}

std::string RunningServer::Parts::metrics_text() {
  std::string text;
  application->metrics().append_text(text);
  return text + format_service_metrics(server->metrics(), database->metrics(), monitor.work(), executor->running(),
                                       claim_pauses.list(clock.now()), engine->totals(), task_health());
}

RunningServer::RunningServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RunningServer::~RunningServer() = default;

const std::string& RunningServer::endpoint() const { return parts_->endpoint; }
const std::vector<std::string>& RunningServer::hints() const { return parts_->hints; }

Result<std::unique_ptr<RunningServer>> RunningServer::start(const config::Config& config) {
  TRY(base::check_time_zone_data());
  base::SystemClock clock;
  TRY_LET(directory, DataDirectory::open(config.server.data_dir));
  TRY_LET(opened, open_database(config, directory, clock));
  auto parts = std::make_unique<Parts>(config, std::move(directory), std::move(opened));
  TRY(parts->open_identity());
  TRY(parts->open_key());
  TRY(parts->take_ports());
  TRY(parts->make_first_user());
  TRY(parts->start_tasks());
  TRY(parts->serve());
  return std::unique_ptr<RunningServer>(new RunningServer(std::move(parts)));
}

void RunningServer::begin_drain() {
  parts_->is_draining = true;
  parts_->engine->stop_claiming();
}

std::size_t RunningServer::running_nodes() const { return parts_->executor->running(); }

void RunningServer::stop() {
  auto& parts = *parts_;
  parts.server->request_stop();
  parts.server->join();
  if (parts.metrics_listener) parts.metrics_listener->stop();
  parts.release_runner->request_stop();
  parts.engine->request_stop();
  parts.release_runner->join();
  parts.stop_workers();
  parts.engine->join();
  parts.executor->request_stop();
  parts.executor->join();
  const auto recorded = parts.engine->record_reports(parts.clock.now());
  if (!recorded) base::log_failure("reports_not_recorded", recorded.error());
  parts.keeper->request_stop();
  parts.keeper->join();
  parts.monitor.request_stop();
  parts.monitor.join();
  parts.database->request_stop();
  parts.database->join();
}

}  // namespace slipway::server
