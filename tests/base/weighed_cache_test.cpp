#include "base/weighed_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::base {
namespace {

using Cache = WeighedCache<int, std::string>;

Cache::Pointer text(const std::string& value) { return std::make_shared<const std::string>(value); }

TEST(WeighedCache, gives_back_what_it_was_given) {
  Cache cache(10);
  EXPECT_EQ(cache.find(1), nullptr);
  cache.keep(1, text("one"), 3);
  ASSERT_NE(cache.find(1), nullptr);
  EXPECT_EQ(*cache.find(1), "one");
}

TEST(WeighedCache, drops_what_was_not_asked_for_the_longest_until_the_rest_fits) {
  Cache cache(10);
  cache.keep(1, text("one"), 4);
  cache.keep(2, text("two"), 4);
  cache.find(1);
  cache.keep(3, text("three"), 6);

  EXPECT_NE(cache.find(1), nullptr);
  EXPECT_EQ(cache.find(2), nullptr);
  EXPECT_NE(cache.find(3), nullptr);
}

TEST(WeighedCache, keeps_nothing_that_alone_weighs_too_much) {
  Cache cache(10);
  cache.keep(1, text("one"), 4);
  cache.keep(2, text("all"), 11);
  EXPECT_NE(cache.find(1), nullptr);
  EXPECT_EQ(cache.find(2), nullptr);
}

TEST(WeighedCache, counts_a_key_once) {
  Cache cache(10);
  for (int i = 0; i < 5; ++i) cache.keep(1, text("one"), 4);
  cache.keep(2, text("two"), 6);
  EXPECT_NE(cache.find(1), nullptr);
  EXPECT_NE(cache.find(2), nullptr);
}

}  // namespace
}  // namespace slipway::base
