#include "adapters/executors/log_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <vector>

namespace slipway::executors {
namespace {

namespace fs = std::filesystem;

class LogWriterTest : public ::testing::Test {
 protected:
  LogWriterTest() : folder_(fs::temp_directory_path() / "slipway-log-writer-XXXXXX") {
    auto path = folder_.string();
    if (::mkdtemp(path.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    folder_ = path;
    auto made = LogWriter::create([this](std::uint64_t number) {
      const std::lock_guard lock(mutex_);
      named_.push_back(number);
      changed_.notify_all();
    });
    EXPECT_TRUE(made);
    writer_ = std::move(made).value();
  }
  ~LogWriterTest() override {
    writer_.reset();
    fs::remove_all(folder_);
  }

  void add(std::uint64_t number, std::int64_t bytes_max = 1 << 20) {
    auto log = NodeLog::create(folder_, "logs/" + std::to_string(number), bytes_max);
    ASSERT_TRUE(log) << log.error().message;
    writer_->add(number, std::move(*log));
  }

  // A log that takes 64 KiB and no more before something reads it.
  UniqueFd add_slow(std::uint64_t number) {
    fs::create_directories(folder_ / "logs");
    const auto path = folder_ / "logs" / std::to_string(number);
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    UniqueFd reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    add(number);
    return reader;
  }

  NodeLog take(std::uint64_t number) {
    while (true) {
      if (auto log = writer_->take(number)) return std::move(*log);
      await_named(number);
    }
  }

  void await_named(std::uint64_t number) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds{60}, [&] { return std::erase(named_, number) > 0; }));
  }

  std::string text_of(std::uint64_t number) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / "logs" / std::to_string(number)).rdbuf();
    return text.str();
  }

  fs::path folder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::uint64_t> named_;
  std::unique_ptr<LogWriter> writer_;
};

TEST_F(LogWriterTest, what_is_taken_is_whole_and_in_order) {
  add(1);
  add(2);
  std::string expected;
  for (int line = 0; line < 1000; ++line) {
    const auto text = std::to_string(line) + "\n";
    writer_->append(1, text);
    writer_->append(2, text);
    expected += text;
  }

  EXPECT_EQ(take(1).last_line(), "999");
  take(2);

  EXPECT_EQ(text_of(1), expected);
  EXPECT_EQ(text_of(2), expected);
}

TEST_F(LogWriterTest, a_log_without_output_is_taken_at_once) {
  add(1);

  EXPECT_TRUE(writer_->take(1));
}

TEST_F(LogWriterTest, one_that_is_slow_is_told_to_wait_and_named_when_it_is_written) {
  const auto reader = add_slow(1);
  const std::string much(LogWriter::waiting_bytes_max, 'x');
  EXPECT_FALSE(writer_->append(1, much)) << "or nothing bounds what waits";
  EXPECT_FALSE(writer_->take(1));

  std::string sink(1 << 20, '\0');
  std::size_t bytes = 0;
  while (bytes < much.size()) {
    const auto size = ::read(reader.get(), sink.data(), sink.size());
    if (size > 0) bytes += static_cast<std::size_t>(size);
  }

  await_named(1);
  EXPECT_TRUE(writer_->take(1));
}

TEST_F(LogWriterTest, its_end_waits_until_all_is_written) {
  add(1);
  const std::string much(1 << 20, 'x');
  writer_->append(1, much);

  writer_.reset();

  EXPECT_EQ(text_of(1).size(), much.size());
}

}  // namespace
}  // namespace slipway::executors
