#include "server/incarnation_keeper.h"

#include "app/ports/incarnation_repository.h"
#include "base/log.h"

namespace slipway::server {

using std::chrono::steady_clock;

IncarnationKeeper::IncarnationKeeper(app::Context& context, app::CurrentIncarnation& current, std::string host_name,
                                     std::optional<LeaseTimes> times, std::function<void()> on_lost)
    : context_(context), current_(current), host_name_(std::move(host_name)), times_(times), on_lost_(std::move(on_lost)) {}

IncarnationKeeper::~IncarnationKeeper() {
  request_stop();
  join();
}

Result<void> IncarnationKeeper::start() {
  TRY(begin());
  if (!times_) return {};
  keeping_ = std::thread([this] { keep(); });
  watching_ = std::thread([this] { watch(); });
  return {};
}

void IncarnationKeeper::join() {
  if (keeping_.joinable()) keeping_.join();
  if (watching_.joinable()) watching_.join();
  const auto id = current_.id();
  if (!id) return;
  current_.clear();
  const auto ended = context_.store.write([&](app::Tx& tx) { return tx.incarnations().end(*id); });
  if (!ended) base::log_failure("incarnation_not_ended", ended.error());
}

Result<void> IncarnationKeeper::begin() {
  const auto id = context_.random.hex_id();
  const auto lease = times_ ? times_->lease : std::chrono::milliseconds{0};
  const auto began_at = steady_clock::now();
  TRY(context_.store.write([&](app::Tx& tx) { return tx.incarnations().begin(id, host_name_, context_.clock.now(), lease); }));
  const base::MutexLock lock(mutex_);
  renewed_at_ = began_at;
  current_.set(id);
  return {};
}

void IncarnationKeeper::keep() {
  while (stop_.sleep_until(steady_clock::now() + times_->renewal)) {
    if (const auto id = current_.id()) {
      renew(*id);
    } else if (const auto begun = begin(); begun) {
      base::log_info("incarnation_begun_anew");
    } else {
      base::log_failure("incarnation_not_begun", begun.error());
    }
  }
}

void IncarnationKeeper::renew(const std::string& id) {
  const auto began_at = steady_clock::now();
  const auto renewed =
      context_.store.write([&](app::Tx& tx) { return tx.incarnations().renew(id, context_.clock.now(), times_->lease); });
  if (!renewed) {
    base::log_failure("lease_not_renewed", renewed.error(), {{"incarnation", id}});
  } else if (*renewed) {
    const base::MutexLock lock(mutex_);
    renewed_at_ = began_at;
  } else {
    lose(last_renewal());
  }
}

void IncarnationKeeper::watch() {
  for (;;) {
    const auto renewal = last_renewal();
    const auto deadline = renewal + times_->lease - times_->renewal;
    const auto now = steady_clock::now();
    const bool is_late = now >= deadline;
    if (is_late) lose(renewal);
    if (!stop_.sleep_until(is_late ? now + times_->renewal : deadline)) return;
  }
}

void IncarnationKeeper::lose(SteadyTime last_renewal) {
  {
    const base::MutexLock lock(mutex_);
    const auto id = current_.id();
    if (!id || renewed_at_ != last_renewal) return;
    current_.clear();
    base::log_error("lease_lost", {{"incarnation", *id}});
  }
  on_lost_();
}

IncarnationKeeper::SteadyTime IncarnationKeeper::last_renewal() {
  const base::MutexLock lock(mutex_);
  return renewed_at_;
}

}  // namespace slipway::server
