#include "adapters/executors/process/processes/process_handle.h"

#include "base/json.h"

namespace slipway::executors {

std::string format_process_handle(const ProcessHandle& handle) {
  return base::format_json(
      base::Json::Object{{"boot_id", handle.boot_id}, {"pid", std::int64_t{handle.pid}}, {"start_ticks", handle.start_ticks}});
}

std::optional<ProcessHandle> parse_process_handle(std::string_view text) {
  const auto json = base::parse_json(text);
  if (!json || json->if_object() == nullptr) return std::nullopt;
  const auto* pid = json->find("pid");
  const auto* start_ticks = json->find("start_ticks");
  const auto* boot_id = json->find("boot_id");
  const bool is_whole = pid != nullptr && pid->if_integer() != nullptr && start_ticks != nullptr &&
                        start_ticks->if_integer() != nullptr && boot_id != nullptr && boot_id->if_string() != nullptr;
  if (!is_whole) return std::nullopt;
  return ProcessHandle{
      .pid = static_cast<pid_t>(*pid->if_integer()), .start_ticks = *start_ticks->if_integer(), .boot_id = *boot_id->if_string()};
}

}  // namespace slipway::executors
