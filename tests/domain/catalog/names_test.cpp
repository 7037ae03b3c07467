#include "domain/catalog/names.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::catalog {
namespace {

struct NameCase {
  const char* what;
  std::string name;
  const char* code;  // empty: the name is valid
};

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

void expect_code(const NameCase& given, const Result<void>& result) {
  SCOPED_TRACE(given.what);
  EXPECT_EQ(result ? "" : result.error().code, given.code);
}

TEST(Names, job_names_are_letters_digits_chinese_and_three_signs) {
  const NameCase cases[] = {
      {"plain", "load_orders-2.daily", ""},
      {"chinese", "\xe6\x97\xa5\xe6\x8a\xa5_1", ""},
      {"one character", "a", ""},
      {"128 characters", std::string(128, 'a'), ""},
      {"128 chinese characters of 3 bytes", repeated("\xe6\x97\xa5", 128), ""},
      {"empty", "", "job.name_empty"},
      {"129 characters", std::string(129, 'a'), "job.name_not_valid"},
      {"129 chinese characters", repeated("\xe6\x97\xa5", 129), "job.name_not_valid"},
      {"blank", "load orders", "job.name_not_valid"},
      {"slash", "a/b", "job.name_not_valid"},
      {"line end at the end", "load\n", "job.name_not_valid"},
      {"cyrillic", "\xd0\xb9", "job.name_not_valid"},
      {"accent", "caf\xc3\xa9", "job.name_not_valid"},
      {"not UTF-8", "a\xff", "job.name_not_valid"},
  };
  for (const auto& given : cases) expect_code(given, check_job_name(given.name));
}

TEST(Names, script_names_know_no_chinese) {
  const NameCase cases[] = {
      {"plain", "Clean.up-1_a", ""},
      {"128 characters", std::string(128, 'z'), ""},
      {"empty", "", "script.name_not_valid"},
      {"129 characters", std::string(129, 'z'), "script.name_not_valid"},
      {"chinese", "\xe6\x97\xa5", "script.name_not_valid"},
      {"dollar", "${x}", "script.name_not_valid"},
  };
  for (const auto& given : cases) expect_code(given, check_script_name(given.name));
}

TEST(Names, node_names_also_take_slash_and_angle_brackets) {
  const NameCase cases[] = {
      {"signs", "a/b<c>-_.", ""},
      {"chinese", "\xe6\x97\xa5", ""},
      {"empty", "", "job.node_name_not_valid"},
      {"129 characters", std::string(129, 'n'), "job.node_name_not_valid"},
      {"blank", "a b", "job.node_name_not_valid"},
      {"NUL", std::string("a\0b", 3), "job.node_name_not_valid"},
  };
  for (const auto& given : cases) expect_code(given, check_node_name(given.name));
}

TEST(Names, one_or_two_dots_are_no_name_since_a_path_would_lose_them) {
  for (const std::string dots : {".", ".."}) {
    expect_code({"job", dots, "job.name_not_valid"}, check_job_name(dots));
    expect_code({"script", dots, "script.name_not_valid"}, check_script_name(dots));
    expect_code({"node", dots, "job.node_name_not_valid"}, check_node_name(dots));
  }
  expect_code({"three dots", "...", ""}, check_job_name("..."));
  expect_code({"dots of a longer name", "./..", ""}, check_node_name("./.."));
}

TEST(Names, the_message_of_a_refused_name_shows_it) {
  const auto result = check_job_name("a b");
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("'a b'"), std::string::npos) << result.error().message;
}

TEST(Names, directories_start_with_a_slash_and_are_at_most_ten_deep) {
  const NameCase cases[] = {
      {"root", "/", ""},
      {"two parts", "/sales/daily", ""},
      {"every sign", "/a-Z_09", ""},
      {"ten deep", repeated("/a", 10), ""},
      {"64 characters", "/" + std::string(64, 'd'), ""},
      {"eleven deep", repeated("/a", 11), "directory.not_valid"},
      {"65 characters", "/" + std::string(65, 'd'), "directory.not_valid"},
      {"empty", "", "directory.not_valid"},
      {"no slash in front", "sales", "directory.not_valid"},
      {"slash at the end", "/sales/", ""},
      {"ten deep with a slash at the end", repeated("/a", 10) + "/", ""},
      {"two slashes at the end", "/sales//", "directory.not_valid"},
      {"two slashes", "//", "directory.not_valid"},
      {"empty part", "/a//b", "directory.not_valid"},
      {"dot", "/a/.", "directory.not_valid"},
      {"two dots", "/../etc", "directory.not_valid"},
      {"blank", "/my sales", "directory.not_valid"},
      {"chinese", "/\xe6\x97\xa5", "directory.not_valid"},
      {"signs", "/x<>|", "directory.not_valid"},
      {"point inside", "/v1.2", "directory.not_valid"},
      {"backslash", "/a\\b", "directory.not_valid"},
      {"line end", "/a\nb", "directory.not_valid"},
      {"not UTF-8", "/\xff", "directory.not_valid"},
  };
  for (const auto& given : cases) expect_code(given, check_directory(given.name));
}

TEST(Names, a_directory_comes_with_its_parents) {
  EXPECT_EQ(directory_with_parents("/a/b/c"), (std::vector<std::string>{"/a", "/a/b", "/a/b/c"}));
  EXPECT_EQ(directory_with_parents("/a"), (std::vector<std::string>{"/a"}));
  EXPECT_EQ(directory_with_parents("/a/b/"), directory_with_parents("/a/b")) << "the same place";
  EXPECT_TRUE(directory_with_parents("/").empty());
}

}  // namespace
}  // namespace slipway::catalog
