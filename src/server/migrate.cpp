#include "server/migrate.h"

#include <cstdio>

#include "base/clock.h"
#include "server/database.h"
#include "server/serve.h"

namespace slipway::server {

namespace {

int failed(const base::Error& error) {
  static_cast<void>(std::fprintf(stderr, "slipway: %s\n", error.message.c_str()));
  return 1;
}

}  // namespace

int migrate(const config::ConfigSources& sources) {
  base::SystemClock clock;
  const auto config = config::load_config(sources);
  if (!config) {
    static_cast<void>(std::fprintf(stderr, "slipway: %s\n", config.error().message.c_str()));
    return wrong_use;
  }
  const auto directory = DataDirectory::open(config->server.data_dir);
  if (!directory) return failed(directory.error());
  const auto opened = open_database(*config, *directory, clock);
  if (!opened) return failed(opened.error());
  for (const auto& name : opened->migrations.applied) static_cast<void>(std::printf("applied %s\n", name.c_str()));
  static_cast<void>(std::printf("the database is at migration %d\n", opened->migrations.to));
  return 0;
}

}  // namespace slipway::server
