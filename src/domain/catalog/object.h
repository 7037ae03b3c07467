// Objects: what teams develop and release. A stable id for life, a name that is unique per kind among the live ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "domain/catalog/ids.h"

namespace slipway::catalog {

enum class ObjectKind : std::uint8_t { job, script };

std::string_view to_text(ObjectKind kind);
std::optional<ObjectKind> parse_object_kind(std::string_view text);

// A value. In development it is live while it has a draft; a deleted object stays while a record refers to it.
struct Object {
  ObjectId id;
  WorkspaceId workspace;
  ObjectKind kind = ObjectKind::job;
  std::string name;  // 1..128 characters, see names.h
  bool is_live = true;
  VersionNumber latest_version = 0;
  UserId lock_holder;  // none: unlocked
  UserId created_by;
  base::Instant created_at{};
  UserId updated_by;
  base::Instant updated_at{};
};

// What is edited, and what a submit freezes. A value.
struct Content {
  std::string canonical;   // canonical JSON (RFC 8785) of the definition
  std::string digest;      // SHA-256 of it, 64 hex digits
  std::string submission;  // JSON object of what came with the call and is answered as given: targetStatus, approvers, createUser
};

// Immutable. One submitted version of one object.
struct SubmittedVersion {
  ObjectId object;
  VersionNumber number = 0;  // from 1 without gaps
  std::string name;  // the object's name when it was submitted
  Content content;
  UserId submitted_by;
  base::Instant submitted_at{};
};

}  // namespace slipway::catalog
