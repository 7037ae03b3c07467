#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace slipway::base {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return invalid_argument("test.odd", "the number is odd");
  return number / 2;
}

Result<void> check_even(int number) {
  TRY(half_of(number));
  return {};
}

Result<std::string> quarter_of(int number) {
  TRY_LET(half, half_of(number));
  TRY_LET(quarter, half_of(half));
  return std::to_string(quarter);
}

TEST(Result, is_a_value_or_an_error) {
  EXPECT_EQ(half_of(4).value(), 2);
  EXPECT_EQ(half_of(3).error().code, "test.odd");
  EXPECT_EQ(half_of(3).error().kind, ErrorKind::invalid_argument);
}

TEST(Result, errors_are_passed_up) {
  EXPECT_EQ(quarter_of(8).value(), "2");
  EXPECT_EQ(quarter_of(6).error().code, "test.odd");
  EXPECT_TRUE(check_even(2));
  EXPECT_FALSE(check_even(1));
}

TEST(Result, holds_what_can_only_be_moved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const auto value = std::move(result).value();
  EXPECT_EQ(*value, 7);
}

TEST(ResultDeathTest, taking_the_value_of_an_error_ends_the_program) {
  EXPECT_DEATH((void)half_of(3).value(), "assertion failed");
}

TEST(Error, every_kind_has_a_name) {
  EXPECT_EQ(to_text(ErrorKind::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_text(unauthenticated("c", "m").kind), "unauthenticated");
  EXPECT_EQ(to_text(forbidden("c", "m").kind), "forbidden");
  EXPECT_EQ(to_text(not_found("c", "m").kind), "not_found");
  EXPECT_EQ(to_text(conflict("c", "m").kind), "conflict");
  EXPECT_EQ(to_text(limit_reached("c", "m").kind), "limit_reached");
  EXPECT_EQ(to_text(unavailable("c", "m").kind), "unavailable");
  EXPECT_EQ(to_text(internal("c", "m").kind), "internal");
}

}  // namespace
}  // namespace slipway::base
