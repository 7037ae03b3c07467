#include "cli/commands/words.h"

#include <algorithm>
#include <array>

#include "cli/session/exit_status.h"

namespace slipway::cli {

std::string kind_word(std::int64_t task_type) {
  switch (task_type) {
    case 1: return "job";
    case 2: return "script";
    default: return std::to_string(task_type);
  }
}

std::string change_word(std::int64_t update_type) {
  switch (update_type) {
    case 1: return "add";
    case 2: return "modify";
    case 3: return "delete";
    default: return std::to_string(update_type);
  }
}

std::string package_word(std::int64_t deploy_status) {
  switch (deploy_status) {
    case 1: return "awaiting approval";
    case 2: return "deployed";
    case 3: return "failed";
    case 5: return "deploying";
    default: return std::to_string(deploy_status);
  }
}

std::string start_word(std::optional<std::int64_t> start_job_status) {
  if (!start_job_status) return {};
  switch (*start_job_status) {
    case 2: return "started";
    case 3: return "not started";
    default: return std::to_string(*start_job_status);
  }
}

std::string instance_kind_word(std::optional<std::int64_t> instance_type) {
  if (!instance_type) return {};
  switch (*instance_type) {
    case 0: return "scheduled";
    case 2: return "test";
    case 5: return "backfill";
    case 6: return "subjob";
    case 7: return "run_once";
    default: return std::to_string(*instance_type);
  }
}

std::string time_text(std::optional<std::int64_t> milliseconds) {
  if (!milliseconds || *milliseconds == 0) return {};
  return base::format_instant(base::from_milliseconds(*milliseconds));
}

std::string short_time_text(std::optional<std::int64_t> milliseconds, base::Instant now) {
  const auto text = time_text(milliseconds);
  if (text.empty()) return {};
  // "2026-11-24T15:44:57Z"
  const auto date = text.substr(0, 10);
  const bool is_this_year = date.starts_with(base::format_instant(now).substr(0, 4));
  return is_this_year ? date.substr(5) + " " + text.substr(11, 8) : date + " " + text.substr(11, 5);
}

std::string duration_text(std::optional<std::int64_t> from, std::optional<std::int64_t> to, base::Instant now) {
  if (!from || *from == 0) return {};
  const bool goes_on = !to || *to == 0;
  const auto total = std::max<std::int64_t>(0, (goes_on ? base::to_milliseconds(now) : *to) - *from) / 1'000;
  const auto hours = total / 3'600;
  const auto minutes = total / 60 % 60;
  const auto seconds = std::to_string(total % 60) + "s";
  if (hours > 0) return std::to_string(hours) + "h" + std::to_string(minutes) + "m";
  return minutes > 0 ? std::to_string(minutes) + "m" + seconds : seconds;
}

std::optional<std::string> kind_number(std::string_view word) {
  constexpr std::array numbers{0, 2, 5, 6, 7};
  for (const auto number : numbers)
    if (instance_kind_word(number) == word) return std::to_string(number);
  return std::nullopt;
}

Result<std::int64_t> parse_time(const std::string& text) {
  auto basic = text.size() == 10 ? text + "T000000Z" : text;
  std::erase_if(basic, [](char c) { return c == '-' || c == ':'; });
  const auto instant = base::parse_basic_instant(basic);
  if (!instant) return wrong_use("a time is written 2026-11-24 or 2026-11-24T15:44:57Z (UTC), not '" + text + "'");
  return base::to_milliseconds(*instant);
}

std::string version_text(std::optional<std::int64_t> version) {
  return version && *version != 0 ? std::to_string(*version) : std::string{};
}

}  // namespace slipway::cli
