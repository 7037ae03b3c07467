// Replays what the fuzzer starts from and what it once found.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "fuzz/json_fuzz.h"

namespace slipway::fuzz {
namespace {

// A file's name begins with what is to become of it.
TEST(JsonCorpus, every_seed_is_read_or_refused_as_its_name_says) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SLIPWAY_SOURCE_DIR "/tests/fuzz/corpus/json")) {
    const auto name = entry.path().filename().string();
    const auto text = base::read_file(entry.path().string());
    ASSERT_TRUE(text) << name;
    EXPECT_EQ(check_json(*text), name.starts_with("valid_")) << name;
    ++count;
  }
  EXPECT_GE(count, 20);
}

}  // namespace
}  // namespace slipway::fuzz
