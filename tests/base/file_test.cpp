#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <iterator>

#include "support/temporary_directory.h"

namespace slipway::base {
namespace {

std::ptrdiff_t entry_count(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST(File, what_was_written_is_read) {
  const test::TemporaryDirectory folder;
  const std::string text("line\n\0\xFF", 7);

  ASSERT_TRUE(write_file_atomically(folder / "a", text, 0640));

  EXPECT_EQ(read_file(folder / "a").value(), text);
  EXPECT_EQ(mode_of(folder / "a"), 0640U);
}

TEST(File, writing_replaces_the_text_and_leaves_nothing_else_behind) {
  const test::TemporaryDirectory folder;
  ASSERT_TRUE(write_file_atomically(folder / "a", std::string(100'000, 'x'), 0644));

  ASSERT_TRUE(write_file_atomically(folder / "a", "new", 0600));

  EXPECT_EQ(read_file(folder / "a").value(), "new");
  EXPECT_EQ(mode_of(folder / "a"), 0600U);
  EXPECT_EQ(entry_count(folder.path()), 1);
}

TEST(File, creating_never_replaces) {
  const test::TemporaryDirectory folder;

  EXPECT_TRUE(create_file_atomically(folder / "a", "first", 0600).value());
  EXPECT_FALSE(create_file_atomically(folder / "a", "second", 0600).value());

  EXPECT_EQ(read_file(folder / "a").value(), "first");
  EXPECT_EQ(entry_count(folder.path()), 1);
}

TEST(File, a_missing_file_is_not_found) {
  const test::TemporaryDirectory folder;
  const auto text = read_file(folder / "none");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::not_found);
  EXPECT_EQ(text.error().code, "file.not_found");
  EXPECT_NE(text.error().message.find("none"), std::string::npos);
}

TEST(File, a_folder_cannot_be_read) {
  const test::TemporaryDirectory folder;
  EXPECT_EQ(read_file(folder / "").error().code, "file.not_readable");
}

TEST(File, a_file_past_the_limit_is_refused) {
  const test::TemporaryDirectory folder;
  ASSERT_TRUE(write_file_atomically(folder / "a", std::string(1001, 'x'), 0600));
  EXPECT_EQ(read_file(folder / "a", 1000).error().code, "file.too_large");
  EXPECT_TRUE(read_file(folder / "a", 1001));
}

TEST(File, a_folder_that_is_not_there_cannot_be_written_into) {
  const test::TemporaryDirectory folder;
  const auto written = write_file_atomically(folder / "none/a", "text", 0600);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "file.not_written");
  EXPECT_NE(written.error().message.find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace slipway::base
