// The canonical form of JSON (RFC 8785), with the stated exception for integers within int64.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json.h"

namespace slipway::base {

namespace {

// Where a byte of UTF-8 sorts when text is ordered by UTF-16 code units: U+E000 to U+FFFF come after the astral
// characters, whose UTF-16 form starts with a surrogate.
unsigned utf16_rank(char c) {
  const unsigned byte = static_cast<unsigned char>(c);
  return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
}

bool before_in_utf16(std::string_view left, std::string_view right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [](char a, char b) { return utf16_rank(a) < utf16_rank(b); });
}

// Number.prototype.toString of ECMAScript. std::to_chars gives the same digits, but not the same form.
void append_ecmascript_number(std::string& out, double value) {
  BASE_ASSERT(std::isfinite(value));
  if (value == 0) {
    out += '0';  // also for -0
    return;
  }
  if (value < 0) out += '-';

  char text[32];
  const auto written = std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
  const std::string_view scientific(text, static_cast<std::size_t>(written.ptr - text));
  const auto mark = scientific.find('e');
  std::string digits(1, scientific.front());
  if (mark > 2) digits += scientific.substr(2, mark - 2);
  int exponent = 0;
  const auto* exponent_begin = scientific.data() + mark + (scientific[mark + 1] == '+' ? 2 : 1);
  std::from_chars(exponent_begin, written.ptr, exponent);

  const int digit_count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (point > 21 || point <= -6) {
    out += digits.front();
    if (digit_count > 1) out.append(".").append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  } else if (point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else if (point >= digit_count) {
    out.append(digits).append(static_cast<std::size_t>(point - digit_count), '0');
  } else {
    const auto whole = static_cast<std::size_t>(point);
    out.append(digits, 0, whole).append(".").append(digits, whole);
  }
}

void append_canonical(std::string& out, const Json& value) {
  if (const auto* number = value.if_double()) {
    append_ecmascript_number(out, *number);
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& item : *array) {
      if (&item != &array->front()) out += ',';
      append_canonical(out, item);
    }
    out += ']';
  } else if (const auto* object = value.if_object()) {
    std::vector<const Json::Member*> members;
    members.reserve(object->size());
    for (const auto& member : *object) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* left, const auto* right) { return before_in_utf16(left->first, right->first); });
    out += '{';
    for (const auto* member : members) {
      if (member != members.front()) out += ',';
      append_json_string(out, member->first);
      out += ':';
      append_canonical(out, member->second);
    }
    out += '}';
  } else {
    append_json(out, value);
  }
}

}  // namespace

std::string canonical_json(const Json& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

}  // namespace slipway::base
