// Replays what the fuzzer starts from and what it once found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/http_parser_check.h"
#include "support/source_folder.h"

namespace slipway::http {
namespace {

TEST(HttpParserCorpus, every_input_keeps_the_laws_in_pieces_of_every_size) {
  const std::filesystem::path folder = source_folder() + "/tests/fuzz/corpus/http_parser";
  int input_count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::string input{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(input.empty()) << entry.path();
    SCOPED_TRACE(entry.path());
    for (int piece_size = 0; piece_size < 64; ++piece_size) {
      input.front() = static_cast<char>(piece_size);
      check_http_parser(input);
    }
    ++input_count;
  }
  EXPECT_GE(input_count, 20);
}

}  // namespace
}  // namespace slipway::http
