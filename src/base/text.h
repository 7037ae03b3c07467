// Text: UTF-8, case folding, and the small cuts and joins that every layer needs. Pure; from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::base {

bool is_utf8(std::string_view text);
std::string replace_invalid_utf8(std::string_view text);  // U+FFFD for what cannot be read
std::size_t character_count(std::string_view utf8);       // code points; the text must be UTF-8

// For searching: texts that differ only in case fold to the same text (Unicode simple case folding, character by
// character, so the number of characters stays). Text that is not UTF-8 is folded in its ASCII letters only.
std::string fold_case(std::string_view text);
std::optional<std::string> normalize_nfc(std::string_view text);  // nothing when it is not UTF-8

std::string_view trim(std::string_view text);  // without ASCII blanks (space, tab, CR, LF) at both ends
std::vector<std::string_view> split(std::string_view text, char separator);  // "a,,b" has three parts, "" has one
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string join(const std::vector<std::string_view>& parts, std::string_view separator);

std::string lower_ascii(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view left, std::string_view right);
bool starts_with_ignoring_ascii_case(std::string_view text, std::string_view prefix);

// Decimal digits with an optional minus and nothing else; nothing when it does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

// RFC 3986: all but letters, digits and - . _ ~ becomes %XX. For one path segment, or one name or value of a query.
std::string percent_encode(std::string_view text);
// Nothing when a % is not followed by two hex digits. A plus stays a plus.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace slipway::base
