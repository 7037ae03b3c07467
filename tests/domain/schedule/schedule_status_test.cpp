#include "domain/schedule/schedule_status.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace slipway::schedule {
namespace {

using catalog::ScheduleType;

constexpr std::array all_statuses{ScheduleStatus::scheduling, ScheduleStatus::paused, ScheduleStatus::stopped};

TEST(ScheduleStatus, words_are_read_back) {
  for (const auto status : all_statuses) EXPECT_EQ(parse_schedule_status(to_text(status)), status);
  EXPECT_FALSE(parse_schedule_status("SCHEDULING"));
}

TEST(ScheduleStatus, a_run_once_job_is_told_by_its_runs_whatever_it_was_before) {
  for (const auto status : all_statuses) {
    EXPECT_EQ(shown_status(ScheduleType::execute_once, status, true), ScheduleStatus::scheduling);
    EXPECT_EQ(shown_status(ScheduleType::execute_once, status, false), ScheduleStatus::stopped);
  }
}

TEST(ScheduleStatus, runs_say_nothing_of_a_job_with_a_schedule) {
  for (const auto status : all_statuses)
    for (const bool has_unfinished_run : {true, false})
      for (const auto type :
           {std::optional(ScheduleType::cron), std::optional(ScheduleType::event), std::optional<ScheduleType>()})
        EXPECT_EQ(shown_status(type, status, has_unfinished_run), status);
}

}  // namespace
}  // namespace slipway::schedule
