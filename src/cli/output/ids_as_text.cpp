#include "cli/output/ids_as_text.h"

#include <string>
#include <string_view>

namespace slipway::cli {

namespace {

bool names_an_id(std::string_view member) { return member == "id" || member.ends_with("Id") || member.ends_with("_id"); }

}  // namespace

void make_ids_text(base::Json& value) {
  if (auto* object = value.if_object()) {
    for (auto& [name, member] : *object) {
      const auto* number = member.if_integer();
      if (number != nullptr && names_an_id(name)) member = std::to_string(*number);
      else make_ids_text(member);
    }
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) make_ids_text(item);
  }
}

}  // namespace slipway::cli
