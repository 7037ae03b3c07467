// One program: the server and its client.
#include <utility>

#include "adapters/config/load_config.h"
#include "cli/run.h"
#include "server/migrate.h"
#include "server/serve.h"

namespace {

slipway::config::ConfigSources to_sources(const slipway::cli::ServerArguments& arguments) {
  auto sources = slipway::config::sources_of_this_process();
  sources.path = arguments.config_path;
  sources.command_line = arguments.settings;
  return sources;
}

}  // namespace

int main(int argc, char** argv) {
  return slipway::cli::run(argc, argv,
                           {.serve = [](const auto& arguments) { return slipway::server::serve(to_sources(arguments)); },
                            .migrate = [](const auto& arguments) { return slipway::server::migrate(to_sources(arguments)); }});
}
