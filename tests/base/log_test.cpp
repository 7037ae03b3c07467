#include "base/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "base/json.h"
#include "base/log_silence.h"
#include "base/text.h"

namespace slipway::base {
namespace {

// Catches what is written to standard error while it lives.
class CaughtLog {
 public:
  CaughtLog() { testing::internal::CaptureStderr(); }
  std::vector<Json> records() {
    std::vector<Json> records;
    const auto text = testing::internal::GetCapturedStderr();
    for (const auto line : split(text, '\n'))
      if (!line.empty()) records.push_back(parse_json(line).value());
    return records;
  }
};

TEST(Log, a_record_is_one_line_of_json) {
  const std::vector<LogField> fields{{"rows", 3}, {"name", "two\nlines"}, {"again", false}};
  EXPECT_EQ(
      format_log_record(from_microseconds(1), LogLevel::warning, "batch_staged", "r-1", fields),
      R"({"time":"1970-01-01T00:00:00.000001Z","level":"warning","event":"batch_staged","request_id":"r-1","rows":3,"name":"two\nlines","again":false})"
      "\n");
}

TEST(Log, records_go_to_standard_error_with_level_and_event) {
  CaughtLog log;
  log_info("started", {{"port", 8470}});
  log_warning("slow");
  log_error("broken", {{"id", "x"}});
  const auto records = log.records();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(*records[0].find("level"), Json("info"));
  EXPECT_EQ(*records[0].find("port"), Json(8470));
  EXPECT_EQ(*records[1].find("level"), Json("warning"));
  EXPECT_EQ(*records[2].find("event"), Json("broken"));
  EXPECT_EQ(records[0].find("request_id"), nullptr);
}

TEST(Log, a_failure_tells_all_that_the_error_knows) {
  CaughtLog log;
  log_failure("deploy_failed", unavailable("store.gone", "the database is gone", "SQLSTATE 08006"), {{"package", 12}});
  const auto records = log.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(*records[0].find("package"), Json(12));
  EXPECT_EQ(*records[0].find("kind"), Json("unavailable"));
  EXPECT_EQ(*records[0].find("code"), Json("store.gone"));
  EXPECT_EQ(*records[0].find("detail"), Json("SQLSTATE 08006"));
}

TEST(Log, the_request_id_is_that_of_the_innermost_context_of_the_thread) {
  CaughtLog log;
  {
    const LogContext outer("outer");
    {
      const LogContext inner("inner");
      log_info("first");
    }
    log_info("second");
    std::thread([] { log_info("third"); }).join();
  }
  log_info("fourth");
  const auto records = log.records();
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(*records[0].find("request_id"), Json("inner"));
  EXPECT_EQ(*records[1].find("request_id"), Json("outer"));
  EXPECT_EQ(records[2].find("request_id"), nullptr);
  EXPECT_EQ(records[3].find("request_id"), nullptr);
}

TEST(Log, long_and_broken_text_cannot_break_a_line) {
  CaughtLog log;
  log_info("odd", {{"text", std::string(100'000, 'x')}, {"bytes", "\xFF\xFE"}});
  const auto records = log.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].find("text")->if_string()->size(), log_text_size_max);
  EXPECT_EQ(*records[0].find("bytes"), Json("\xEF\xBF\xBD\xEF\xBF\xBD"));
}

TEST(Log, silence_keeps_what_is_for_information_from_the_thread_that_asked_for_it) {
  CaughtLog log;
  {
    const LogSilence silence;
    log_info("first");
    log_warning("second");
    std::thread([] { log_info("third"); }).join();
  }
  log_info("fourth");
  const auto records = log.records();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(*records[0].find("event"), Json("second"));
  EXPECT_EQ(*records[1].find("event"), Json("third"));
  EXPECT_EQ(*records[2].find("event"), Json("fourth"));
}

TEST(Log, lines_of_several_threads_stay_whole) {
  CaughtLog log;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 100; ++i) log_info("counted", {{"thread", t}, {"filler", std::string(500, 'x')}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(log.records().size(), 400U);
}

}  // namespace
}  // namespace slipway::base
