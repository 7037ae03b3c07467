#include "domain/catalog/told_text.h"

#include <initializer_list>
#include <string>

#include "base/text.h"
#include "base/unseen_text.h"

namespace slipway::catalog {

namespace {

Result<void> check(std::string_view field, std::string_view text, std::string_view kept) {
  const auto found = base::find_unseen(text, kept);
  if (!found) return {};
  const auto position = base::character_count(text.substr(0, found->at)) + 1;
  return base::of_field(
      field, base::invalid_argument("text.control_character", "has the control character " + found->escape + " at character " +
                                                                  std::to_string(position) + "; leave it out"));
}

Result<void> check_names(const base::Json& object, const std::string& place, std::initializer_list<std::string_view> members) {
  for (const auto member : members) {
    const auto* value = object.find(member);
    if (value == nullptr) continue;
    const auto path = place + "/" + std::string(member);
    if (const auto* text = value->if_string()) TRY(check_told_name(path, *text));
    if (const auto* list = value->if_array())
      for (const auto& element : *list)
        if (const auto* text = element.if_string()) TRY(check_told_name(path, *text));
  }
  return {};
}

}  // namespace

Result<void> check_told_name(std::string_view field, std::string_view text) { return check(field, text, {}); }
Result<void> check_told_description(std::string_view field, std::string_view text) { return check(field, text, "\t\r\n"); }

Result<void> check_told_texts(ObjectKind kind, const base::Json& definition) {
  if (const auto* description = definition.find("description"); description != nullptr && description->if_string() != nullptr)
    TRY(check_told_description("/description", *description->if_string()));
  if (kind == ObjectKind::script) return check_names(definition, "", {"owner", "connectionName", "database", "queueName"});

  if (const auto* config = definition.find("basicConfig"); config != nullptr && config->if_object() != nullptr)
    TRY(check_names(*config, "/basicConfig", {"owner", "agency", "executeUser", "tags"}));
  const auto* nodes = definition.find("nodes");
  if (nodes == nullptr || nodes->if_array() == nullptr) return {};
  for (std::size_t i = 0; i < nodes->if_array()->size(); ++i)
    TRY(check_names((*nodes->if_array())[i], "/nodes/" + std::to_string(i), {"type"}));
  return {};
}

}  // namespace slipway::catalog
