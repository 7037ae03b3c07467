#include "cli/session/credentials.h"

#include <array>
#include <cstddef>
#include <utility>

#include "base/file.h"
#include "base/json.h"

namespace slipway::cli {

namespace {

constexpr std::size_t credentials_size_max = std::size_t{64} << 10;

struct CredentialMember {
  const char* name;
  std::string Credentials::* field;
};

constexpr std::array credential_members{
    CredentialMember{"endpoint", &Credentials::endpoint},         CredentialMember{"project_id", &Credentials::project_id},
    CredentialMember{"workspace_id", &Credentials::workspace_id}, CredentialMember{"user_id", &Credentials::user_id},
    CredentialMember{"user_name", &Credentials::user_name},       CredentialMember{"access_key", &Credentials::access_key},
    CredentialMember{"secret_key", &Credentials::secret_key},
};

std::optional<std::string> default_path(const Surroundings& surroundings) {
  if (const auto data_home = surroundings.variable("XDG_DATA_HOME"); data_home && data_home->starts_with('/'))
    return *data_home + "/slipway/credentials.json";
  if (const auto home = surroundings.variable("HOME")) return *home + "/.local/share/slipway/credentials.json";
  return std::nullopt;
}

base::Error no_credentials(const std::string& why) { return base::invalid_argument("cli.no_credentials", why); }

Result<Credentials> read_credentials(const std::string& path) {
  auto text = base::read_file(path, credentials_size_max);
  if (!text && text.error().code == "file.not_found") return no_credentials("there are no credentials at " + path);
  if (!text) return std::move(text).error();
  const auto json = base::parse_json(*text);
  if (!json) return base::invalid_argument("cli.file_not_valid", path + " is no JSON: " + json.error().message);
  Credentials credentials;
  for (const auto& member : credential_members) {
    const auto* value = json->find(member.name);
    if (value == nullptr) continue;
    if (const auto* value_text = value->if_string()) credentials.*member.field = *value_text;
  }
  if (credentials.access_key.empty() || credentials.secret_key.empty())
    return base::invalid_argument("cli.file_not_valid", path + " has no access_key and secret_key");
  return credentials;
}

}  // namespace

Result<Credentials> find_credentials(const CredentialOptions& options, const Surroundings& surroundings) {
  auto path = options.path ? options.path : surroundings.variable("SLIPWAY_CREDENTIALS");
  if (!path) path = default_path(surroundings);
  if (!path) return no_credentials("there are no credentials: neither HOME nor XDG_DATA_HOME is set");
  TRY_LET(credentials, read_credentials(*path));
  const auto endpoint = options.endpoint ? options.endpoint : surroundings.variable("SLIPWAY_ENDPOINT");
  if (endpoint) credentials.endpoint = *endpoint;
  if (credentials.endpoint.empty()) return no_credentials(*path + " names no endpoint; say where the server is with --endpoint");
  while (credentials.endpoint.ends_with('/')) credentials.endpoint.pop_back();
  return std::move(credentials);
}

std::string credentials_text(const Credentials& credentials) {
  base::Json json;
  for (const auto& member : credential_members) {
    const auto& value = credentials.*member.field;
    if (!value.empty()) json.set(member.name, value);
  }
  return base::format_json(json) + "\n";
}

}  // namespace slipway::cli
