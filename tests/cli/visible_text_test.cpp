#include "cli/output/visible_text.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::cli {
namespace {

std::string shown_in_pieces(const std::string& text, std::size_t size) {
  VisibleText visible;
  std::string shown;
  for (std::size_t at = 0; at < text.size(); at += size) shown += visible.add(text.substr(at, size));
  return shown + visible.rest();
}

TEST(VisibleText, it_is_the_same_wherever_the_pieces_end) {
  const std::string text =
      "one\r\ntwo \x1b[31mred\x1b[0m\tcell\nover\rwritten \xe4\xba\x8c\xe2\x80\xae\xf0\x9f\x98\x80 \xff bad\r";
  const std::string shown =
      "one\ntwo \\u001b[31mred\\u001b[0m\tcell\nover\\u000dwritten \xe4\xba\x8c\\u202e\xf0\x9f\x98\x80 \xef\xbf\xbd bad\\u000d";
  for (std::size_t size = 1; size <= text.size(); ++size) EXPECT_EQ(shown_in_pieces(text, size), shown) << size;
}

TEST(VisibleText, only_what_may_go_on_waits) {
  VisibleText visible;
  EXPECT_EQ(visible.add("done 100%\n"), "done 100%\n");
  EXPECT_EQ(visible.add("\xe4\xba"), "");
  EXPECT_EQ(visible.add("\x8c!"), "\xe4\xba\x8c!");
  EXPECT_EQ(visible.rest(), "");
}

}  // namespace
}  // namespace slipway::cli
