#include "adapters/http/compatible/object_dto_mapping.h"

namespace slipway::http {

base::Json joined(base::Json definition, const base::Json& submission) {
  auto* members = definition.if_object();
  const auto* added = submission.if_object();
  if (members != nullptr && added != nullptr) members->insert(members->end(), added->begin(), added->end());
  return definition;
}

}  // namespace slipway::http
