#include "domain/catalog/content.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.h"

namespace slipway::catalog {

namespace {

constexpr std::array<std::string_view, 4> submission_members{"targetStatus", "approvers", "createUser", "lastUpdateUser"};
constexpr std::array<std::string_view, 3> dropped_members{"id", "version", "autoAcquireLock"};

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

ObjectBody split_body(base::Json body) {
  ObjectBody parts{base::Json::Object{}, base::Json::Object{}};
  auto* members = body.if_object();
  if (members == nullptr) return parts;
  for (auto& [name, value] : *members) {
    if (value.is_null() || contains(dropped_members, name)) continue;
    auto& part = contains(submission_members, name) ? parts.submission : parts.definition;
    part.if_object()->emplace_back(std::move(name), std::move(value));
  }
  return parts;
}

Result<TargetStatus> target_status_of(const base::Json& submission) {
  const auto* given = submission.find("targetStatus");
  if (given == nullptr) return TargetStatus::submitted;
  const auto* text = given->if_string();
  if (text != nullptr && *text == "SAVED") return TargetStatus::saved;
  if (text != nullptr && *text == "SUBMITTED") return TargetStatus::submitted;
  if (text != nullptr && *text == "PRODUCTION") return TargetStatus::production;
  return base::of_field("object.target_status",
                        base::invalid_argument("object.target_status_not_valid", "must be SAVED, SUBMITTED or PRODUCTION"));
}

Content make_content(const base::Json& definition, const base::Json& submission) {
  Content content;
  content.canonical = base::canonical_json(definition);
  content.digest = base::sha256_hex(content.canonical);
  content.submission = base::canonical_json(submission);
  return content;
}

}  // namespace slipway::catalog
