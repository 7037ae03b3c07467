// What goes into a statement and comes out of a row: NULL, a 64-bit integer or a text. Flags are 0 and 1, instants are
// microseconds, an id that stands for "none" is NULL.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/id.h"
#include "base/instant.h"

namespace slipway::store {

// Conversions are implicit on purpose: a binding reads {":id", package.id}.
class Value {
 public:
  Value() = default;            // NULL
  Value(std::nullptr_t) {}      // NOLINT(google-explicit-constructor)
  template <std::integral T>
    requires(!std::same_as<T, char>)
  Value(T number) : state_(static_cast<std::int64_t>(number)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string text) : state_(std::move(text)) {}            // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : state_(std::string(text)) {}     // NOLINT(google-explicit-constructor)
  Value(const char* text) : state_(std::string(text)) {}          // NOLINT(google-explicit-constructor)
  Value(base::Instant instant) : state_(base::to_microseconds(instant)) {}  // NOLINT(google-explicit-constructor)
  template <class Tag>
  Value(base::NumberId<Tag> id) {  // NOLINT(google-explicit-constructor)
    if (id) state_ = id.number;
  }
  template <class Tag>
  Value(base::HexId<Tag> id) {  // NOLINT(google-explicit-constructor)
    if (id) state_ = std::move(id.digits);
  }
  template <class T>
  Value(std::optional<T> value) {  // NOLINT(google-explicit-constructor)
    if (value) *this = Value(std::move(*value));
  }

  bool is_null() const { return state_.index() == 0; }
  const std::int64_t* if_integer() const { return std::get_if<std::int64_t>(&state_); }
  const std::string* if_text() const { return std::get_if<std::string>(&state_); }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, std::int64_t, std::string> state_;
};

// One named parameter of a call: {":id", id}. The colon may be left out.
struct Binding {
  std::string_view name;
  Value value;
};

}  // namespace slipway::store
