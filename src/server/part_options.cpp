#include "server/part_options.h"

#include "adapters/http/transport/limits/connection_limit.h"
#include "base/log.h"

namespace slipway::server {

app::Limits to_limits(const config::Limits& limits) {
  return {.nodes_per_job = limits.nodes_per_job,
          .items_per_package = limits.items_per_package,
          .packages_per_deploy = limits.packages_per_deploy,
          .objects_per_workspace = limits.objects_per_workspace,
          .script_bytes = limits.script_bytes,
          .users = limits.users,
          .keys_per_user = limits.keys_per_user,
          .workspaces_per_project = limits.workspaces_per_project,
          .running_nodes = limits.running_nodes,
          .instances_per_job = limits.instances_per_job,
          .cron_missed = limits.cron_missed,
          .log_bytes_per_node = limits.log_bytes_per_node};
}

http::ServerOptions to_server_options(const config::Config& config, std::int64_t open_files_max) {
  http::ServerOptions options;
  options.listen_host = config.server.listen.host;
  options.listen_port = config.server.listen.port;
  options.io_thread_count = static_cast<std::size_t>(config.http.io_threads);
  const auto connections =
      http::connections_that_fit(config.limits.connection_count, open_files_max, config.limits.running_nodes);
  if (connections < config.limits.connection_count)
    base::log_warning(
        "connections_limited",
        {{"open_files_max", open_files_max}, {"connection_count", connections}, {"set", config.limits.connection_count}});
  options.connection_count_max = static_cast<std::size_t>(connections);
  const auto queue_max = static_cast<std::size_t>(config.http.queue_max);
  options.read_lane = {.thread_count = static_cast<std::size_t>(config.http.read_threads), .queue_max = queue_max};
  options.write_lane = {.thread_count = static_cast<std::size_t>(config.http.write_threads), .queue_max = queue_max};
  options.slow_lane = {.thread_count = static_cast<std::size_t>(config.http.slow_threads), .queue_max = queue_max};
  options.shares.trusted_proxies = config.http.trusted_proxies;
  options.deadlines.header = config.http.header_timeout;
  options.memory_max = static_cast<std::size_t>(config.limits.memory_in_flight);
  options.deadlines.body.silence = config.http.body_timeout;
  options.deadlines.answer.silence = config.http.write_timeout;
  options.deadlines.idle = config.http.idle_timeout;
  options.deadlines.drain = config.http.drain_timeout;
  return options;
}

executors::ExecutorOptions to_executor_options(const config::Config& config, const DataDirectory& directory,
                                               bool began_with_first_version) {
  executors::ExecutorOptions options;
  options.data_dir = directory.path();
  options.run_as = config.node.run_as;
  options.run_as_tests = config.node.run_as_tests;
  const bool is_asked_for = config.node.is_uid_base_given || !config.node.run_as.empty() || !config.node.run_as_tests.empty();
  if (began_with_first_version && !is_asked_for)
    options.uid_base_off_because =
        "this installation began with a version where all nodes were one user; node.uid_base or node.run_as ends that";
  else options.uid_base = config.node.uid_base;
  options.stop_grace = config.node.stop_grace;
  options.memory_max = config.node.memory_max;
  options.file_max = config.node.file_max;
  options.shell_path = config.node.shell_path;
  options.python_path = config.node.python_path;
  options.running_nodes_max = static_cast<std::size_t>(config.limits.running_nodes);
  return options;
}

}  // namespace slipway::server
