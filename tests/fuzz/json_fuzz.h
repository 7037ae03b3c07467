// What the strict JSON parser must hold whatever bytes it is fed. Called by the fuzzer and, over the seed corpus, by an ordinary test.
#pragma once

#include <string_view>

#include "base/assert.h"
#include "base/json.h"
#include "base/text.h"

namespace slipway::fuzz {

// True when the bytes are JSON.
inline bool check_json(std::string_view bytes) {
  const auto json = base::parse_json(bytes);
  if (!json) {
    BASE_ASSERT(json.error().code == "json.not_valid" && base::is_utf8(json.error().message));
    return false;
  }
  BASE_ASSERT(base::is_utf8(bytes));

  // What was written reads back the same.
  const auto text = base::format_json(*json);
  const auto again = base::parse_json(text);
  BASE_ASSERT(again && *again == *json);
  BASE_ASSERT(base::format_json(*again) == text);

  // A digest is over the meaning: the form that was sent makes no difference, and the canonical form is its own.
  const auto canonical = base::canonical_json(*json);
  BASE_ASSERT(base::canonical_json(*again) == canonical);
  BASE_ASSERT(base::canonical_json(base::parse_json(canonical).value()) == canonical);
  return true;
}

}  // namespace slipway::fuzz
