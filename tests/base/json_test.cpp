#include "base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace slipway::base {
namespace {

using namespace std::string_literals;

struct Case {
  const char* name;
  std::string text;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

const Case accepted[] = {
    {"null", "null"},
    {"true", "true"},
    {"false", "false"},
    {"zero", "0"},
    {"minus zero", "-0"},
    {"integer", "42"},
    {"smallest integer", "-9223372036854775808"},
    {"largest integer", "9223372036854775807"},
    {"integer beyond int64", "9223372036854775808"},
    {"integer beyond uint64", "123456789012345678901234567890"},
    {"fraction", "0.1"},
    {"exponent", "1e5"},
    {"capital exponent", "1E5"},
    {"signed exponent", "1e+5"},
    {"negative exponent", "1e-5"},
    {"largest double", "1.7976931348623157e308"},
    {"smallest double", "5e-324"},
    {"too small for a double", "1e-400"},
    {"empty string", R"("")"},
    {"string", R"("abc")"},
    {"every escape", R"("\"\\\/\b\f\n\r\t")"},
    {"unicode escape", R"("\u00e9")"},
    {"surrogate pair", R"("\ud83d\ude00")"},
    {"two byte character", "\"\xC3\xA9\""},
    {"three byte character", "\"\xE4\xB8\xAD\""},
    {"four byte character", "\"\xF0\x9F\x98\x80\""},
    {"delete character", "\"\x7F\""},
    {"noncharacter", "\"\xEF\xBF\xBF\""},
    {"empty array", "[]"},
    {"array", "[1,2,3]"},
    {"empty object", "{}"},
    {"object", R"({"a":1,"b":2})"},
    {"empty name", R"({"":1})"},
    {"same name in two objects", R"([{"a":1},{"a":2}])"},
    {"blanks everywhere", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n"},
    {"depth 64", nested(64)},
    {"depth 64 of objects",
     [] {
       std::string text;
       for (int i = 0; i < 64; ++i) text += R"({"a":)";
       return text + "1" + std::string(64, '}');
     }()},
    {"many members",
     [] {
       std::string text = "{";
       for (int i = 0; i < 5000; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":" + std::to_string(i);
       return text + "}";
     }()},
};

const Case refused[] = {
    {"nothing", ""},
    {"only blanks", "  \n"},
    {"byte order mark", "\xEF\xBB\xBF{}"},
    {"two values", "1 2"},
    {"text after the value", "{} x"},
    {"NUL after the value", "{}\0"s},
    {"unclosed array", "[1"},
    {"unclosed object", R"({"a":1)"},
    {"unclosed string", R"("abc)"},
    {"only an opening brace", "{"},
    {"closed by the wrong bracket", "[1}"},
    {"comma at the end of an array", "[1,]"},
    {"comma at the end of an object", R"({"a":1,})"},
    {"comma only", "[,]"},
    {"missing comma", "[1 2]"},
    {"missing colon", R"({"a" 1})"},
    {"missing value", R"({"a":})"},
    {"name without quotes", "{a:1}"},
    {"single quotes", "['a']"},
    {"number as a name", "{1:2}"},
    {"comment", "[1/*x*/]"},
    {"line comment", "1 // x"},
    {"NaN", "NaN"},
    {"Infinity", "Infinity"},
    {"minus Infinity", "-Infinity"},
    {"capital literal", "True"},
    {"cut literal", "tru"},
    {"plus sign", "+1"},
    {"minus alone", "-"},
    {"leading zero", "01"},
    {"minus leading zero", "-01"},
    {"no digit before the point", ".5"},
    {"no digit after the point", "1."},
    {"no digit in the exponent", "1e"},
    {"hexadecimal", "0x10"},
    {"infinite by its exponent", "1e400"},
    {"minus infinite by its exponent", "-1e400"},
    {"just past the largest double", "1.7976931348623159e308"},
    {"endless exponent", "1e99999999999999999999"},
    {"raw line end in a string", "\"a\nb\""},
    {"raw tab in a string", "\"a\tb\""},
    {"raw NUL in a string", "\"a\0b\""s},
    {"escaped NUL in a string", R"("a\u0000b")"},
    {"escaped NUL in a name", R"({"a\u0000":1})"},
    {"unknown escape", R"("\x")"},
    {"short unicode escape", R"("\u12")"},
    {"unicode escape without hex", R"("\u12G4")"},
    {"lone high surrogate", R"("\ud800")"},
    {"lone low surrogate", R"("\udc00")"},
    {"two high surrogates", R"("\ud800\ud800")"},
    {"high surrogate and a letter", R"("\ud800x")"},
    {"lone continuation byte", "\"\x80\""},
    {"overlong slash", "\"\xC0\xAF\""},
    {"overlong three bytes", "\"\xE0\x80\x80\""},
    {"surrogate as UTF-8", "\"\xED\xA0\x80\""},
    {"past the last character", "\"\xF4\x90\x80\x80\""},
    {"cut character", "\"\xE4\xB8\""},
    {"byte FF", "\"\xFF\""},
    {"Latin 1 name", "{\"\xE9\":1}"},
    {"a name twice", R"({"a":1,"a":2})"},
    {"a name twice, once escaped", R"({"a":1,"\u0061":2})"},
    {"a name twice, deep", R"([{"x":{"b":1,"c":2,"b":3}}])"},
    {"the empty name twice", R"({"":1,"":2})"},
    {"depth 65", nested(65)},
    {"only opening brackets", std::string(100'000, '[')},
    {"blank of another kind", "\xC2\xA0{}"},
    {"vertical tab", "\v1"},
};

TEST(Json, accepts_what_the_standard_and_our_rules_allow) {
  for (const auto& [name, text] : accepted) {
    const auto value = parse_json(text);
    EXPECT_TRUE(value) << name << ": " << (value ? "" : value.error().message);
  }
}

TEST(Json, refuses_everything_else) {
  for (const auto& [name, text] : refused) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << name;
    EXPECT_EQ(value.error().code, "json.not_valid") << name;
  }
}

TEST(Json, says_where_and_why) {
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})").error().message,
            "the text is not valid JSON at byte 12: the name \"a\" stands twice in one object");
  EXPECT_EQ(parse_json("[1] x").error().message, "the text is not valid JSON at byte 4: more text follows the value");
}

TEST(Json, the_depth_is_a_setting) {
  EXPECT_TRUE(parse_json(nested(3), {.depth_max = 3}));
  EXPECT_FALSE(parse_json(nested(4), {.depth_max = 3}));
  EXPECT_TRUE(parse_json(nested(200), {.depth_max = 200}));
}

TEST(Json, integers_within_int64_stay_exact) {
  EXPECT_EQ(*parse_json("9007199254740993")->if_integer(), 9007199254740993);
  EXPECT_EQ(*parse_json("-9223372036854775808")->if_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*parse_json("-0")->if_integer(), 0);
}

TEST(Json, other_numbers_are_the_nearest_doubles) {
  EXPECT_EQ(*parse_json("9223372036854775808")->if_double(), 9223372036854775808.0);
  EXPECT_EQ(*parse_json("0.1")->if_double(), 0.1);
  EXPECT_EQ(*parse_json("1e-400")->if_double(), 0.0);
  EXPECT_EQ(*parse_json("5e-324")->if_double(), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(*parse_json("1.7976931348623157e308")->if_double(), std::numeric_limits<double>::max());
  EXPECT_TRUE(std::signbit(*parse_json("-0.0")->if_double()));
}

TEST(Json, a_number_remembers_how_it_was_given_where_it_is_written_otherwise) {
  for (const auto* text : {"1.10", "12345678901234567890", "1e3", "-0.00", "0.1000000000000000055511151231257827", "1e-400"}) {
    const auto number = parse_json(text).value();
    ASSERT_NE(number.given_text(), nullptr) << text;
    EXPECT_EQ(*number.given_text(), text);
  }
  for (const auto* text : {"1.5", "1.0", "-0.25", "1e+30", "7", "\"1.10\"", "null"})
    EXPECT_EQ(parse_json(text)->given_text(), nullptr) << text;
  EXPECT_EQ(parse_json("1.10").value(), Json(1.1));
  EXPECT_EQ(format_json(parse_json("1.10").value()), "1.1");
}

TEST(Json, strings_are_unescaped) {
  EXPECT_EQ(*parse_json(R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")")->if_string(), "\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80");
}

TEST(Json, is_made_of_integers_of_every_width) {
  const Json::Array numbers{Json(std::size_t{1}), Json(std::uint32_t{2}), Json(3LL), Json(short{4}), Json(-5)};
  EXPECT_EQ(format_json(Json(numbers)), "[1,2,3,4,-5]");
}

TEST(Json, members_are_found_set_and_kept_in_order) {
  auto value = *parse_json(R"({"b":1,"a":2})");

  value.set("b", "new");
  value.set("c", true);

  EXPECT_EQ(format_json(value), R"({"b":"new","a":2,"c":true})");
  ASSERT_NE(value.find("a"), nullptr);
  EXPECT_EQ(*value.find("a"), Json(2));
  EXPECT_EQ(value.find("d"), nullptr);
  EXPECT_EQ(Json(3).find("a"), nullptr);
}

TEST(Json, null_becomes_an_object_when_a_member_is_set) {
  Json value;
  value.set("a", 1);
  EXPECT_EQ(format_json(value), R"({"a":1})");
}

TEST(Json, control_characters_are_escaped_and_the_rest_is_raw) {
  EXPECT_EQ(format_json(Json("\x01\x1f\x7f\"\\/\n\xC3\xA9")), "\"\\u0001\\u001f\x7f\\\"\\\\/\\n\xC3\xA9\"");
}

TEST(Json, text_that_is_no_utf8_is_written_with_replacement_characters) {
  EXPECT_EQ(format_json(Json("a\xFFz")), "\"a\xEF\xBF\xBDz\"");
}

TEST(Json, a_double_reads_back_as_a_double) {
  EXPECT_EQ(format_json(Json(1.0)), "1.0");
  EXPECT_EQ(format_json(Json(-0.0)), "-0.0");
  EXPECT_EQ(format_json(Json(0.1)), "0.1");
}

// Any value of at most that depth.
rc::Gen<Json> any_json(int depth) {
  const auto name = rc::gen::container<std::string>(rc::gen::inRange('a', static_cast<char>('z' + 1)));
  const auto text = rc::gen::container<std::string>(rc::gen::inRange('\1', '\x7f'));
  const auto number = rc::gen::suchThat(rc::gen::arbitrary<double>(), [](double value) { return std::isfinite(value); });
  const auto leaf =
      rc::gen::oneOf(rc::gen::just(Json()), rc::gen::map(rc::gen::arbitrary<bool>(), [](bool value) { return Json(value); }),
                     rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t value) { return Json(value); }),
                     rc::gen::map(number, [](double value) { return Json(value); }),
                     rc::gen::map(text, [](std::string value) { return Json(std::move(value)); }));
  if (depth == 0) return leaf;
  const auto array = rc::gen::map(rc::gen::container<Json::Array>(any_json(depth - 1)),
                                  [](Json::Array items) { return Json(std::move(items)); });
  const auto object =
      rc::gen::map(rc::gen::container<std::map<std::string, Json>>(name, any_json(depth - 1)),
                   [](const std::map<std::string, Json>& members) { return Json(Json::Object(members.begin(), members.end())); });
  return rc::gen::oneOf(leaf, array, object);
}

RC_GTEST_PROP(JsonLaws, writing_then_parsing_is_the_identity, ()) {
  const auto value = *any_json(2);
  const auto again = parse_json(format_json(value));
  RC_ASSERT(static_cast<bool>(again));
  RC_ASSERT(*again == value);
}

RC_GTEST_PROP(JsonLaws, the_canonical_form_is_its_own_canonical_form, ()) {
  const auto canonical = canonical_json(*any_json(2));
  const auto again = parse_json(canonical);
  RC_ASSERT(static_cast<bool>(again));
  RC_ASSERT(canonical_json(*again) == canonical);
}

RC_GTEST_PROP(JsonLaws, no_text_stops_the_parser, (const std::string& text)) {
  const auto value = parse_json(text);
  const bool is_told = value || value.error().code == "json.not_valid";
  RC_ASSERT(is_told);  // the macro would evaluate both sides of ||
}

}  // namespace
}  // namespace slipway::base
