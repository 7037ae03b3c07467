#include "server/incarnation_keeper.h"

#include <algorithm>

#include "adapters/store/incarnation_repository.h"
#include "base/log.h"

namespace slipway::server {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::microseconds lease_look_interval{1'000'000};

}  // namespace

IncarnationKeeper::IncarnationKeeper(app::Context& context, app::CurrentIncarnation& current, app::ServerIdentity server,
                                     std::optional<Lease> lease, std::function<void()> on_lost)
    : context_(context), current_(current), server_(std::move(server)), lease_(lease), on_lost_(std::move(on_lost)) {}

IncarnationKeeper::~IncarnationKeeper() {
  request_stop();
  join();
}

Result<void> IncarnationKeeper::start() {
  TRY(begin());
  if (!lease_) return {};
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
  const auto ended = write([&](app::IncarnationRepository& incarnations) { return incarnations.end(*id); });
  if (!ended) base::log_failure("incarnation_not_ended", ended.error());
}

Result<void> IncarnationKeeper::begin() {
  const auto id = context_.random.hex_id();
  const auto length = lease_ ? lease_->length : std::chrono::milliseconds{0};
  if (lease_) TRY(lease_->session_lock->take(id));
  const auto began_at = context_.clock.since_boot();
  const auto begin_it = [&](app::IncarnationRepository& incarnations) -> Result<void> {
    const auto now = context_.clock.now();
    TRY(incarnations.record_server(server_, now));
    return incarnations.begin(id, server_.host_name, now, length);
  };
  TRY(write(begin_it));
  const base::MutexLock lock(mutex_);
  renewed_at_ = began_at;
  current_.set(id);
  return {};
}

Result<void> IncarnationKeeper::write(const IncarnationUnit& unit) {
  if (!lease_) return context_.store.write([&](app::Tx& tx) { return unit(tx.incarnations()); });
  return lease_->session_lock->write([&](store::Connection& connection) {
    store::SqlIncarnationRepository incarnations(connection);
    return unit(incarnations);
  });
}

void IncarnationKeeper::keep() {
  // From the beginning of one renewal to the next: none may be late because the one before took long.
  for (auto next = steady_clock::now() + lease_->renewal; stop_.sleep_until(next);) {
    next = steady_clock::now() + lease_->renewal;
    if (const auto id = current_.id()) {
      renew(*id);
      // Without it another server takes over what lies in the store only; fencing numbers keep that harmless.
      if (const auto kept = lease_->session_lock->keep(); !kept) base::log_failure("session_lock_lost", kept.error());
    } else if (const auto begun = begin(); begun) {
      base::log_info("incarnation_begun_anew");
    } else {
      base::log_failure("incarnation_not_begun", begun.error());
    }
  }
}

void IncarnationKeeper::renew(const std::string& id) {
  const auto began_at = context_.clock.since_boot();
  // After a suspension: others may have taken over by now what ran under it.
  if (const auto renewal = last_renewal(); is_late(renewal, began_at)) return lose(renewal);
  bool is_renewed = false;
  const auto written = write([&](app::IncarnationRepository& incarnations) -> Result<void> {
    TRY_LET(is_there, incarnations.renew(id, context_.clock.now(), lease_->length));
    is_renewed = is_there;
    return {};
  });
  if (!written) {
    base::log_failure("lease_not_renewed", written.error(), {{"incarnation", id}});
  } else if (is_renewed) {
    const base::MutexLock lock(mutex_);
    renewed_at_ = began_at;
  } else {
    lose(last_renewal());
  }
}

void IncarnationKeeper::watch() {
  // The waits below do not go on while the machine is suspended.
  for (auto wait = std::chrono::microseconds{0}; stop_.sleep_until(steady_clock::now() + wait);) {
    const auto renewal = last_renewal();
    const auto now = context_.clock.since_boot();
    if (is_late(renewal, now)) lose(renewal);
    const auto left = renewal + lease_->length - lease_->renewal - now;
    wait = left.count() > 0 ? std::min<std::chrono::microseconds>(left, lease_look_interval) : lease_look_interval;
  }
}

void IncarnationKeeper::lose(BootTime last_renewal) {
  {
    const base::MutexLock lock(mutex_);
    const auto id = current_.id();
    if (!id || renewed_at_ != last_renewal) return;
    current_.clear();
    base::log_error("lease_lost", {{"incarnation", *id}});
  }
  on_lost_();
}

IncarnationKeeper::BootTime IncarnationKeeper::last_renewal() {
  const base::MutexLock lock(mutex_);
  return renewed_at_;
}

}  // namespace slipway::server
