// What the contract says of one value beside its type. Generated code holds one constant Rule for each member or
// parameter that has any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

namespace slipway::base {
class Regex;
}

namespace slipway::contract {

// A pattern of the contract, compiled once. Its text must be right: the tests compile every one.
class Pattern {
 public:
  // `meaning` says it in words, after "must be".
  Pattern(std::string_view text, std::string_view meaning);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  std::string_view meaning() const { return meaning_; }
  bool matches(std::string_view value) const;

 private:
  std::string_view meaning_;
  std::unique_ptr<const base::Regex> regex_;
};

enum class Accept : std::uint8_t {
  exact,
  scalar_as_text,  // a number or boolean where text is declared: 0 becomes "0"
  item_or_list,    // one item where a list is declared, or a list of one where an object is
};

struct Rule {
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::size_t length_min = 0;  // of texts, in characters
  std::size_t length_max = std::numeric_limits<std::size_t>::max();
  std::size_t items_min = 0;
  std::size_t items_max = std::numeric_limits<std::size_t>::max();
  bool items_distinct = false;
  Accept accept = Accept::exact;
  bool empty_is_absent = false;  // {} is none, and so is [] where an object is declared
  std::span<const std::string_view> choices = {};
  std::span<const std::int64_t> integer_choices = {};
  const Pattern* pattern = nullptr;
  std::string_view public_code = {};               // x-error: for what is wrong here or missing, and all below it
  std::string_view missing_code = {};              // x-error-missing: where that has a code of its own
  std::span<const std::string_view> aliases = {};  // other names, read when the first is absent
  const Rule* item = nullptr;                      // of the items of a list
};

inline constexpr Rule no_rule{};

}  // namespace slipway::contract
