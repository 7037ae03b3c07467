#include "adapters/config/load_config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>

#include "adapters/config/given_settings.h"
#include "adapters/config/setting.h"
#include "adapters/config/setting_value.h"
#include "base/file.h"
#include "base/text.h"

namespace slipway::config {

namespace {

constexpr std::int64_t node_memory_least = std::int64_t{64} << 20;

std::optional<std::string> find_variable(const ConfigSources& sources, std::string_view name) {
  for (const auto& [variable, text] : sources.environment)
    if (variable == name) return text;
  return std::nullopt;
}

bool others_can_read(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

Result<void> refuse_open_secrets(const std::vector<Given>& given, const std::string& path) {
  for (const auto& entry : given) {
    const auto* text = std::get_if<TextField>(&entry.setting->field);
    if (text && text->is_secret && !entry.text.empty() && others_can_read(path))
      return base::invalid_argument("config.readable_by_others",
                                    path + " holds " + entry.setting->key() + " and others can read it; run: chmod 600 " + path);
  }
  return {};
}

Result<std::string> default_data_dir(const ConfigSources& sources) {
  if (const auto data_home = find_variable(sources, "XDG_DATA_HOME"); data_home && data_home->starts_with('/'))
    return *data_home + "/slipway";
  if (const auto home = find_variable(sources, "HOME"); home && home->starts_with('/')) return *home + "/.local/share/slipway";
  return base::invalid_argument("config.no_data_dir",
                                "neither XDG_DATA_HOME nor HOME is set; say where to keep the data with --data-dir");
}

// A relative --data-dir is meant from where the user stands.
std::string absolute(const std::string& path) {
  if (path.starts_with('/')) return path;
  std::array<char, 4096> folder{};
  return ::getcwd(folder.data(), folder.size()) ? std::string(folder.data()) + "/" + path : path;
}

// libpq takes a password in the user part, as a parameter of the URL, and as a word of a keyword string.
bool has_password(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    for (auto at = url.find("password"); at != std::string_view::npos; at = url.find("password", at + 1))
      if (base::trim(url.substr(at + std::string_view("password").size())).starts_with('=')) return true;
    return false;
  }
  const auto rest = url.substr(scheme + 3);
  const auto authority = rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
  const auto user_end = authority.rfind('@');
  if (user_end != std::string_view::npos && authority.substr(0, user_end).find(':') != std::string_view::npos) return true;
  return url.find("?password=") != std::string_view::npos || url.find("&password=") != std::string_view::npos;
}

// Rules that concern two settings, or that one row of the table cannot say.
Result<void> check_together(const Config& config) {
  if (has_password(config.database.url))
    return base::invalid_argument(
        "config.password_in_url",
        "database.url holds a password, which every user of this machine could see; "
        "put it into SLIPWAY_DATABASE_PASSWORD, database.password of the configuration file, or a password file");
  if (config.timings.lease_renewal * 2 > config.timings.lease)
    return base::invalid_argument("config.not_valid", "timings.lease_renewal (" + format_duration(config.timings.lease_renewal) +
                                                          ") must be at most half of timings.lease (" +
                                                          format_duration(config.timings.lease) + ")");
  if (config.node.memory_max != 0 && config.node.memory_max < node_memory_least)
    return base::invalid_argument("config.not_valid", "node.memory_max (" + format_byte_count(config.node.memory_max) +
                                                          ") leaves no program room to start; it must be 0 or at least " +
                                                          format_byte_count(node_memory_least));
  if (config.limits.script_bytes > config.limits.request_bytes)
    return base::invalid_argument("config.not_valid", "limits.script_bytes (" + format_byte_count(config.limits.script_bytes) +
                                                          ") must not be larger than limits.request_bytes (" +
                                                          format_byte_count(config.limits.request_bytes) + "), which carries it");
  // A body, three times as much to parse it, and an eighth that is kept for others.
  if (config.limits.memory_in_flight < 6 * config.limits.request_bytes)
    return base::invalid_argument("config.not_valid",
                                  "limits.memory_in_flight (" + format_byte_count(config.limits.memory_in_flight) +
                                      ") must be at least 6 times limits.request_bytes (" +
                                      format_byte_count(config.limits.request_bytes) + "), or such a request has no room");
  return {};
}

Result<void> put_all(const std::vector<Given>& given, Config& config) {
  for (const auto& entry : given) {
    auto put = put_text(*entry.setting, entry.text, config);
    if (!put) return setting_not_valid(entry, put.error().message);
    if (entry.setting->key() == "node.uid_base") config.node.is_uid_base_given = true;
  }
  return {};
}

// The one named by --config, which must be there; else the one in the data directory, if it is there.
std::optional<std::string> file_to_read(const ConfigSources& sources, const std::string& data_dir) {
  if (sources.path) return sources.path;
  auto path = data_dir + "/slipway.toml";
  if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
  return path;
}

Result<void> put_file(const std::string& path, bool lies_in_data_dir, Config& config) {
  TRY_LET(file, given_in_file(path));
  TRY(refuse_open_secrets(file, path));
  for (const auto& entry : file)
    if (lies_in_data_dir && entry.setting->key() == "server.data_dir")
      return setting_not_valid(entry, "cannot be set by a file that lies in it; use --data-dir, or name the file with --config");
  return put_all(file, config);
}

}  // namespace

ConfigSources sources_of_this_process() {
  ConfigSources sources;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view line = *entry;
    const auto equals = std::min(line.find('='), line.size());
    sources.environment.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
  }
  sources.core_count = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return sources;
}

Result<Config> load_config(const ConfigSources& sources) {
  Config config;
  for (const Setting& setting : all_settings()) put_default(setting, {.core_count = sources.core_count}, config);

  TRY_LET(environment, given_in_environment(sources));
  TRY_LET(command_line, given_on_command_line(sources));
  for (auto* given : {&environment, &command_line})
    for (auto& entry : *given)
      if (entry.setting->key() == "server.data_dir") config.server.data_dir = entry.text = absolute(entry.text);
  if (config.server.data_dir.empty() && !sources.path) {
    TRY_LET(data_dir, default_data_dir(sources));
    config.server.data_dir = data_dir;
  }

  if (const auto path = file_to_read(sources, config.server.data_dir)) TRY(put_file(*path, !sources.path, config));
  TRY(put_all(environment, config));
  TRY(put_all(command_line, config));
  if (config.server.data_dir.empty()) {
    TRY_LET(data_dir, default_data_dir(sources));
    config.server.data_dir = data_dir;
  }
  TRY(check_together(config));
  return config;
}

}  // namespace slipway::config
