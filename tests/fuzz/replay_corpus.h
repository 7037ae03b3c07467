// Replays as ordinary tests what a fuzzer starts from and what it once found.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "support/source_folder.h"

namespace slipway::fuzz {

// `check` takes exactly the seeds whose name begins with `taken_prefix`, and there are `count_min` seeds at least.
template <class Check>
void replay_corpus(const std::string& corpus, Check check, const std::string& taken_prefix, int count_min) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/tests/fuzz/corpus/" + corpus)) {
    const auto name = entry.path().filename().string();
    const auto text = base::read_file(entry.path().string());
    ASSERT_TRUE(text) << name;
    EXPECT_EQ(check(*text), name.starts_with(taken_prefix)) << name;
    ++count;
  }
  EXPECT_GE(count, count_min);
}

}  // namespace slipway::fuzz
