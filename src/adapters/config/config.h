// What the server was told, read once at start and never changed: a plain value, handed to whoever needs a part of it.
// The names are those of the settings: Config::limits.users is `limits.users`. What each means and its range: setting_table.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace slipway::config {

struct Address {
  std::string host;        // a name or an address, IPv6 without its brackets
  std::uint16_t port = 0;  // 0: a free one

  friend bool operator==(const Address&, const Address&) = default;
};

struct ServerSettings {
  Address listen;
  std::optional<Address> metrics_listen;  // absent: /metrics is served with the rest while that is loopback
  std::string data_dir;                   // absolute
  std::chrono::milliseconds drain_max{};
};

struct DatabaseSettings {
  std::string url;       // empty: SQLite in the data directory
  std::string password;  // empty: none, or libpq's own password file
  std::int64_t connections = 0;
  std::chrono::milliseconds statement_timeout{};
  bool is_memory_mapped = true;
  bool allow_network_filesystem = false;
};

struct HttpSettings {
  std::int64_t io_threads = 0;
  std::int64_t read_threads = 0;
  std::int64_t write_threads = 0;
  std::int64_t slow_threads = 0;
  std::int64_t queue_max = 0;  // requests that wait in one lane
  std::vector<std::string> trusted_proxies;  // addresses in their canonical form
  std::chrono::milliseconds header_timeout{};
  std::chrono::milliseconds body_timeout{};
  std::chrono::milliseconds write_timeout{};
  std::chrono::milliseconds idle_timeout{};
  std::chrono::milliseconds drain_timeout{};
};

struct Limits {
  std::int64_t nodes_per_job = 0;
  std::int64_t items_per_package = 0;
  std::int64_t packages_per_deploy = 0;
  std::int64_t objects_per_workspace = 0;
  std::int64_t workspaces_per_project = 0;
  std::int64_t keys_per_user = 0;
  std::int64_t users = 0;
  std::int64_t script_bytes = 0;
  std::int64_t request_bytes = 0;
  std::int64_t request_values = 0;
  std::int64_t memory_in_flight = 0;
  std::int64_t connection_count = 0;
  std::int64_t running_nodes = 0;
  std::int64_t instances_per_job = 0;
  std::int64_t cron_missed = 0;
  std::int64_t log_bytes_per_node = 0;
};

struct NodeSettings {
  std::string run_as;        // empty: by environment, see uid_base
  std::string run_as_tests;  // of test runs; empty: by environment
  std::int64_t uid_base = 0;        // of the users of environments; 0: there are none
  bool is_uid_base_given = false;   // somebody said it; else it is the default
  std::chrono::milliseconds stop_grace{};
  std::int64_t memory_max = 0;  // bytes; 0: no limit
  std::int64_t file_max = 0;    // bytes; 0: no limit
  std::map<std::string, std::string> run_as_by_project;  // by the id of the project, in its place
  bool noop_type = false;
  std::string shell_path;
  std::string python_path;
};

struct ReleaseSettings {
  bool operator_may_deploy = false;
  std::int64_t workers = 0;
};

struct Timings {
  std::chrono::milliseconds lease{};
  std::chrono::milliseconds lease_renewal{};
  std::chrono::milliseconds poll_interval{};
  std::chrono::milliseconds token_lifetime{};
};

struct Config {
  ServerSettings server;
  DatabaseSettings database;
  HttpSettings http;
  Limits limits;
  NodeSettings node;
  ReleaseSettings release;
  Timings timings;
};

}  // namespace slipway::config
