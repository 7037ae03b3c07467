// The test program is its own launcher, just as the server's binary is, and the host of the tests that kill a server.
#include <gtest/gtest.h>

#include "adapters/executors/process/launcher.h"
#include "executor_host.h"

int main(int argc, char** argv) {
  using namespace slipway::executors;
  if (is_launcher_call(argc, argv)) return launcher_main(argc, argv);
  if (argc > 1 && std::string(argv[1]) == host_mode) return host_main(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
