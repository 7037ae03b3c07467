// What a call takes of the memory that callers can make the server hold (transport/memory_budget.h), with the errors for its caller.
// For the thread of the call.
#pragma once

#include <cstddef>
#include <string_view>

#include "adapters/http/transport/limits/memory_budget.h"
#include "app/ports/answer_room.h"
#include "base/result.h"

namespace slipway::http {

// The body's values, before it is parsed. Errors: limit.reached when there are more than value_count_max; those of app::TakeRoom.
Result<void> take_room_to_parse(HandlerRoom& room, std::string_view body, std::size_t value_count_max);

// For answers: twice what is stored, once it is more than a little, since it is held as rows and as the text that is built of them.
app::TakeRoom room_for_answer(HandlerRoom& room);

}  // namespace slipway::http
