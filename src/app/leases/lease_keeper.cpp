#include "app/leases/lease_keeper.h"

#include <chrono>
#include <utility>

#include "base/log.h"

namespace slipway::app {

using std::chrono::steady_clock;

LeaseKeeper::LeaseKeeper(Context& context, CurrentIncarnation& current, ServerIdentity server, std::optional<Lease> lease,
                         std::function<void()> on_lost)
    : context_(context),
      current_(current),
      server_(std::move(server)),
      lease_(lease),
      on_lost_(std::move(on_lost)),
      machine_(lease ? lease->times : LeaseTimes{}) {}

LeaseKeeper::~LeaseKeeper() {
  request_stop();
  join();
}

Result<void> LeaseKeeper::start() {
  TRY(begin());
  if (!lease_) return {};
  keeping_ = std::thread([this] { keep(); });
  watching_ = std::thread([this] { watch(); });
  return {};
}

void LeaseKeeper::join() {
  if (keeping_.joinable()) keeping_.join();
  if (watching_.joinable()) watching_.join();
  const auto id = current_.id();
  if (!id) return;
  current_.clear();
  const auto ended = write([&](IncarnationRepository& incarnations) { return incarnations.end(*id); });
  if (!ended) base::log_failure("incarnation_not_ended", ended.error());
}

Result<void> LeaseKeeper::begin() {
  const auto id = context_.random.hex_id();
  const auto length = lease_ ? lease_->times.length : std::chrono::microseconds{0};
  if (lease_) TRY(lease_->store->take_lock(id));
  const auto asked_at = context_.clock.since_boot();
  const auto begin_it = [&](IncarnationRepository& incarnations) -> Result<void> {
    const auto now = context_.clock.now();
    TRY(incarnations.record_server(server_, now));
    return incarnations.begin(id, server_.host_name, now, length);
  };
  TRY(write(begin_it));
  const base::MutexLock lock(mutex_);
  machine_.begun(id, asked_at);
  current_.set(id);
  return {};
}

Result<void> LeaseKeeper::write(const IncarnationUnit& unit) {
  if (lease_) return lease_->store->write(unit);
  return context_.store.write([&](Tx& tx) { return unit(tx.incarnations()); });
}

void LeaseKeeper::keep() {
  // From the beginning of one renewal to the next: none may be late because the one before took long.
  for (auto next = steady_clock::now() + lease_->times.renewal; stop_.sleep_until(next);) {
    next = steady_clock::now() + lease_->times.renewal;
    // After a suspension others may have taken over by now what ran under it.
    step([&](LeaseMachine& machine) { return machine.look(context_.clock.since_boot()); });
    if (const auto id = current_.id()) {
      renew(*id);
      // Without it another server takes over what lies in the store only; fencing numbers keep that harmless.
      if (const auto kept = lease_->store->keep_lock(); !kept) base::log_failure("session_lock_lost", kept.error());
    } else if (const auto begun = begin(); begun) {
      base::log_info("incarnation_begun_anew");
    } else {
      base::log_failure("incarnation_not_begun", begun.error());
    }
  }
}

void LeaseKeeper::renew(const std::string& id) {
  const auto asked_at = context_.clock.since_boot();
  bool is_renewed = false;
  const auto written = write([&](IncarnationRepository& incarnations) -> Result<void> {
    TRY_LET(is_there, incarnations.renew(id, context_.clock.now(), lease_->times.length));
    is_renewed = is_there;
    return {};
  });
  if (!written) return base::log_failure("lease_not_renewed", written.error(), {{"incarnation", id}});
  step([&](LeaseMachine& machine) -> std::optional<std::string> {
    if (!is_renewed) return machine.gone(id);
    machine.renewed(id, asked_at);
    return std::nullopt;
  });
}

void LeaseKeeper::watch() {
  for (auto wait = std::chrono::microseconds{0}; stop_.sleep_until(steady_clock::now() + wait);) {
    step([&](LeaseMachine& machine) {
      const auto now = context_.clock.since_boot();
      auto lost = machine.look(now);
      wait = machine.time_to_look(now);
      return lost;
    });
  }
}

void LeaseKeeper::step(const std::function<std::optional<std::string>(LeaseMachine&)>& change) {
  {
    const base::MutexLock lock(mutex_);
    const auto lost = change(machine_);
    if (!lost) return;
    current_.clear();
    base::log_error("lease_lost", {{"incarnation", *lost}});
  }
  on_lost_();
}

}  // namespace slipway::app
