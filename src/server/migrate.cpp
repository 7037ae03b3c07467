#include "server/migrate.h"

#include <cstdio>

#include "base/clock.h"
#include "server/database.h"
#include "server/serve.h"

namespace slipway::server {

int migrate(const config::ConfigSources& sources) {
  base::SystemClock clock;
  const auto config = config::load_config(sources);
  if (!config) {
    std::fprintf(stderr, "slipway: %s\n", config.error().message.c_str());
    return wrong_use;
  }
  const auto opened = open_database(*config, clock);
  if (!opened) {
    std::fprintf(stderr, "slipway: %s\n", opened.error().message.c_str());
    return 1;
  }
  for (const auto& name : opened->migrations.applied) std::printf("applied %s\n", name.c_str());
  std::printf("the database is at migration %d\n", opened->migrations.to);
  return 0;
}

}  // namespace slipway::server
