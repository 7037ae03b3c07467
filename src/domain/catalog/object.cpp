#include "domain/catalog/object.h"

#include "base/assert.h"

namespace slipway::catalog {

std::string_view to_text(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::job: return "job";
    case ObjectKind::script: return "script";
  }
  base::unreachable();
}

std::optional<ObjectKind> parse_object_kind(std::string_view text) {
  if (text == "job") return ObjectKind::job;
  if (text == "script") return ObjectKind::script;
  return std::nullopt;
}

}  // namespace slipway::catalog
