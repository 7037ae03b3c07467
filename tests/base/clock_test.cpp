#include "base/clock.h"

#include <gtest/gtest.h>

#include <set>

#include "base/id.h"

namespace slipway::base {
namespace {

TEST(SystemClock, tells_a_time_after_this_was_written) {
  EXPECT_GT(SystemClock().now(), *parse_basic_instant("20260101T000000Z"));
}

TEST(SystemRandom, gives_as_many_bytes_as_asked) {
  SystemRandom random;
  EXPECT_EQ(random.bytes(0), "");
  EXPECT_EQ(random.bytes(1000).size(), 1000U);
  EXPECT_NE(random.bytes(32), random.bytes(32));
}

TEST(SystemRandom, ids_are_hex_ids_and_differ) {
  SystemRandom random;
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(random.hex_id());
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_TRUE(HexId<struct AnyTag>::parse(*ids.begin()));
}

TEST(SystemRandom, letters_and_digits_use_the_whole_alphabet) {
  SystemRandom random;
  const auto text = random.letters_and_digits(10'000);
  EXPECT_EQ(text.size(), 10'000U);
  EXPECT_EQ(std::set<char>(text.begin(), text.end()).size(), 62U);
}

}  // namespace
}  // namespace slipway::base
