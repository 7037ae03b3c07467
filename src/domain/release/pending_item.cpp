#include "domain/release/pending_item.h"

#include "base/assert.h"

namespace slipway::release {

std::string_view to_text(Change change) {
  switch (change) {
    case Change::put: return "put";
    case Change::remove: return "remove";
  }
  base::unreachable();
}

std::optional<Change> parse_change(std::string_view text) {
  if (text == "put") return Change::put;
  if (text == "remove") return Change::remove;
  return std::nullopt;
}

UpdateType update_type_of(Change change, bool is_in_production) {
  if (change == Change::remove) return UpdateType::remove;
  return is_in_production ? UpdateType::modify : UpdateType::add;
}

}  // namespace slipway::release
