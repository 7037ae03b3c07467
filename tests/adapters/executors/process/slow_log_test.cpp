// A log whose disk does not answer: a FIFO stands in its place, which takes 64 KiB and then nothing until the test reads it.
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "adapters/executors/node_log.h"
#include "executor_fixture.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

class SlowLog : public ExecutorTest {
 protected:
  app::NodeRun other(int attempt, std::string text) const {
    auto node = shell_run(std::move(text));
    node.id.attempt = attempt;
    return node;
  }

  // The next attempt of that number writes into it.
  void make_slow(const app::NodeRun& node) {
    const auto path = data_.path() + "/" + node_log_path(node, clock_.now());
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    reader_ = UniqueFd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    ASSERT_TRUE(reader_);
  }

  // What was written by now.
  std::size_t read_some() {
    std::array<char, 65'536> part;
    const auto size = ::read(reader_.get(), part.data(), part.size());
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

  UniqueFd reader_;
};

TEST_F(SlowLog, holds_up_neither_starts_nor_ends_nor_stops_of_others) {
  const auto slow = other(1, "echo ready; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last words; exit 3");
  make_slow(slow);
  const auto report = start(slow);
  const auto process = report->process();
  ASSERT_TRUE(eventually([&] { return is_alive(process.pid); }));

  EXPECT_EQ(run(other(2, "exit 4")).exit_code, 4);
  const auto stopped = start(other(3, "exec sleep 1000"));  // a shell would say that it was ended, and that waits its turn
  stopped->started();
  executor_->stop(other(3, "").id);
  EXPECT_EQ(stopped->outcome().kind, Kind::stopped);
  auto limited = other(4, "exec sleep 1000");
  limited.time_limit = std::chrono::milliseconds{50};
  EXPECT_EQ(run(limited).kind, Kind::timed_out);
  EXPECT_EQ(report->finished_count(), 0);
  EXPECT_TRUE(is_alive(process.pid)) << "it waits for its log, as for a full pipe";

  std::size_t bytes = 0;
  EXPECT_TRUE(eventually([&] {
    for (auto size = read_some(); size > 0; size = read_some()) bytes += size;
    return report->finished_count() == 1;
  }));
  while (const auto size = read_some()) bytes += size;
  EXPECT_EQ(report->outcome().message, "exit code 3: last words");
  EXPECT_EQ(bytes, 6U + 3'000'001U + 11U) << "the log is whole";
}

TEST_F(SlowLog, is_whole_before_the_end_is_told) {
  options_.drain_max = std::chrono::milliseconds{50};
  restart();
  const auto slow = other(1, "head -c 150000 /dev/zero | tr '\\0' x");  // more than the FIFO takes, less than we keep
  make_slow(slow);
  const auto report = start(slow);
  const auto process = report->process();
  ASSERT_TRUE(eventually([&] { return !is_alive(process.pid) && work_left().empty(); })) << "nothing of it runs any more";
  EXPECT_EQ(run(other(2, "exit 0")).kind, Kind::succeeded);
  EXPECT_EQ(report->finished_count(), 0);
  EXPECT_EQ(executor_->running(), 1U) << "and keeps its place";

  std::size_t bytes = 0;
  EXPECT_TRUE(eventually([&] {
    bytes += read_some();
    return report->finished_count() == 1;
  }));
  while (const auto size = read_some()) bytes += size;
  EXPECT_EQ(report->outcome().kind, Kind::succeeded);
  EXPECT_EQ(bytes, 150'000U);
}

TEST_F(SlowLog, delays_no_time_limit_and_no_kill_of_its_own_node) {
  auto slow = other(1, "trap '' TERM; while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
  slow.time_limit = std::chrono::milliseconds{500};
  options_.stop_grace = std::chrono::milliseconds{50};
  restart();
  make_slow(slow);
  const auto report = start(slow);
  const auto process = report->process();

  EXPECT_TRUE(eventually([&] { return !is_alive(process.pid); }));
  EXPECT_EQ(report->finished_count(), 0);

  EXPECT_TRUE(eventually([&] {
    read_some();
    return report->finished_count() == 1;
  }));
  EXPECT_EQ(report->outcome().kind, Kind::timed_out);
}

}  // namespace
}  // namespace slipway::executors
