// Jobs and scripts between their DTOs and the JSON that is stored: what was given comes back as given.
#pragma once

#include <string>
#include <utility>

#include "base/json.h"
#include "base/result.h"

namespace slipway::http {

// What the contract knows of a body: unknown members are gone, scalars have the type that the contract states.
template <class Dto>
Result<base::Json> to_json(const Dto& dto) {
  std::string text;
  dto.encode(text);
  return base::parse_json(text);
}

// Definition and submission as one object, the definition first.
base::Json joined(base::Json definition, const base::Json& submission);

// Stored content passed the contract when it came in, so content that does not decode is our own mistake.
template <class Dto>
Result<Dto> from_stored(const base::Json& stored) {
  auto dto = Dto::decode(stored);
  if (!dto) return base::internal("http.stored_content_not_readable", "the stored object cannot be read", dto.error().message);
  return std::move(dto).value();
}

}  // namespace slipway::http
