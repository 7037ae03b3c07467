#include "cli/output/table.h"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

TEST(Table, columns_are_as_wide_as_their_widest_cell_and_lines_end_without_blanks) {
  Table table({"ID", "NAME"});
  table.add({"1", "a"});
  table.add({"1234", ""});

  EXPECT_EQ(table.text(), "ID    NAME\n1     a\n1234  -\n");
}

TEST(Table, counts_characters_and_not_bytes) {
  Table table({"NAME", "X"});
  table.add({"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "y"});

  EXPECT_EQ(table.text(), "NAME   X\n\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9  y\n");
}

TEST(Table, a_chinese_character_takes_two_columns_and_an_accent_of_its_own_none) {
  Table table({"NAME", "X"});
  table.add({"\xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8", "y"});
  table.add({"cafe\xcc\x81", "y"});

  EXPECT_EQ(table.text(), "NAME    X\n\xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8  y\ncafe\xcc\x81    y\n");
}

TEST(Table, lines_fit_the_terminal_and_cells_go_on_below_themselves) {
  Table table({"ID", "MESSAGE", "STATE"});
  table.add({"0123456789abcdef", "the table orders is not there", "failed"});
  table.add({"1", "\xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8\xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8\xe6\x97\xa5", "failed"});

  EXPECT_EQ(table.text(38),
            "ID                MESSAGE       STATE\n"
            "0123456789abcdef  the table     failed\n"
            "                  orders is\n"
            "                  not there\n"
            "1                 \xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8\xe6\x97\xa5\xe6\x8a\xa5\xe8\xa1\xa8  failed\n"
            "                  \xe6\x97\xa5\n");
  EXPECT_EQ(table.text().find("\n      "), std::string::npos) << "a file gets a line for each row";
}

TEST(Table, nothing_that_steers_a_terminal_comes_through) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\td\x7f"), "a\\u001b[31mb c d\\u007f");
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31m"),
            "a\\u009b31m");
  EXPECT_EQ(printable("safe\xe2\x80\xaetxt.exe"), "safe\\u202etxt.exe");
  EXPECT_EQ(printable("\xff"), "\xef\xbf\xbd");
}

}  // namespace
}  // namespace slipway::cli
