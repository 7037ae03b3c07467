#include "domain/people/password_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::people {
namespace {

std::string code_for(std::string_view password, std::string_view user = "lin") {
  const auto checked = check_password(password, user);
  return checked ? std::string() : checked.error().code;
}

TEST(PasswordRules, ten_characters_are_enough_whatever_their_bytes) {
  EXPECT_EQ(code_for("ten-chars!"), "");
  EXPECT_EQ(code_for("nine-char"), "user.password_too_short");
  EXPECT_EQ(code_for("\xe4\xba\x8c\xe4\xba\x8c\xe4\xba\x8c\xe4\xba\x8c"), "user.password_too_short")
      << "four of three bytes each";
  EXPECT_EQ(code_for("password"), "user.password_too_short");
}

TEST(PasswordRules, those_that_are_tried_first_are_refused_in_any_case) {
  for (const auto* password : {"1234567890", "Password123", "QWERTYUIOP", "aaaaaaaaaa", "AaAaAaAaAa", "Administrator"})
    EXPECT_EQ(code_for(password), "user.password_too_easy") << password;
  EXPECT_EQ(code_for("password of lin"), "");
}

TEST(PasswordRules, the_name_of_its_user_is_refused) {
  EXPECT_EQ(code_for("lin.from.sales", "Lin.From.Sales"), "user.password_too_easy");
  EXPECT_EQ(code_for("lin.from.sales", "lin"), "");
}

}  // namespace
}  // namespace slipway::people
