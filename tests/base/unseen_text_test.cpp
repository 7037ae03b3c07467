#include "base/unseen_text.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::base {
namespace {

TEST(UnseenText, what_is_obeyed_instead_of_shown_is_found) {
  for (const char* text : {"\x01", "\t", "\r", "\n", "\x1b[31m", "\x7f", "\xc2\x80", "\xc2\x9f", "\xe2\x80\xaa", "\xe2\x80\xae",
                           "\xe2\x81\xa6", "\xe2\x81\xa9"})
    EXPECT_TRUE(find_unseen(text)) << show_unseen(text);
  EXPECT_TRUE(find_unseen(std::string(1, '\0')));
}

TEST(UnseenText, what_is_shown_is_not) {
  for (const char* text : {"", "plain ~", "\xc2\xa0", "\xc3\xbc", "\xe4\xba\x8c\xe6\x9c\x88", "\xe2\x80\xa9", "\xe2\x80\xaf",
                           "\xe2\x81\xa5", "\xe2\x81\xaa", "\xf0\x9f\x98\x80"})
    EXPECT_FALSE(find_unseen(text)) << show_unseen(text);
}

TEST(UnseenText, its_place_and_its_escape_are_told) {
  const auto found = find_unseen(
      "a\xc3\xbc\xe2\x80\xae"
      "b");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at, 3U);
  EXPECT_EQ(found->size, 3U);
  EXPECT_EQ(found->escape, "\\u202e");
}

TEST(UnseenText, what_is_kept_stays_as_it_is) {
  EXPECT_FALSE(find_unseen("a\tb\r\nc", "\t\r\n"));
  EXPECT_EQ(show_unseen("a\tb\x1b[0m\xc2\x85\n", "\t\n"), "a\tb\\u001b[0m\\u0085\n");
  EXPECT_EQ(show_unseen("name\xe2\x80\xaetxt.exe"), "name\\u202etxt.exe");
}

}  // namespace
}  // namespace slipway::base
