#include "domain/people/password_rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace slipway::people {

namespace {

// Those of ten characters and more that whoever guesses tries first: rows of keys, counted digits, a word with its digits behind it.
constexpr std::array<std::string_view, 42> tried_first{
    "0123456789",   "0987654321",       "1234567890",    "12345678910",  "123123123123",  "1234512345",  "123456789a",
    "1q2w3e4r5t",   "1q2w3e4r5t6y",     "1qaz2wsx3edc",  "q1w2e3r4t5",   "qwertyuiop",    "qwerty1234",  "qwerty12345",
    "qwerty123456", "asdfghjkl1",       "asdfghjkl;",    "zxcvbnm123",   "abcdefghij",    "abcd123456",  "abc1234567",
    "a123456789",   "password12",       "password123",   "password1234", "password12345", "passw0rd123", "p@ssword123",
    "p@ssw0rd123",  "passwordpassword", "administrator", "admin12345",   "admin123456",   "adminadmin",  "welcome123",
    "welcome1234",  "letmein123",       "changeme123",   "iloveyou123",  "football123",   "superman123", "slipway123"};

bool is_one_character(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view user_name) {
  if (base::character_count(password) < password_length_min)
    return base::invalid_argument("user.password_too_short", "a password has at least 10 characters");
  const auto folded = base::fold_case(password);
  const bool is_easy = std::find(tried_first.begin(), tried_first.end(), folded) != tried_first.end() ||
                       is_one_character(folded) || folded == base::fold_case(user_name);
  if (is_easy)
    return base::invalid_argument("user.password_too_easy",
                                  "this password is among the first that somebody would try; choose another one");
  return {};
}

}  // namespace slipway::people
