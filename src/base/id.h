// Ids of two shapes, each a type of its own by its tag: NumberId (decimal, 1 to 2^63-1; the store counts them) and
// HexId (32 lower-case hex digits; IdSource draws them). Values; default-constructed ones stand for "none".
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::base {

template <class Tag>
struct NumberId {
  std::int64_t number = 0;

  friend auto operator<=>(const NumberId&, const NumberId&) = default;
  explicit operator bool() const { return number != 0; }
  std::string text() const { return std::to_string(number); }

  // Decimal digits without sign, blank or leading zero; nothing else is an id.
  static std::optional<NumberId> parse(std::string_view text) {
    if (text.empty() || text.size() > 19 || text.front() == '0') return std::nullopt;
    for (const char c : text)
      if (c < '0' || c > '9') return std::nullopt;
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return NumberId{number};
  }
};

template <class Tag>
struct HexId {
  std::string digits;  // empty, or 32 of [0-9a-f]

  friend auto operator<=>(const HexId&, const HexId&) = default;
  explicit operator bool() const { return !digits.empty(); }
  const std::string& text() const { return digits; }

  static std::optional<HexId> parse(std::string_view text) {
    if (text.size() != 32) return std::nullopt;
    for (const char c : text)
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
    return HexId{std::string(text)};
  }
};

}  // namespace slipway::base

template <class Tag>
struct std::hash<slipway::base::NumberId<Tag>> {
  std::size_t operator()(const slipway::base::NumberId<Tag>& id) const { return std::hash<std::int64_t>{}(id.number); }
};
template <class Tag>
struct std::hash<slipway::base::HexId<Tag>> {
  std::size_t operator()(const slipway::base::HexId<Tag>& id) const { return std::hash<std::string>{}(id.digits); }
};
