#include "adapters/executors/node_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapters/executors/file_attempt_logs.h"
#include "support/temporary_directory.h"

namespace slipway::executors {
namespace {

const auto noon = base::from_milliseconds(1'700'000'000'000);  // 2023-11-14

app::NodeRun node_named(std::string name) {
  return {.id = {.instance = instance::JobInstanceId{7}, .attempt = 2}, .node_name = std::move(name)};
}

class NodeLogTest : public ::testing::Test {
 protected:
  test::TemporaryDirectory folder_;
  Result<app::LogChunk> read(std::string_view path, std::int64_t offset, std::size_t bytes_max) const {
    return FileAttemptLogs(folder_.path()).read(path, offset, bytes_max);
  }
  const std::string path_ = node_log_path(node_named("load"), noon);
};

TEST(NodeLogPath, names_day_instance_node_and_attempt) {
  EXPECT_EQ(node_log_path(node_named("load-1.x"), noon), "logs/2023-11-14/7/load-1.x-2.log");
}

TEST(NodeLogPath, no_node_name_leads_out_of_the_folder_or_hides_the_file) {
  EXPECT_EQ(node_log_path(node_named("a/../b <c>"), noon), "logs/2023-11-14/7/a%2F..%2Fb%20%3Cc%3E-2.log");
  EXPECT_EQ(node_log_path(node_named(".."), noon), "logs/2023-11-14/7/%2E.-2.log");
}

TEST(NodeLogPath, long_names_stay_apart_and_fit_a_file_system) {
  const std::string name(400, 'x');

  const auto one = node_log_path(node_named(name + "1"), noon);
  const auto other = node_log_path(node_named(name + "2"), noon);

  EXPECT_NE(one, other);
  EXPECT_LE(std::filesystem::path(one).filename().string().size(), 255U);
}

TEST(LastLine, is_the_last_one_that_is_not_blank) {
  LastLine line;
  EXPECT_EQ(line.text(), "");
  line.add("first\nsec");
  EXPECT_EQ(line.text(), "sec");
  line.add("ond\r\n\n  \n");
  EXPECT_EQ(line.text(), "second");
}

TEST(LastLine, is_the_last_thing_said_behind_a_progress_bar) {
  LastLine line;
  for (int percent = 0; percent <= 100; ++percent) line.add("\rdone " + std::to_string(percent) + "% " + std::string(40, '#'));
  EXPECT_EQ(line.text(), "done 100% " + std::string(40, '#'));
  line.add("\rerror: the table is locked\r");
  EXPECT_EQ(line.text(), "error: the table is locked");
  line.add("   \r\n");
  EXPECT_EQ(line.text(), "error: the table is locked") << "blanks that wipe the bar out say nothing";
}

TEST(LastLine, is_bounded_and_always_valid_text) {
  LastLine line;
  line.add(std::string(LastLine::bytes_max - 1, 'x'));
  line.add("\xE6\x95\xB0\xE6\x95\xB0");  // a character that does not fit wholly
  EXPECT_EQ(line.text(), std::string(LastLine::bytes_max - 1, 'x'));

  line.add("\n\xFF" + std::string(1, '\0') + "a");
  EXPECT_EQ(line.text(), "\xEF\xBF\xBD a");
}

TEST_F(NodeLogTest, only_the_server_reads_the_files) {
  auto log = NodeLog::create(folder_.path(), path_, 100);
  ASSERT_TRUE(log);

  struct stat status{};
  ASSERT_EQ(::stat((folder_.path() + "/" + path_).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  ASSERT_EQ(::stat((folder_.path() + "/logs/2023-11-14/7").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0700U);
}

TEST_F(NodeLogTest, output_at_the_limit_is_whole_and_past_it_is_cut_once) {
  auto log = NodeLog::create(folder_.path(), path_, 10);
  ASSERT_TRUE(log);
  log->append("0123456789");
  EXPECT_EQ(read(path_, 0, 1000)->text, "0123456789");

  log->append("abc");
  log->append("last words\n");

  const auto text = read(path_, 0, 1000)->text;
  EXPECT_TRUE(text.starts_with("0123456789\n[slipway: the output is cut here")) << text;
  EXPECT_EQ(text.find("abc"), std::string::npos);
  EXPECT_EQ(text.find("cut here"), text.rfind("cut here"));
  EXPECT_EQ(log->last_line(), "0123456789abclast words") << "of all that was printed";
}

TEST_F(NodeLogTest, is_read_in_pieces_that_never_cut_a_character) {
  auto log = NodeLog::create(folder_.path(), path_, 1000);
  ASSERT_TRUE(log);
  const std::string text = "a\xE6\x95\xB0\xE6\x8D\xAE\xF0\x9F\x9A\xA2z\n";
  log->append(text);

  std::string joined;
  std::int64_t offset = 0;
  for (int pieces = 0; offset < static_cast<std::int64_t>(text.size()) && pieces < 100; ++pieces) {
    const auto chunk = read(path_, offset, 5);
    ASSERT_TRUE(chunk);
    ASSERT_GT(chunk->next_offset, offset);
    EXPECT_EQ(chunk->size, static_cast<std::int64_t>(text.size()));
    joined += chunk->text;
    offset = chunk->next_offset;
  }
  EXPECT_EQ(joined, text);
}

TEST_F(NodeLogTest, beyond_the_end_there_is_nothing_yet) {
  auto log = NodeLog::create(folder_.path(), path_, 1000);
  ASSERT_TRUE(log);
  log->append("abc");

  const auto chunk = read(path_, 99, 10);

  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->text, "");
  EXPECT_EQ(chunk->next_offset, 99);
}

TEST_F(NodeLogTest, no_other_file_can_be_read_through_it) {
  std::ofstream(folder_.path() + "/credentials.json") << "secret";
  std::filesystem::create_directories(folder_.path() + "/logs/day/1");
  std::filesystem::create_symlink(folder_.path() + "/credentials.json", folder_.path() + "/logs/day/1/link-1.log");

  for (const auto* path : {"credentials.json", "logs/../credentials.json", "logs/a/../../credentials.json", "/etc/passwd", "",
                           "logs/day/1/gone-1.log"}) {
    const auto chunk = read(path, 0, 100);
    ASSERT_FALSE(chunk) << path;
    EXPECT_EQ(chunk.error().code, "node.log_not_found") << path;
  }
  EXPECT_FALSE(read("logs/day/1/link-1.log", 0, 100));
  EXPECT_FALSE(read(path_, -1, 100));
}

}  // namespace
}  // namespace slipway::executors
