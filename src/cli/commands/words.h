// The words of this product for the numbers and times of the public API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::cli {

std::string kind_word(std::int64_t task_type);            // job, script
std::string change_word(std::int64_t update_type);        // add, modify, delete
std::string package_word(std::int64_t deploy_status);     // awaiting approval, deployed, failed, deploying
std::string start_word(std::optional<std::int64_t> start_job_status);  // started, not started; empty when none was asked
std::string instance_kind_word(std::optional<std::int64_t> instance_type);  // scheduled, test, ... as in `type` of an instance

std::string time_text(std::optional<std::int64_t> milliseconds);  // "2026-11-24T15:44:57Z"; empty for none and 0
// For the columns of a list, in UTC: "11-24 15:44:57" of this year, "2025-11-24 15:44" of others.
std::string short_time_text(std::optional<std::int64_t> milliseconds, base::Instant now);
// "2h5m", "3m20s", "7s"; up to now where it goes on, empty where it did not begin.
std::string duration_text(std::optional<std::int64_t> from, std::optional<std::int64_t> to, base::Instant now);
std::optional<std::string> kind_number(std::string_view word);  // of instance_kind_word
// Milliseconds of "2026-11-24", its beginning, or "2026-11-24T15:44:57Z". Error: cli.wrong_use.
Result<std::int64_t> parse_time(const std::string& text);

std::string version_text(std::optional<std::int64_t> version);    // empty for none and 0

}  // namespace slipway::cli
