// Jobs and scripts between their DTOs and the JSON that is stored: what was given comes back as given.
#pragma once

#include <string>
#include <utility>

#include "base/json.h"
#include "base/result.h"
#include "contract/reader.h"

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

// Stored content passed the contract of its day, so that its types are right; where they are not, it is our own mistake.
template <class Dto>
Result<Dto> from_stored(const base::Json& stored) {
  auto dto = contract::decode_dto<Dto>(stored, contract::Decoder::Asks::types);
  if (!dto) return base::internal("http.stored_content_not_readable", "the stored object cannot be read", dto.error().message);
  return std::move(dto).value();
}

}  // namespace slipway::http
