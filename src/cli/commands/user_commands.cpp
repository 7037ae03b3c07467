// user create, password, list, disable, enable; user key create, list, delete.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/commands/definition_file.h"
#include "cli/session/pages.h"
#include "generated/api/account_dto.h"

namespace slipway::cli {

namespace {

constexpr std::size_t made_password_length = 24;

struct CreateUserOptions {
  std::string name;
  std::optional<std::string> password_path;
  bool is_system_admin = false;
};

struct SetPasswordOptions {
  std::string user;
  std::optional<std::string> password_path;
  std::optional<std::string> current_password_path;
  bool ends_keys = false;
};

struct UserOptions {
  std::string user;
};

struct ListOptions {
  RowLimit limit;
};

struct CreateKeyOptions {
  std::string user;
  std::optional<std::string> description;
  std::optional<std::string> save_path;
};

struct ListKeysOptions {
  std::string user;
  RowLimit limit;
};

struct DeleteKeyOptions {
  std::string user;
  std::string access_key;
};

// The first line of the file: editors add a newline that is no part of a password.
Result<std::string> read_password(const std::string& path) {
  TRY_LET(text, read_text_file(path, 4096));
  return text.substr(0, text.find_first_of("\r\n"));
}

// That of the file, else one that is made.
Result<std::string> choose_password(Session& session, const std::optional<std::string>& path) {
  if (path) return read_password(*path);
  return session.surroundings().random.letters_and_digits(made_password_length);
}

Result<int> create_user(Session& session, const CreateUserOptions& options) {
  api::CreateUserRequest request{.body = {.name = options.name, .password = {}, .system_admin = options.is_system_admin}};
  TRY_LET(password, choose_password(session, options.password_path));
  request.body.password = password;
  TRY_LET(user, session.call<api::User>(request));
  if (!options.password_path) session.note("the password of " + user.name + ", shown only here: " + request.body.password);
  return session.show(user, "created user " + user.name + " (" + user.id + ")");
}

Result<int> set_password(Session& session, const SetPasswordOptions& options) {
  TRY_LET(id, session.user_id(options.user));
  api::SetUserPasswordRequest request{
      .user_id = id, .body = {.password = {}, .current_password = std::nullopt, .end_access_keys = options.ends_keys}};
  if (options.current_password_path) {
    TRY_LET(current, read_password(*options.current_password_path));
    request.body.current_password = current;
  }
  TRY_LET(password, choose_password(session, options.password_path));
  request.body.password = password;
  TRY(session.send(request));
  if (!options.password_path) session.note("the new password of " + options.user + ", shown only here: " + password);
  return session.show_done("set the password of " + options.user + "; their tokens have ended" +
                           (options.ends_keys ? ", and so have their access keys" : ""));
}

Result<int> list_users(Session& session, const ListOptions& options) {
  TRY_LET(
      rows, all_pages<api::User>(options.limit.count_max(), [&](const auto& after, std::int32_t limit) {
        return session.call<api::ListUsersResponse>(api::ListUsersRequest{.after = after, .limit = limit, .name = std::nullopt});
      }));
  Table table({"NAME", "STATE", "SYSTEM ADMIN", "ID", "CREATED"});
  for (const auto& row : rows.shown)
    table.add({row.name, row.disabled ? "disabled" : "active", row.system_admin ? "yes" : "no", row.id, row.created_at});
  return session.show(rows, table, "no users");
}

// Before the change; nothing where that is not to be had, which the change itself says better.
std::optional<bool> was_disabled(Session& session, const std::string& name, const std::string& id) {
  const auto rows = all_pages<api::User>(row_count_all, [&](const auto& after, std::int32_t limit) {
    api::ListUsersRequest request{.after = after, .limit = limit, .name = std::nullopt};
    if (name != id) request.name = name;
    return session.call<api::ListUsersResponse>(request);
  });
  if (!rows) return std::nullopt;
  const auto found = std::ranges::find(rows->shown, id, &api::User::id);
  return found == rows->shown.end() ? std::nullopt : std::optional(found->disabled);
}

Result<int> set_disabled(Session& session, const std::string& name, bool is_disabled) {
  TRY_LET(id, session.user_id(name));
  const bool is_unchanged = was_disabled(session, name, id) == is_disabled;
  const api::UpdateUserRequest request{.user_id = id, .body = {.disabled = is_disabled, .system_admin = std::nullopt}};
  TRY_LET(user, session.call<api::User>(request));
  if (is_unchanged) return session.show(user, "unchanged: user " + user.name + (is_disabled ? " is disabled" : " may sign in"));
  return session.show(user, "user " + user.name + (is_disabled ? " is disabled" : " may sign in again"));
}

Result<int> disable_user(Session& session, const UserOptions& options) { return set_disabled(session, options.user, true); }
Result<int> enable_user(Session& session, const UserOptions& options) { return set_disabled(session, options.user, false); }

// Before a key is made: its secret could not be shown a second time.
Result<void> check_is_free(const std::optional<std::string>& path) {
  std::error_code ignored;
  if (path && std::filesystem::exists(*path, ignored)) return wrong_use(*path + " is there already; choose another file");
  return {};
}

Result<void> save_key(Session& session, const api::NewAccessKey& key, const CreateKeyOptions& options) {
  TRY_LET(mine, session.credentials());
  TRY_LET(here, session.place());
  const Credentials credentials{.endpoint = mine.endpoint,
                                .project_id = key.project_id.value_or(here.project_id),
                                .workspace_id = here.workspace_id,
                                .user_id = key.user_id,
                                .user_name = options.user,
                                .access_key = key.access_key,
                                .secret_key = key.secret_key};
  constexpr mode_t only_mine = 0600;
  TRY_LET(is_made, base::create_file_atomically(*options.save_path, credentials_text(credentials), only_mine));
  if (!is_made) return wrong_use(*options.save_path + " has come into being meanwhile; delete the key and try again");
  return {};
}

Result<int> create_key(Session& session, const CreateKeyOptions& options) {
  TRY(check_is_free(options.save_path));
  TRY_LET(id, session.user_id(options.user));
  TRY_LET(here, session.place());
  const api::CreateAccessKeyRequest request{
      .user_id = id, .body = api::CreateAccessKeyBody{.project_id = here.project_id, .description = options.description}};
  TRY_LET(key, session.call<api::NewAccessKey>(request));
  if (!options.save_path) {
    Table table({"ACCESS KEY", "SECRET KEY"});
    table.add({key.access_key, key.secret_key});
    if (!session.wants_json()) session.note("the secret key is shown only here");
    return session.show(std::vector{key}, table, "");
  }
  TRY(save_key(session, key, options));
  return session.show_done("created key " + key.access_key + " for " + options.user + "; wrote " + *options.save_path);
}

Result<int> list_keys(Session& session, const ListKeysOptions& options) {
  TRY_LET(id, session.user_id(options.user));
  TRY_LET(rows, all_pages<api::AccessKey>(options.limit.count_max(), [&](const auto& after, std::int32_t limit) {
            return session.call<api::ListAccessKeysResponse>(
                api::ListAccessKeysRequest{.user_id = id, .after = after, .limit = limit});
          }));
  Table table({"ACCESS KEY", "PROJECT", "DESCRIPTION", "CREATED"});
  for (const auto& row : rows.shown)
    table.add({row.access_key, row.project_id.value_or(""), row.description.value_or(""), row.created_at});
  return session.show(rows, table, "no access keys");
}

Result<int> delete_key(Session& session, const DeleteKeyOptions& options) {
  TRY_LET(id, session.user_id(options.user));
  TRY(session.send(api::DeleteAccessKeyRequest{.user_id = id, .access_key = options.access_key}));
  return session.show_done("deleted key " + options.access_key);
}

void add_key_commands(Command user) {
  auto key = user.add("key", "Access keys, with which programs sign their requests");

  auto create = key.add("create", "Makes an access key for a user");
  auto& create_options = create.runs(create_key);
  create.positional("USER", create_options.user, "Name or id");
  create.option("--description", "TEXT", create_options.description, "What the key is for");
  create.option("--save", "FILE", create_options.save_path,
                "Writes a credentials file (mode 0600) instead of showing the secret");
  create.examples("Example:\n  slipway user key create dana --save dana.json && slipway --credentials dana.json job list");

  auto list = key.add("list", "Shows the access keys of a user, without their secrets");
  auto& list_options = list.runs(list_keys);
  list.positional("USER", list_options.user, "Name or id");
  list.row_limit(list_options.limit);

  auto remove = key.add("delete", "Deletes an access key; what it signs is refused from then on");
  auto& delete_options = remove.runs(delete_key);
  remove.positional("USER", delete_options.user, "Name or id");
  remove.positional("KEY", delete_options.access_key, "The access key");
}

}  // namespace

void add_user_commands(Command root) {
  auto user = root.add("user", "Users and their access keys");

  auto create = user.add("create", "Creates a user, with a password that is made and shown once");
  auto& create_options = create.runs(create_user);
  create.positional("NAME", create_options.name, "Letters, digits, '.', '_', '@' and '-', a letter or digit first, at most 64");
  create.option("--password-file", "FILE", create_options.password_path, "Takes the password from the first line of a file");
  create.flag("--system-admin", create_options.is_system_admin, "May do everything everywhere");

  auto password = user.add("password", "Sets a password, one that is made and shown once; the user's tokens end");
  auto& password_options = password.runs(set_password);
  password.positional("USER", password_options.user, "Name or id");
  password.option("--password-file", "FILE", password_options.password_path, "Takes the password from the first line of a file");
  password.option("--current-password-file", "FILE", password_options.current_password_path,
                  "The old password, which your own needs, likewise");
  password.flag("--end-keys", password_options.ends_keys, "Ends the user's access keys too");

  auto list = user.add("list", "Shows all users");
  list.row_limit(list.runs(list_users).limit);

  auto disable = user.add("disable", "Shuts a user out; what they made stays");
  disable.positional("USER", disable.runs(disable_user).user, "Name or id");
  auto enable = user.add("enable", "Lets a disabled user in again");
  enable.positional("USER", enable.runs(enable_user).user, "Name or id");

  add_key_commands(user);
}

}  // namespace slipway::cli
