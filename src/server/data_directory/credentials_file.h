// <data-dir>/credentials.json, mode 0600: made with the first user; its endpoint is rewritten at each start.
#pragma once

#include <functional>
#include <string>

#include "app/people/first_start.h"
#include "base/result.h"
#include "server/data_directory/data_directory.h"

namespace slipway::server {

std::string credentials_path(const DataDirectory& directory);

// Durable when it returns. What was there is replaced.
Result<void> write_credentials(const std::string& path, const std::string& endpoint, const app::FirstCredentials& made);

// At a later start. A file that is not there, that nobody can read, or whose user is not of this database is left as it is: the server
// is of use without it. Gives what is to be said about that; empty when there is nothing to say.
Result<std::string> renew_endpoint(const std::string& path, const std::string& endpoint,
                                   const std::function<Result<bool>(const std::string& user)>& is_known);

}  // namespace slipway::server
