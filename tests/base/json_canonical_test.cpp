#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/json.h"

namespace slipway::base {
namespace {

std::string canonical(std::string_view text) { return canonical_json(*parse_json(text)); }

struct NumberCase {
  double value;
  const char* text;
};

// What ECMAScript's Number.prototype.toString gives.
const NumberCase numbers[] = {
    {0.0, "0"},
    {-0.0, "0"},
    {1.0, "1"},
    {-1.5, "-1.5"},
    {0.1, "0.1"},
    {1e5, "100000"},
    {1e20, "100000000000000000000"},
    {1e21, "1e+21"},
    {1.5e21, "1.5e+21"},
    {123456789012345680000.0, "123456789012345680000"},
    {0.000001, "0.000001"},
    {0.0000001, "1e-7"},
    {1.25e-7, "1.25e-7"},
    {0.00123, "0.00123"},
    {333333333.33333329, "333333333.3333333"},
    {4.50, "4.5"},
    {2e-3, "0.002"},
    {1e-27, "1e-27"},
    {5e-324, "5e-324"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {9007199254740992.0, "9007199254740992"},
    {295147905179352830000.0, "295147905179352830000"},
};

TEST(CanonicalJson, numbers_have_the_form_of_ecmascript) {
  for (const auto& [value, text] : numbers) EXPECT_EQ(canonical_json(Json(value)), text);
}

TEST(CanonicalJson, integers_within_int64_stay_exact) {
  EXPECT_EQ(canonical("9007199254740993"), "9007199254740993");
  EXPECT_EQ(canonical("-9223372036854775808"), "-9223372036854775808");
}

TEST(CanonicalJson, equal_numbers_have_one_form) { EXPECT_EQ(canonical("[1.0, 1, 1e0, 10e-1]"), "[1,1,1,1]"); }

TEST(CanonicalJson, members_stand_in_the_order_of_utf16) {
  // U+1F600 starts with a surrogate in UTF-16 and so goes before U+FB33, though its UTF-8 bytes are larger.
  const auto text = canonical(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})");
  EXPECT_EQ(text,
            "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
}

TEST(CanonicalJson, a_name_goes_before_what_it_begins) {
  EXPECT_EQ(canonical(R"({"ab":1,"a":2,"":3})"), R"({"":3,"a":2,"ab":1})");
}

TEST(CanonicalJson, inner_objects_are_ordered_too_and_arrays_are_not) {
  EXPECT_EQ(canonical(R"([{"b": 1, "a": [3, 1, 2]}, {}, []])"), R"([{"a":[3,1,2],"b":1},{},[]])");
}

TEST(CanonicalJson, only_quotes_backslashes_and_controls_are_escaped) {
  EXPECT_EQ(canonical(R"("\u20ac$\u000f\nA'B\"\\\"/")"), "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\"/\"");
}

TEST(CanonicalJson, texts_that_mean_the_same_have_one_digest) {
  EXPECT_EQ(sha256_hex(canonical(R"({"a":1,"b":"\u00e9"})")), sha256_hex(canonical("{ \"b\" : \"\xC3\xA9\", \"a\" : 1.0 }")));
}

}  // namespace
}  // namespace slipway::base
