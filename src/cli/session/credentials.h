// Where the server is and who asks: the credentials file that `slipway serve` writes at its first start, and that
// `slipway user key create --save` writes for others.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/session/surroundings.h"

namespace slipway::cli {

// Empty texts: not known. A file needs at least the two keys.
struct Credentials {
  std::string endpoint;  // http://HOST:PORT
  std::string project_id;
  std::string workspace_id;
  std::string user_id;
  std::string user_name;
  std::string access_key;
  std::string secret_key;
};

// What the command line says; it wins over SLIPWAY_ENDPOINT and SLIPWAY_CREDENTIALS, these over credentials.json of the
// default data directory.
struct CredentialOptions {
  std::optional<std::string> endpoint;
  std::optional<std::string> path;
};

// Errors: cli.no_credentials, cli.file_not_valid, file.not_readable.
Result<Credentials> find_credentials(const CredentialOptions& options, const Surroundings& surroundings);

std::string credentials_text(const Credentials& credentials);

}  // namespace slipway::cli
