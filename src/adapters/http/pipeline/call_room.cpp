#include "adapters/http/pipeline/call_room.h"

#include <string>

#include "base/json_size.h"

namespace slipway::http {

namespace {

constexpr std::int64_t small_answer = 64 * 1024;

Result<void> take(HandlerRoom& room, std::size_t bytes) {
  if (!room.fits_ever(bytes))
    return base::limit_reached("limit.reached",
                               "the call takes more memory than limits.memory_in_flight gives to one: ask for less");
  if (!room.take(bytes)) return base::unavailable("memory.no_room", "the server is overloaded; try again later");
  return {};
}

}  // namespace

Result<void> take_room_to_parse(HandlerRoom& room, std::string_view body, std::size_t value_count_max) {
  if (body.empty()) return {};
  const auto count = base::count_json_values(body);
  if (count > value_count_max)
    return base::limit_reached("limit.reached", "the body holds " + std::to_string(count) + " JSON values; the limit is " +
                                                    std::to_string(value_count_max) + " (limits.request_values)");
  return take(room, count * base::json_value_bytes);
}

app::TakeRoom room_for_answer(HandlerRoom& room) {
  return [&room](const app::StoredSize& stored) -> Result<void> {
    const auto bytes = stored.bytes > small_answer ? 2 * stored.bytes : 0;
    return take(room, static_cast<std::size_t>(bytes) + static_cast<std::size_t>(stored.json_values) * base::json_value_bytes);
  };
}

}  // namespace slipway::http
