#include "server/data_directory/sealing_key_file.h"

#include "app/people/first_start.h"

namespace slipway::server {

Result<base::SealingKey> open_sealing_key(app::Context& context, const DataDirectory& directory) {
  const auto path = directory.path() + "/secret.key";
  TRY_LET(is_made_already, app::has_sealing_key(context));
  auto key = is_made_already ? base::load_key_file(path) : base::load_or_create_key_file(path, context.random);
  if (!key && key.error().code == "file.not_found")
    return base::not_found("seal.key_file_missing",
                           "there is no key file " + path +
                               ", and this database has secrets that no other key opens: copy the file from your backup, or from "
                               "another server of this database");
  TRY(key);
  TRY(app::check_sealing_key(context, *key));
  return key;
}

}  // namespace slipway::server
