// What a call brings, split and made comparable. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::catalog {

// What becomes of a draft once it is stored.
enum class TargetStatus : std::uint8_t { saved, submitted, production };

// The body of a create or update call in its two parts: what the object is, and what only belongs to the call.
struct ObjectBody {
  base::Json definition;
  base::Json submission;  // targetStatus, approvers, createUser, lastUpdateUser: answered as given, no part of the digest
};

// Members that the server itself decides (id, version) or that ask for nothing under a soft lock (autoAcquireLock) drop out.
ObjectBody split_body(base::Json body);

// Absent means submitted. Error: object.target_status_not_valid.
Result<TargetStatus> target_status_of(const base::Json& submission);

// Two definitions are the same exactly when their digests are.
Content make_content(const base::Json& definition, const base::Json& submission);

}  // namespace slipway::catalog
