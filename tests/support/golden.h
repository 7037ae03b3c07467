// Golden files: text a person reads, kept under tests/golden/. UPDATE_GOLDEN=1 rewrites them; the diff is reviewed.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "support/source_folder.h"

namespace slipway::test {

inline void expect_golden(const std::string& file_name, const std::string& text) {
  const std::string path = source_folder() + "/tests/golden/" + file_name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  const std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is not there; run once with UPDATE_GOLDEN=1";
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(golden.str(), text) << "differs from " << path << "; UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace slipway::test
