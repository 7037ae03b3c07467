#include "adapters/http/transport/limits/thread_waits.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace slipway::http {

namespace {

namespace asio = boost::asio;

// Suspends the coroutine until `begin`'s argument is called, which any thread may do once.
template <class Begin>
asio::awaitable<void> suspend(asio::any_io_executor executor, Begin begin) {
  auto start = [executor, begin = std::move(begin)](auto handler) mutable {
    // Shared only because what others keep must be copyable; it is resumed once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    begin([executor, resume] { asio::post(executor, [resume] { (*resume)(); }); });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(start), asio::use_awaitable);
}

}  // namespace

asio::awaitable<bool> run_on_lane(asio::any_io_executor executor, LaneQueue& lane, std::function<void()> job) {
  bool is_taken = false;
  co_await suspend(executor, [&lane, &job, &is_taken](auto come_back) {
    is_taken = lane.push([&job, come_back] {
      job();
      come_back();
    });
    if (!is_taken) come_back();
  });
  co_return is_taken;
}

asio::awaitable<bool> grow_room(asio::any_io_executor executor, Room& room, std::size_t bytes, MemoryBudget::Time until) {
  if (room.try_grow_to(bytes)) co_return true;
  bool is_given = false;
  co_await suspend(executor, [&room, bytes, until, &is_given](auto come_back) {
    room.grow_later(bytes, until, [&is_given, come_back](bool given) {
      is_given = given;
      come_back();
    });
  });
  co_return is_given;
}

}  // namespace slipway::http
