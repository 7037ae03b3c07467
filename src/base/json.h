// JSON values, the strict parser, the writer and the canonical form. Values are freely copied; no function keeps state.
//
// Strict: UTF-8 only, no duplicate names, no BOM, nothing after the value, no NUL in strings, finite numbers,
// nesting of at most depth_max. Integers within int64 stay exact; other numbers are doubles that remember how they were given.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace slipway::base {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // in the order given

  Json() = default;  // null
  Json(std::nullptr_t) {}  // NOLINT(google-explicit-constructor)
  template <class T>
    requires std::is_same_v<T, bool>
  Json(T value) : value_(value) {}  // NOLINT(google-explicit-constructor)
  template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>)
  Json(T value) : value_(static_cast<std::int64_t>(value)) {  // NOLINT(google-explicit-constructor)
    BASE_ASSERT(std::in_range<std::int64_t>(value));
  }
  Json(double value) : value_(Number{value, nullptr}) {}  // NOLINT(google-explicit-constructor)
  Json(std::string value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Json(std::string_view value) : value_(std::string(value)) {}  // NOLINT(google-explicit-constructor)
  Json(const char* value) : value_(std::string(value)) {}  // NOLINT(google-explicit-constructor)
  Json(Array value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Json(Object value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  static Json number_as_given(double value, std::string text);

  bool is_null() const { return value_.index() == 0; }
  const bool* if_bool() const { return std::get_if<bool>(&value_); }
  const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&value_); }
  const double* if_double() const {
    const auto* number = std::get_if<Number>(&value_);
    return number == nullptr ? nullptr : &number->value;
  }
  // Of a double that was not given in the form in which it is written: "1.10", "12345678901234567890". Else nullptr.
  const std::string* given_text() const {
    const auto* number = std::get_if<Number>(&value_);
    return number == nullptr ? nullptr : number->given.get();
  }
  const std::string* if_string() const { return std::get_if<std::string>(&value_); }
  const Array* if_array() const { return std::get_if<Array>(&value_); }
  const Object* if_object() const { return std::get_if<Object>(&value_); }
  Array* if_array() { return std::get_if<Array>(&value_); }
  Object* if_object() { return std::get_if<Object>(&value_); }

  // The member of that name; nullptr when there is none or this is no object.
  const Json* find(std::string_view name) const;
  // Adds or replaces a member; this must be an object or null (which becomes one).
  void set(std::string_view name, Json value);

  friend bool operator==(const Json&, const Json&) = default;

 private:
  struct Number {
    double value = 0;
    std::shared_ptr<const std::string> given;  // none: as it is written
    friend bool operator==(const Number& left, const Number& right) { return left.value == right.value; }
  };

  std::variant<std::monostate, bool, std::int64_t, Number, std::string, Array, Object> value_;
};

struct JsonLimits {
  std::size_t depth_max = 64;
};

// Errors: "json.not_valid" with the offset and the reason.
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

// Members in the order given, no blanks, raw UTF-8.
std::string format_json(const Json& value);
void append_json(std::string& out, const Json& value);
void append_json_string(std::string& out, std::string_view text);
void append_json_double(std::string& out, double value);  // finite; shortest form that reads back

// RFC 8785 (members in UTF-16 order, ECMAScript numbers), with one stated exception: integers within int64 stay exact.
// What digests are taken over.
std::string canonical_json(const Json& value);

}  // namespace slipway::base
