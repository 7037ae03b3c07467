#include "app/leases/lease_machine.h"

#include <algorithm>
#include <utility>

namespace slipway::app {

void LeaseMachine::begun(std::string id, Time asked_at) {
  id_ = std::move(id);
  counted_from_ = asked_at;
}

void LeaseMachine::renewed(std::string_view id, Time asked_at) {
  if (id_ == id) counted_from_ = asked_at;
}

std::optional<std::string> LeaseMachine::gone(std::string_view id) {
  if (id_ != id) return std::nullopt;
  return lose();
}

std::optional<std::string> LeaseMachine::look(Time now) {
  if (!id_ || now < late_at()) return std::nullopt;
  return lose();
}

LeaseMachine::Time LeaseMachine::time_to_look(Time now) const {
  if (!id_) return look_interval;
  return std::clamp(late_at() - now, Time{0}, look_interval);
}

std::optional<std::string> LeaseMachine::lose() { return std::exchange(id_, std::nullopt); }

}  // namespace slipway::app
