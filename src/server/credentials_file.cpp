#include "server/credentials_file.h"

#include "base/file.h"
#include "base/json.h"

namespace slipway::server {

namespace {

constexpr int readable_by_owner = 0600;
constexpr std::size_t file_bytes_max = 64 * 1024;

base::Json to_json(const app::FirstCredentials& made) {
  base::Json json;
  json.set("endpoint", "");
  json.set("project_id", made.project.id.text());
  json.set("workspace_id", made.workspace.id.text());
  json.set("user_id", made.user.text());
  json.set("user_name", made.user_name);
  json.set("password", made.password);
  json.set("access_key", made.access_key);
  json.set("secret_key", made.secret_key);
  return json;
}

}  // namespace

Result<std::string> write_credentials(const std::string& data_dir, const std::string& endpoint,
                                      const std::optional<app::FirstCredentials>& made) {
  const auto path = data_dir + "/credentials.json";
  base::Json json;
  if (made) {
    json = to_json(*made);
  } else {
    const auto text = base::read_file(path, file_bytes_max);
    if (!text && text.error().code == "file.not_found")
      return "there is no " + path + ": use the credentials of one of your users (a lost key is replaced by an administrator)";
    TRY(text);
    TRY_LET(parsed, base::parse_json(*text));
    if (parsed.if_object() == nullptr) return path + " is not what this server wrote; it is left alone";
    json = std::move(parsed);
  }
  json.set("endpoint", endpoint);
  TRY(base::write_file_atomically(path, base::format_json(json) + "\n", readable_by_owner));
  return made ? "the first user's credentials are in " + path : std::string();
}

}  // namespace slipway::server
