// From the settings to what each part of the server takes.
#pragma once

#include "adapters/config/config.h"
#include "adapters/executors/process/process_executor.h"
#include "adapters/http/transport/server_options.h"
#include "app/ports/context.h"
#include "server/data_directory/data_directory.h"

namespace slipway::server {

app::Limits to_limits(const config::Limits& limits);
// Fewer connections than set where the open files of this process are too few.
http::ServerOptions to_server_options(const config::Config& config, std::int64_t open_files_max);
// A database that began with the first version keeps `nobody` for its nodes until somebody says who they are.
executors::ExecutorOptions to_executor_options(const config::Config& config, const DataDirectory& directory,
                                               bool began_with_first_version);

}  // namespace slipway::server
