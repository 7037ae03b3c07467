#include "app/people/first_start.h"

#include "app/audit/record_event.h"
#include "app/people/manage_keys.h"
#include "app/people/manage_workspaces.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/server/crash_point.h"
#include "base/password_hash.h"

namespace slipway::app {

Result<bool> has_sealing_key(Context& context) {
  TRY_LET(known, context.store.read([](Tx& tx) { return tx.people().find_key_check(); }));
  return known.has_value();
}

Result<void> check_sealing_key(Context& context, const base::SealingKey& sealing_key) {
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY_LET(known, tx.people().keep_key_check(sealing_key.check_value(), context.clock.now()));
    if (known == sealing_key.check_value()) return {};
    return base::conflict(
        "seal.other_key",
        "the key file is not the one that this database was made with; put the right secret.key into the data directory");
  });
}

Result<std::optional<FirstCredentials>> first_start(Context& context, const base::SealingKey& sealing_key,
                                                    const KeepCredentials& keep) {
  TRY_LET(user_count, context.store.read([](Tx& tx) { return tx.people().count_users(); }));
  if (user_count > 0) return std::optional<FirstCredentials>{};

  FirstCredentials made;
  const auto now = context.clock.now();
  made.password = context.random.letters_and_digits(24);
  const User user{.id = catalog::UserId{context.random.hex_id()},
                  .name = "admin",
                  .password_hash = base::hash_password(made.password),
                  .is_system_administrator = true,
                  .is_disabled = false,
                  .created_at = now};
  made.user = user.id;
  made.user_name = user.name;
  made.project = {.id = catalog::ProjectId{context.random.hex_id()}, .name = "default", .created_at = now};
  made.workspace = {.id = catalog::WorkspaceId{context.random.hex_id()},
                    .project = made.project.id,
                    .name = "default",
                    .mode = catalog::WorkspaceMode::enterprise,
                    .created_at = now};
  const auto key = make_key(context, sealing_key, user.id, made.project.id, "made at the first start");
  made.access_key = key.key.access;
  made.secret_key = key.secret;

  const auto is_first = context.store.write([&](Tx& tx) -> Result<bool> {
    TRY_LET(count, tx.people().count_users());
    if (count > 0) return false;  // another server was quicker
    TRY(tx.people().insert_user(user));
    TRY(tx.workspaces().insert_project(made.project));
    TRY(insert_workspace(tx, made.workspace, user.id));
    TRY(tx.people().insert_key(key.key));
    const access::Caller caller{.user = user.id, .name = user.name, .is_system_administrator = true, .roles = {}};
    TRY(record_event(context, tx, caller, {"installation.started", "workspace", made.workspace.id.text(), "default", {}},
                     made.workspace.id));
    // Inside the transaction: of two servers that start at once, only the one that holds the name may write.
    TRY(keep(made));
    crash_point(CrashPoint::first_user_kept);
    return true;
  });
  const bool was_slower = is_first ? !*is_first : is_first.error().code == "user.name_taken";
  if (was_slower) return std::optional<FirstCredentials>{};
  TRY(is_first);
  crash_point(CrashPoint::first_user_made);
  return std::optional<FirstCredentials>{std::move(made)};
}

}  // namespace slipway::app
