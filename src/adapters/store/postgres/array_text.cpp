#include "adapters/store/postgres/array_text.h"

#include <string_view>

namespace slipway::store {
namespace {

// Quoted always: an unquoted NULL, an empty text or a brace would mean something else.
void append_element(std::string& array, std::string_view text) {
  array += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') array += '\\';
    array += c;
  }
  array += '"';
}

}  // namespace

std::string format_array(const std::vector<std::vector<Value>>& rows, std::size_t column) {
  std::string array = "{";
  for (const auto& row : rows) {
    const Value& value = row[column];
    if (array.size() > 1) array += ',';
    if (const auto* number = value.if_integer()) array += std::to_string(*number);
    else if (const auto* text = value.if_text()) append_element(array, *text);
    else array += "NULL";
  }
  return array + "}";
}

}  // namespace slipway::store
