// Small pieces that several repositories share: enumerators from their words, sets as JSON, text filters as LIKE patterns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/rows.h"
#include "base/text.h"

namespace slipway::store {

// The schema's CHECK admits only the enumerators' own words: another one was written by somebody else, or by a later version.
template <class Enum>
Enum to_enum(std::optional<Enum> parsed) {
  if (!parsed) throw UnreadableRow("a word that is not known");
  return *parsed;
}

// "[1,2,3]": the one parameter of a set of ids.
template <class Ids>
std::string id_set(const Ids& ids) {
  std::string text = "[";
  for (const auto& id : ids) {
    if (text.size() > 1) text += ',';
    text += id.text();
  }
  return text + "]";
}

// A set of words for `replace(:set, :separator || word || :separator, '') <> :set`.
inline constexpr std::string_view word_separator = "\x1f";
inline std::string word_set(const std::vector<std::string>& words) {
  std::string text(word_separator);
  for (const auto& word : words) text.append(word).append(word_separator);
  return text;
}

// "contains", case folded, for a folded column.
inline std::string contains_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : base::fold_case(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}
inline std::optional<std::string> optional_contains_pattern(const std::optional<std::string>& text) {
  return text ? std::optional(contains_pattern(*text)) : std::nullopt;
}

}  // namespace slipway::store
