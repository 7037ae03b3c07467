#include <array>

#include "adapters/config/setting.h"

namespace slipway::config {

namespace {

using namespace std::chrono_literals;
using Unit = NumberField::Unit;

template <auto Section, auto Name>
constexpr auto& at(Config& config) {
  return (config.*Section).*Name;
}

constexpr std::int64_t kib = 1024;
constexpr std::int64_t mib = 1024 * kib;
constexpr std::int64_t gib = 1024 * mib;

void put_listen(Config& config, const Address& address) { config.server.listen = address; }
void put_metrics_listen(Config& config, const Address& address) { config.server.metrics_listen = address; }

constexpr NumberField count(std::int64_t& (*place)(Config&), std::int64_t initial, std::int64_t most, std::int64_t least = 1) {
  return {.place = place, .initial = initial, .least = least, .most = most};
}
constexpr NumberField count_per_core(std::int64_t& (*place)(Config&), std::int64_t per_core, std::int64_t most) {
  return {.place = place, .initial = 0, .least = 1, .most = most, .per_core = per_core};
}
constexpr NumberField bytes(std::int64_t& (*place)(Config&), std::int64_t initial, std::int64_t most) {
  return {.place = place, .initial = initial, .least = kib, .most = most, .unit = Unit::bytes};
}

constexpr NumberField optional_bytes(std::int64_t& (*place)(Config&)) {
  return {.place = place, .initial = 0, .least = 0, .most = 1'024 * gib, .unit = Unit::bytes};
}

constexpr std::array settings{
    Setting{"server", "listen", "--listen", AddressField{put_listen, "127.0.0.1:8470"},
            "HOST:PORT where the API is served; port 0 takes a free one. Anything but loopback belongs behind a proxy with TLS."},
    Setting{"server", "metrics_listen", "--metrics-listen", AddressField{put_metrics_listen, ""},
            "HOST:PORT that serves /metrics apart. When it is not set, /metrics is part of the API's address while that is "
            "loopback."},
    Setting{"server", "data_dir", "--data-dir", TextField{at<&Config::server, &ServerSettings::data_dir>, "", true},
            "Where the database, key file, logs and credentials.json lie (mode 0700). "
            "When it is not set: $XDG_DATA_HOME/slipway or ~/.local/share/slipway."},
    Setting{"server", "drain_max", "", DurationField{at<&Config::server, &ServerSettings::drain_max>, 0s, 0s, 24h},
            "At SIGTERM, for running nodes to end: meanwhile no new ones are started, the API goes on answering, and /readyz "
            "says 503. "
            "A second SIGTERM ends the wait."},

    Setting{"database", "url", "--database-url", TextField{at<&Config::database, &DatabaseSettings::url>, ""},
            "postgresql://USER@HOST/NAME for PostgreSQL, without a password. When it is not set: SQLite in the data directory."},
    Setting{"database", "password", "", TextField{at<&Config::database, &DatabaseSettings::password>, "", false, true},
            "The password of that PostgreSQL user. libpq's own password file works too."},
    Setting{"database", "connections", "", count(at<&Config::database, &DatabaseSettings::connections>, 16, 500, 2),
            "Connections to PostgreSQL for calls, at most. Beside them the server has up to 8 and one for each of "
            "`release.workers` for its own work, "
            "and one for its lease and the lock that tells others it is alive."},
    Setting{"database", "memory_mapped", "", FlagField{at<&Config::database, &DatabaseSettings::is_memory_mapped>, true},
            "Readers map the SQLite file into memory. Turn it off on a disk that may fail: an error in mapped memory ends the "
            "process."},
    Setting{"database", "statement_timeout", "",
            DurationField{at<&Config::database, &DatabaseSettings::statement_timeout>, 5s, 100ms, 10min},
            "A statement that takes longer is given up."},
    Setting{"database", "allow_network_filesystem", "",
            FlagField{at<&Config::database, &DatabaseSettings::allow_network_filesystem>, false},
            "Let SQLite work on NFS, SMB or 9p, whose locks it cannot trust."},

    Setting{"http", "io_threads", "", count_per_core(at<&Config::http, &HttpSettings::io_threads>, 1, 64),
            "Threads that read requests and write answers."},
    Setting{"http", "read_threads", "", count(at<&Config::http, &HttpSettings::read_threads>, 8, 256),
            "Requests that read from the database at the same time."},
    Setting{"http", "write_threads", "", count(at<&Config::http, &HttpSettings::write_threads>, 32, 256),
            "Requests that write at the same time; they share commits."},
    Setting{"http", "slow_threads", "", count(at<&Config::http, &HttpSettings::slow_threads>, 2, 16),
            "Sign-ins with a password at the same time; each takes 19 MiB."},
    Setting{"http", "queue_max", "", count(at<&Config::http, &HttpSettings::queue_max>, 1'000, 100'000),
            "Requests that wait for each of the three; more are answered 503 at once."},
    Setting{
        "http", "trusted_proxies", "", IpListField{at<&Config::http, &HttpSettings::trusted_proxies>},
        "Proxies in front of this server: the last address of their X-Forwarded-For is the client's. Without it everybody who "
        "comes through a proxy has its address in the log and when failed sign-ins are counted."},
    Setting{"http", "header_timeout", "", DurationField{at<&Config::http, &HttpSettings::header_timeout>, 10s, 100ms, 5min},
            "From the first byte of a request to the end of its header fields."},
    Setting{"http", "body_timeout", "", DurationField{at<&Config::http, &HttpSettings::body_timeout>, 20s, 100ms, 5min},
            "The longest silence inside a request body. From 60 s on 64 KiB must also have come for each second."},
    Setting{"http", "write_timeout", "", DurationField{at<&Config::http, &HttpSettings::write_timeout>, 30s, 100ms, 10min},
            "The longest silence of a client that takes an answer. From 10 s on it must also have taken 64 KiB for each second."},
    Setting{"http", "idle_timeout", "", DurationField{at<&Config::http, &HttpSettings::idle_timeout>, 60s, 100ms, 1h},
            "An unused connection is closed after that."},
    Setting{"http", "drain_timeout", "", DurationField{at<&Config::http, &HttpSettings::drain_timeout>, 25s, 0s, 10min},
            "At SIGTERM, for requests under way to end."},

    Setting{"limits", "nodes_per_job", "", count(at<&Config::limits, &Limits::nodes_per_job>, 1'000, 200'000),
            "Nodes of one job."},
    Setting{"limits", "items_per_package", "", count(at<&Config::limits, &Limits::items_per_package>, 10'000, 200'000),
            "Pending items of one release package."},
    Setting{"limits", "packages_per_deploy", "", count(at<&Config::limits, &Limits::packages_per_deploy>, 100, 100),
            "Packages of one deploy call."},
    Setting{"limits", "objects_per_workspace", "",
            count(at<&Config::limits, &Limits::objects_per_workspace>, 1'000'000, 10'000'000),
            "Jobs and scripts of a workspace."},
    Setting{"limits", "workspaces_per_project", "", count(at<&Config::limits, &Limits::workspaces_per_project>, 1'000, 100'000),
            "Workspaces of a project."},
    Setting{"limits", "users", "", count(at<&Config::limits, &Limits::users>, 10'000, 1'000'000), "Users."},
    Setting{"limits", "keys_per_user", "", count(at<&Config::limits, &Limits::keys_per_user>, 10, 100),
            "Access keys of one user; those that are there stay when it is lowered."},
    Setting{"limits", "script_bytes", "", bytes(at<&Config::limits, &Limits::script_bytes>, 4 * mib, 10 * mib),
            "Text of one script."},
    Setting{"limits", "request_bytes", "", bytes(at<&Config::limits, &Limits::request_bytes>, 12 * mib, 64 * mib),
            "Body of one request; some operations take less."},
    Setting{"limits", "request_values", "", count(at<&Config::limits, &Limits::request_values>, 1'000'000, 16'000'000),
            "Values in the JSON of one request: lists, objects, and what is in them."},
    Setting{"limits", "memory_in_flight", "", bytes(at<&Config::limits, &Limits::memory_in_flight>, 192 * mib, 16 * gib),
            "What callers can make the server hold in memory together: bodies, what they are parsed into, answers until they are "
            "taken. Who finds no room waits 5 s and is then answered 503. At least 6 times limits.request_bytes."},
    Setting{"limits", "connection_count", "", count(at<&Config::limits, &Limits::connection_count>, 4'096, 65'536),
            "Open connections; the one idle longest is closed for a new one. At most what the limit of open files leaves beside "
            "512 for "
            "the server and 6 for each of `limits.running_nodes`."},
    Setting{"limits", "running_nodes", "", count_per_core(at<&Config::limits, &Limits::running_nodes>, 4, 1'000),
            "Nodes that run at the same time; more wait."},
    Setting{"limits", "instances_per_job", "", count(at<&Config::limits, &Limits::instances_per_job>, 5, 128),
            "Instances of one job that run at the same time, where its schedule does not say (`schedule.cron.concurrent`); more "
            "wait. A change "
            "counts from the next instance of a job on."},
    Setting{"limits", "cron_missed", "", count(at<&Config::limits, &Limits::cron_missed>, 1'000, 100'000),
            "Missed plan times of one job that are made up for after a standstill; the rest is left out and audited."},
    Setting{"limits", "log_bytes_per_node", "", bytes(at<&Config::limits, &Limits::log_bytes_per_node>, 30 * mib, gib),
            "Log of one attempt of a node; what is longer is cut."},

    Setting{"node", "run_as", "", TextField{at<&Config::node, &NodeSettings::run_as>, ""},
            "User that nodes run as. When it is not set: a user for each environment, see node.uid_base."},
    Setting{"node", "run_as_tests", "", TextField{at<&Config::node, &NodeSettings::run_as_tests>, ""},
            "User that the nodes of test runs run as. When it is not set: a user for each environment, see node.uid_base."},
    Setting{"node", "uid_base", "", count(at<&Config::node, &NodeSettings::uid_base>, 1'900'000'000, 4'000'000'000, 0),
            "Nodes are the user and group of this number plus twice the number of their environment, in test runs one more, "
            "where the "
            "server may change users; else nobody, else the server's own user. 0: always nobody."},
    Setting{"node", "run_as_by_project", "", PairsField{at<&Config::node, &NodeSettings::run_as_by_project>},
            "Users for the nodes of single projects, by the project's id; the others run as node.run_as says."},
    Setting{"node", "shell_path", "", TextField{at<&Config::node, &NodeSettings::shell_path>, "/bin/bash", true},
            "What runs Shell nodes."},
    Setting{"node", "python_path", "", TextField{at<&Config::node, &NodeSettings::python_path>, "/usr/bin/python3", true},
            "What runs Python nodes."},
    Setting{"node", "stop_grace", "", DurationField{at<&Config::node, &NodeSettings::stop_grace>, 5s, 0s, 5min},
            "Between SIGTERM and SIGKILL for all processes of a node that is stopped, reached its time limit, or runs while the "
            "server shuts down."},
    Setting{"node", "memory_max", "", optional_bytes(at<&Config::node, &NodeSettings::memory_max>),
            "Address space that each process of a node may have. 0: no limit; else at least 64 MiB."},
    Setting{"node", "file_max", "", optional_bytes(at<&Config::node, &NodeSettings::file_max>),
            "Size of a file that a node may write. 0: no limit."},
    Setting{"node", "noop_type", "", FlagField{at<&Config::node, &NodeSettings::noop_type>, false},
            "Runs nodes of the type Noop, which start nothing and succeed: they show what the engine itself costs."},

    Setting{"release", "operator_may_deploy", "", FlagField{at<&Config::release, &ReleaseSettings::operator_may_deploy>, false},
            "Lets the role operator deploy packages too."},
    Setting{"release", "workers", "", count(at<&Config::release, &ReleaseSettings::workers>, 4, 16),
            "Environments that deployments go into at once; in each they go one after another."},

    Setting{"timings", "lease", "", DurationField{at<&Config::timings, &Timings::lease>, 15s, 1s, 10min},
            "How long a claim of a server holds without renewal; after that another replica takes over what its nodes ran "
            "(PostgreSQL)."},
    Setting{"timings", "lease_renewal", "", DurationField{at<&Config::timings, &Timings::lease_renewal>, 5s, 100ms, 5min},
            "How often a claim is renewed; at most half of the lease."},
    Setting{"timings", "poll_interval", "", DurationField{at<&Config::timings, &Timings::poll_interval>, 5s, 10ms, 10min},
            "How often background tasks look for work that nobody woke them for."},
    Setting{"timings", "token_lifetime", "", DurationField{at<&Config::timings, &Timings::token_lifetime>, 24h, 1min, 720h},
            "How long an X-Auth-Token is valid."},
};

}  // namespace

std::span<const Setting> all_settings() { return settings; }

}  // namespace slipway::config
