#include "adapters/store/postgres/postgres_url.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace slipway::store {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Settings settings_of(const Options& options) {
  Settings settings;
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
    if (option->val != nullptr && *option->val != '\0') settings.emplace_back(option->keyword, option->val);
  return settings;
}

std::string setting(const Settings& settings, std::string_view keyword) {
  const auto found = std::ranges::find(settings, keyword, &Settings::value_type::first);
  return found == settings.end() ? std::string() : found->second;
}

bool is_local_host(std::string_view host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" || host == "::1" ||
         host.starts_with("127.");
}

// Of a list parted by commas, as libpq takes it.
bool are_all_local(std::string_view hosts) {
  while (true) {
    const std::size_t end = std::min(hosts.find(','), hosts.size());
    if (!is_local_host(hosts.substr(0, end))) return false;
    if (end == hosts.size()) return true;
    hosts.remove_prefix(end + 1);
  }
}

std::string describe(const Settings& settings) {
  const std::string host = setting(settings, "host").empty() ? setting(settings, "hostaddr") : setting(settings, "host");
  return (host.empty() ? "local socket" : host) + ":" + setting(settings, "port") + "/" + setting(settings, "dbname");
}

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

}  // namespace

Result<PostgresAddress> parse_postgres_url(const std::string& url) {
  char* reason = nullptr;
  const Options parsed(PQconninfoParse(url.c_str(), &reason));
  PQfreemem(reason);  // may quote a password, so it is not shown
  if (!parsed)
    return base::invalid_argument("store.url_not_valid",
                                  "the database URL cannot be read; write postgresql://user@host:port/database");
  PostgresAddress address;
  address.settings = settings_of(parsed);
  if (!setting(address.settings, "password").empty() || !setting(address.settings, "sslpassword").empty())
    return base::invalid_argument("store.password_in_url",
                                  "the database URL must not hold a password, since others can see it; set the password in the "
                                  "configuration file, in the environment (PGPASSWORD) or in a passfile");

  // What the string leaves out comes from the environment or is libpq's default.
  Settings effective = address.settings;
  for (auto& fallback : settings_of(Options(PQconndefaults())))
    if (setting(effective, fallback.first).empty()) effective.push_back(std::move(fallback));
  address.where = describe(effective);
  const bool is_local = are_all_local(setting(effective, "host")) && are_all_local(setting(effective, "hostaddr"));
  if (!is_local && setting(effective, "sslmode") != "verify-full")
    address.warnings.push_back("the database " + address.where + " is reached over the network with sslmode=" +
                               setting(effective, "sslmode") + "; only sslmode=verify-full makes sure that it is the right one");
  return address;
}

Settings connection_settings(const PostgresAddress& address, const PostgresOptions& options) {
  static constexpr std::array<std::pair<const char*, const char*>, 6> defaults = {{{"connect_timeout", "5"},
                                                                                   {"keepalives_idle", "10"},
                                                                                   {"keepalives_interval", "5"},
                                                                                   {"keepalives_count", "3"},
                                                                                   {"tcp_user_timeout", "10000"},
                                                                                   {"application_name", "slipway"}}};
  Settings settings = address.settings;
  for (const auto& [keyword, value] : defaults)
    if (setting(settings, keyword).empty()) settings.emplace_back(keyword, value);
  // Of several hosts the one that can be written. A single one is asked by us, to say what is wrong with it.
  const bool has_several_hosts = (setting(settings, "host") + setting(settings, "hostaddr")).find(',') != std::string::npos;
  if (has_several_hosts && setting(settings, "target_session_attrs").empty())
    settings.emplace_back("target_session_attrs", "read-write");
  if (!options.password.empty()) settings.emplace_back("password", options.password);
  settings.emplace_back("client_encoding", "UTF8");

  // What is read lies in memory or on a disk without heads: with the default of 4 the planner reads whole tables instead.
  const std::string session = "-c statement_timeout=" + milliseconds(options.statement_time_max) +
                              " -c lock_timeout=" + milliseconds(options.lock_time_max) +
                              " -c idle_in_transaction_session_timeout=30s -c timezone=UTC -c random_page_cost=1.1"
                              // A server whose machine is gone keeps no row locked for longer, also in the midst of a message.
                              " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3" +
                              options.session;
  const auto given = std::ranges::find(settings, "options", &Settings::value_type::first);
  if (given == settings.end()) settings.emplace_back("options", session);
  else given->second = session + " " + given->second;  // the later one of two counts
  return settings;
}

}  // namespace slipway::store
