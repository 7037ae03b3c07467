#include "server/data_directory/credentials_file.h"

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

Result<void> write(const std::string& path, base::Json json, const std::string& endpoint) {
  json.set("endpoint", endpoint);
  return base::write_file_atomically(path, base::format_json(json) + "\n", readable_by_owner);
}

std::string user_in(const base::Json& json) {
  const auto* user = json.if_object() == nullptr ? nullptr : json.find("user_id");
  const auto* text = user == nullptr ? nullptr : user->if_string();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string credentials_path(const DataDirectory& directory) { return directory.path() + "/credentials.json"; }

Result<void> write_credentials(const std::string& path, const std::string& endpoint, const app::FirstCredentials& made) {
  return write(path, to_json(made), endpoint);
}

Result<std::string> renew_endpoint(const std::string& path, const std::string& endpoint,
                                   const std::function<Result<bool>(const std::string& user)>& is_known) {
  const auto text = base::read_file(path, file_bytes_max);
  if (!text && text.error().code == "file.not_found")
    return "there is no " + path + ": use the credentials of one of your users (a lost key is replaced by an administrator)";
  if (!text) return text.error().message + "; its endpoint is not renewed";
  auto json = base::parse_json(*text);
  const auto user = json ? user_in(*json) : std::string();
  if (user.empty())
    return path +
           " is not what this server wrote and is left alone: restore it from a backup, or remove it and use the "
           "credentials of one of your users";
  TRY_LET(is_ours, is_known(user));
  if (!is_ours)
    return path +
           " names a user who is not in this database and is left alone: remove it and use the credentials of one of "
           "your users";
  TRY(write(path, std::move(*json), endpoint));
  return std::string();
}

}  // namespace slipway::server
