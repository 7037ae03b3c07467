#include "domain/catalog/split_arguments.h"

#include <gtest/gtest.h>

namespace slipway::catalog {
namespace {

using Words = std::vector<std::string>;

struct Case {
  const char* name;
  std::string text;
  Words words;
};

class SplitArguments : public ::testing::TestWithParam<Case> {};

TEST_P(SplitArguments, gives_the_words_of_a_shell) {
  const auto words = split_arguments(GetParam().text);

  ASSERT_TRUE(words) << words.error().message;
  EXPECT_EQ(*words, GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, SplitArguments,
    ::testing::Values(
        Case{"nothing", "", {}}, Case{"only_blanks", " \t\r\n ", {}}, Case{"words", "a  b\tc\nd", {"a", "b", "c", "d"}},
        Case{"blanks_around", "  a ", {"a"}}, Case{"single_quotes_keep_all", R"('a "b" \n $x')", {R"(a "b" \n $x)"}},
        Case{"double_quotes", R"("a 'b' \" \\ \n")", {R"(a 'b' " \ \n)"}}, Case{"quotes_join", R"(a'b c'"d e"f)", {"ab cd ef"}},
        Case{"empty_words", R"('' "" a'')", {"", "", "a"}}, Case{"backslash", R"(a\ b \' \" \\)", {"a b", "'", "\"", "\\"}},
        Case{"nothing_is_expanded", "$HOME * ~ `id` $(id) a;b|c>d&", {"$HOME", "*", "~", "`id`", "$(id)", "a;b|c>d&"}},
        Case{"other_scripts", "'грузить' 数据", {"грузить", "数据"}}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(SplitArgumentsErrors, say_what_is_wrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a 'b", "(') is not closed"},
      {"a \"b\\\"", "(\") is not closed"},
      {"a \\", "a backslash is the last"},
      {std::string("a\0b", 3), "NUL"},
      {std::string(argument_bytes_max + 1, 'x'), "longer than"},
  };
  for (const auto& [text, reason] : cases) {
    const auto words = split_arguments(text);

    ASSERT_FALSE(words) << text;
    EXPECT_EQ(words.error().code, "node.arguments_not_valid");
    EXPECT_NE(words.error().message.find(reason), std::string::npos) << words.error().message;
  }
}

TEST(SplitArgumentsErrors, the_longest_word_is_taken) {
  const auto words = split_arguments(std::string(argument_bytes_max, 'x'));

  ASSERT_TRUE(words);
  EXPECT_EQ(words->front().size(), argument_bytes_max);
}

}  // namespace
}  // namespace slipway::catalog
