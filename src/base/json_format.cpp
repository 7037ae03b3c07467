// Writing JSON: members in the order given, no blanks, raw UTF-8.
#include <charconv>
#include <cmath>

#include "base/json.h"
#include "base/text.h"

namespace slipway::base {

void append_json_string(std::string& out, std::string_view text) {
  if (!is_utf8(text)) return append_json_string(out, replace_invalid_utf8(text));
  static constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (const auto code = static_cast<unsigned char>(c); code < 0x20) {
          out += "\\u00";
          out += digits[code >> 4];
          out += digits[code & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_json_double(std::string& out, double value) {
  BASE_ASSERT(std::isfinite(value));
  char text[32];
  const auto written = std::to_chars(text, text + sizeof text, value);
  const std::string_view shortest(text, static_cast<std::size_t>(written.ptr - text));
  out += shortest;
  if (shortest.find_first_of(".e") == std::string_view::npos) out += ".0";  // else it would read back as an integer
}

void append_json(std::string& out, const Json& value) {
  if (value.is_null()) {
    out += "null";
  } else if (const auto* flag = value.if_bool()) {
    out += *flag ? "true" : "false";
  } else if (const auto* integer = value.if_integer()) {
    out += std::to_string(*integer);
  } else if (const auto* number = value.if_double()) {
    append_json_double(out, *number);
  } else if (const auto* string = value.if_string()) {
    append_json_string(out, *string);
  } else if (const auto* array = value.if_array()) {
    char before = '[';
    for (const auto& item : *array) {
      out += std::exchange(before, ',');
      append_json(out, item);
    }
    out += array->empty() ? "[]" : "]";
  } else {
    const auto& object = *value.if_object();
    char before = '{';
    for (const auto& [name, member] : object) {
      out += std::exchange(before, ',');
      append_json_string(out, name);
      out += ':';
      append_json(out, member);
    }
    out += object.empty() ? "{}" : "}";
  }
}

std::string format_json(const Json& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace slipway::base
