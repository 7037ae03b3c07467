#include "fuzz/job_definition_fuzz.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"

namespace slipway::fuzz {
namespace {

// A file's name begins with what is to become of it.
TEST(JobDefinitionCorpus, every_seed_is_decoded_or_refused_as_its_name_says) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SLIPWAY_SOURCE_DIR "/tests/fuzz/corpus/job_definition")) {
    const auto name = entry.path().filename().string();
    const auto text = base::read_file(entry.path().string());
    ASSERT_TRUE(text) << name;
    EXPECT_EQ(decode_job(*text), name.starts_with("submittable_")) << name;
    ++count;
  }
  EXPECT_GE(count, 10);
}

}  // namespace
}  // namespace slipway::fuzz
