// How a coroutine of an I/O thread waits for what other threads do, and comes back to its own. Internal to this folder (it names the
// library). What the arguments refer to must live until the wait is over, as the locals of the callers do.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>

#include "adapters/http/transport/limits/lane_queue.h"
#include "adapters/http/transport/limits/memory_budget.h"

namespace slipway::http {

// False when the lane is full or stops; the job was then not run. The job does not throw.
boost::asio::awaitable<bool> run_on_lane(boost::asio::any_io_executor executor, LaneQueue& lane, std::function<void()> job);

// False when there was no room until then.
boost::asio::awaitable<bool> grow_room(boost::asio::any_io_executor executor, Room& room, std::size_t bytes,
                                       MemoryBudget::Time until);

}  // namespace slipway::http
