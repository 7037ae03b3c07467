#include "base/regex.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::base {
namespace {

TEST(Regex, matches_the_whole_text_or_finds_a_part) {
  const auto regex = Regex::compile("[a-z]+");
  ASSERT_TRUE(regex);
  EXPECT_TRUE(regex->matches_all("abc"));
  EXPECT_FALSE(regex->matches_all("abc1"));
  EXPECT_TRUE(regex->finds_in("1abc1"));
  EXPECT_FALSE(regex->finds_in("123"));
}

TEST(Regex, knows_unicode) { EXPECT_TRUE(Regex::compile(R"(^[\p{L}0-9_.-]{1,2}$)")->finds_in("\xE4\xB8\xAD\xE6\x96\x87")); }

TEST(Regex, says_what_is_wrong_with_an_expression) {
  const auto regex = Regex::compile("a(b");
  ASSERT_FALSE(regex);
  EXPECT_EQ(regex.error().code, "regex.not_valid");
  EXPECT_NE(regex.error().message.find("a(b"), std::string::npos);
}

TEST(Regex, refuses_what_cannot_run_in_linear_time) { EXPECT_FALSE(Regex::compile(R"((a)\1)")); }

TEST(Regex, bears_the_expressions_that_others_choke_on) {
  const auto regex = Regex::compile("(a+)+b");
  EXPECT_FALSE(regex->matches_all(std::string(200'000, 'a')));
}

TEST(Regex, moves) {
  auto first = *Regex::compile("a");
  auto second = *Regex::compile("b");
  second = std::move(first);
  EXPECT_TRUE(second.matches_all("a"));
}

}  // namespace
}  // namespace slipway::base
