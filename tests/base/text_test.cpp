#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace slipway::base {
namespace {

TEST(Text, utf8_is_told_from_other_bytes) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("\xE4\xB8\xAD\xE6\x96\x87 \xF0\x9F\x98\x80"));
  for (const auto* bytes : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "a\xE4\xB8", "\xFF"})
    EXPECT_FALSE(is_utf8(bytes)) << bytes;
}

TEST(Text, a_wrong_byte_is_found_at_any_place) {  // eight bytes are looked at together
  for (std::size_t i = 0; i < 40; ++i) {
    std::string text(40, 'x');
    EXPECT_TRUE(is_utf8(text));
    text[i] = '\xFF';
    EXPECT_FALSE(is_utf8(text)) << i;
  }
}

TEST(Text, what_is_no_utf8_is_replaced) {
  EXPECT_EQ(replace_invalid_utf8("a\xFF\xE4\xB8\xAD\x80"), "a\xEF\xBF\xBD\xE4\xB8\xAD\xEF\xBF\xBD");
}

TEST(Text, characters_are_code_points) {
  EXPECT_EQ(character_count(""), 0U);
  EXPECT_EQ(character_count("abc"), 3U);
  EXPECT_EQ(character_count("\xE4\xB8\xAD\xE6\x96\x87\xF0\x9F\x98\x80"), 3U);
}

TEST(Text, case_folds_for_searching) {
  EXPECT_EQ(fold_case("Load ORDERS"), "load orders");
  EXPECT_EQ(fold_case("\xC3\x89t\xC3\xA9"), "\xC3\xA9t\xC3\xA9");                // E with acute
  EXPECT_EQ(fold_case("\xCE\xA3\xCF\x83\xCF\x82"), "\xCF\x83\xCF\x83\xCF\x83");  // the three sigmas
  EXPECT_EQ(fold_case("\xE2\x84\xAA"), "k");                                     // Kelvin sign
  EXPECT_EQ(fold_case("\xE1\xBA\x9E"), "\xC3\x9F");                              // capital sharp s, one character
  EXPECT_EQ(fold_case("\xC3\x9F"), "\xC3\x9F");
  EXPECT_EQ(fold_case("\xD0\x90\xD0\xB1"), "\xD0\xB0\xD0\xB1");                  // Cyrillic
  EXPECT_EQ(fold_case("\xE4\xB8\xAD"), "\xE4\xB8\xAD");
  EXPECT_EQ(fold_case("A\xFF"), "a\xFF");
}

TEST(Text, equal_looking_text_normalizes_to_one_form) {
  EXPECT_EQ(normalize_nfc("e\xCC\x81"), "\xC3\xA9");
  EXPECT_EQ(normalize_nfc("\xC3\xA9"), "\xC3\xA9");
  EXPECT_EQ(normalize_nfc(""), "");
  EXPECT_EQ(normalize_nfc("\xFF"), std::nullopt);
}

TEST(Text, blanks_at_the_ends_are_trimmed) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, splitting_keeps_empty_parts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
  EXPECT_EQ(split(",", ','), (std::vector<std::string_view>{"", ""}));
}

TEST(Text, joining_puts_the_separator_between) {
  EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join(std::vector<std::string_view>{"a"}, ", "), "a");
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
}

TEST(Text, ascii_case_is_ignored_where_asked) {
  EXPECT_EQ(lower_ascii("Content-Type \xC3\x89"), "content-type \xC3\x89");
  EXPECT_TRUE(equals_ignoring_ascii_case("Host", "hOST"));
  EXPECT_FALSE(equals_ignoring_ascii_case("Host", "Hosts"));
  EXPECT_TRUE(starts_with_ignoring_ascii_case("SDK-HMAC-SHA256 Access=x", "sdk-hmac-sha256"));
  EXPECT_FALSE(starts_with_ignoring_ascii_case("SDK", "sdk-hmac"));
}

TEST(Text, integers_are_digits_and_a_minus) {
  EXPECT_EQ(parse_integer("0"), 0);
  EXPECT_EQ(parse_integer("-42"), -42);
  EXPECT_EQ(parse_integer("9223372036854775807"), 9223372036854775807);
  for (const auto* text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "a"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
}

TEST(Text, only_unreserved_characters_stay_in_a_url) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c?d=%&+"), "a%20b%2Fc%3Fd%3D%25%26%2B");
  EXPECT_EQ(percent_encode("\xE4\xB8\xAD"), "%E4%B8%AD");
}

TEST(Text, percent_signs_need_two_hex_digits) {
  EXPECT_EQ(percent_decode("a%20b%2f+"), "a b/+");
  for (const auto* text : {"%", "%4", "a%", "%zz", "%4g", "%%20"}) EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

RC_GTEST_PROP(TextLaws, decoding_undoes_encoding, (const std::string& text)) {
  RC_ASSERT(percent_decode(percent_encode(text)) == text);
}

RC_GTEST_PROP(TextLaws, joining_undoes_splitting, (const std::string& text)) { RC_ASSERT(join(split(text, 'a'), "a") == text); }

RC_GTEST_PROP(TextLaws, folding_twice_is_folding_once, (const std::string& text)) {
  RC_ASSERT(fold_case(fold_case(text)) == fold_case(text));
}

RC_GTEST_PROP(TextLaws, what_was_replaced_is_utf8, (const std::string& text)) { RC_ASSERT(is_utf8(replace_invalid_utf8(text))); }

}  // namespace
}  // namespace slipway::base
