// The test program is also the host of the tests that kill a server.
#include <gtest/gtest.h>

#include "executor_host.h"

int main(int argc, char** argv) {
  using namespace slipway::executors;
  if (argc > 1 && std::string(argv[1]) == host_mode) return host_main(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
