// The words of this product for the numbers and times of the public API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace slipway::cli {

std::string kind_word(std::int64_t task_type);            // job, script
std::string change_word(std::int64_t update_type);        // add, modify, delete
std::string package_word(std::int64_t deploy_status);     // awaiting approval, deployed, failed, deploying
std::string start_word(std::optional<std::int64_t> start_job_status);  // started, not started; empty when none was asked
std::string instance_kind_word(std::optional<std::int64_t> instance_type);  // scheduled, test, ... as in `type` of an instance

std::string time_text(std::optional<std::int64_t> milliseconds);  // "2026-11-24T15:44:57Z"; empty for none and 0
std::string version_text(std::optional<std::int64_t> version);    // empty for none and 0

}  // namespace slipway::cli
