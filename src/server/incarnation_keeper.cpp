#include "server/incarnation_keeper.h"

#include "app/ports/incarnation_repository.h"
#include "base/log.h"

namespace slipway::server {

IncarnationKeeper::IncarnationKeeper(app::Context& context, std::string host_name, LeaseTimes times, std::function<void()> on_lost)
    : context_(context), id_(context.random.hex_id()), host_name_(std::move(host_name)), times_(times), on_lost_(std::move(on_lost)) {}

IncarnationKeeper::~IncarnationKeeper() {
  request_stop();
  join();
}

Result<void> IncarnationKeeper::start() {
  TRY(context_.store.write(
      [&](app::Tx& tx) { return tx.incarnations().begin(id_, host_name_, context_.clock.now(), times_.lease); }));
  thread_ = std::thread([this] { run(); });
  return {};
}

void IncarnationKeeper::request_stop() {
  const base::MutexLock lock(mutex_);
  is_stopping_ = true;
  changed_.notify_all();
}

void IncarnationKeeper::join() {
  if (!thread_.joinable()) return;
  thread_.join();
  const auto ended = context_.store.write([&](app::Tx& tx) { return tx.incarnations().end(id_); });
  if (!ended) base::log_warning("incarnation_not_ended", {{"code", ended.error().code}, {"detail", ended.error().detail}});
}

bool IncarnationKeeper::renew() {
  const auto renewed =
      context_.store.write([&](app::Tx& tx) { return tx.incarnations().renew(id_, context_.clock.now(), times_.lease); });
  if (renewed && *renewed) return true;
  base::log_warning("lease_not_renewed", {{"incarnation", id_}, {"code", renewed ? "incarnation.gone" : renewed.error().code}});
  return false;
}

void IncarnationKeeper::run() {
  auto renewed_at = std::chrono::steady_clock::now();
  bool is_lost = false;
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      const auto until = std::chrono::steady_clock::now() + times_.renewal;
      while (!is_stopping_ && std::chrono::steady_clock::now() < until) changed_.wait_until(lock, until);
      if (is_stopping_) return;
    }
    if (is_lost) continue;
    const auto began_at = std::chrono::steady_clock::now();
    if (renew()) {
      renewed_at = began_at;
    } else if (std::chrono::steady_clock::now() - renewed_at >= times_.lease - times_.renewal) {
      is_lost = true;
      on_lost_();
    }
  }
}

}  // namespace slipway::server
