// Every keyword of the contract, as what is taken and how what is not is refused.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "contract/reader.h"
#include "generated/features/lid_box_dto.h"
#include "generated/features/thing_dto.h"

namespace slipway {
namespace {

base::Json json(std::string_view text) {
  auto parsed = base::parse_json(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? std::move(parsed).value() : base::Json{};
}

// A thing that is right, with one member added or replaced.
base::Json thing_with(std::string_view name, std::string_view value) {
  auto thing = json(R"({"name":"box","sizes":["s"],"place":{}})");
  thing.set(name, json(value));
  return thing;
}

Result<features::Thing> decode_with(std::string_view name, std::string_view value) {
  return features::Thing::decode(thing_with(name, value));
}

struct Refusal {
  const char* name;
  const char* member;
  const char* value;
  const char* message;
  const char* public_code;
};

class RefusedMember : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedMember, names_its_place_and_what_it_must_be) {
  const auto result = decode_with(GetParam().member, GetParam().value);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, base::ErrorKind::invalid_argument);
  EXPECT_EQ(result.error().code, "request.not_valid");
  EXPECT_EQ(result.error().message, GetParam().message);
  EXPECT_EQ(result.error().detail, GetParam().public_code);
}

INSTANTIATE_TEST_SUITE_P(
    AllKeywords, RefusedMember,
    testing::Values(
        Refusal{"number_for_string", "colour", "1", "/colour must be a string", ""},
        Refusal{"outside_enum", "colour", R"("blue")", "/colour must be red or green", ""},
        Refusal{"outside_pattern", "code", R"("aB")", "/code must be a word of small letters", ""},
        Refusal{"too_short", "name", R"("")", "/name must have a length from 1 to 8", "DLF.3004"},
        Refusal{"too_long", "name", R"("123456789")", "/name must have a length from 1 to 8", "DLF.3004"},
        Refusal{"null_is_absent", "name", "null", "/name is missing", "DLF.3004"},
        Refusal{"list_for_scalar", "value", "[1]", "/value must be a string", ""},
        Refusal{"no_items", "sizes", "[]", "/sizes must have a number of items from 1 to 3", "DLF.7003"},
        Refusal{"too_many_items", "sizes", R"(["a","b","c","d"])", "/sizes must have a number of items from 1 to 3", "DLF.7003"},
        Refusal{"repeated_text", "sizes", R"(["a","b","a"])", "/sizes/2 repeats a", "DLF.7003"},
        Refusal{"item_rule", "sizes", R"(["a","abcde"])", "/sizes/1 must have a length of at most 4", "DLF.7003"},
        Refusal{"null_item", "sizes", R"([null])", "/sizes/0 must be a string", "DLF.7003"},
        Refusal{"text_for_list", "sizes", R"("a")", "/sizes must be a list", "DLF.7003"},
        Refusal{"repeated_integer", "marks", "[1,2,2]", "/marks/2 repeats 2", ""},
        Refusal{"integer_enum", "marks", "[4]", "/marks/0 must be one of 1, 2, 3", ""},
        Refusal{"nested_list", "grid", "[[1],[1,2,3]]", "/grid/1 must have a number of items of at most 2", ""},
        Refusal{"nested_item", "grid", "[[1],[1,true]]", "/grid/1/1 must be an integer from -2147483648 to 2147483647", ""},
        Refusal{"beyond_int32", "small", "2147483648", "/small must be an integer from -2147483648 to 2147483647", ""},
        Refusal{"below_int32", "small", "-2147483649", "/small must be an integer from -2147483648 to 2147483647", ""},
        Refusal{"beyond_int64", "big", "9223372036854775808", "/big must be an integer", ""},
        Refusal{"fraction", "big", "1.5", "/big must be an integer", ""},
        Refusal{"zero_fraction", "big", "1.0", "/big must be an integer", ""},
        Refusal{"exponent", "big", "1e2", "/big must be an integer", ""},
        Refusal{"text_for_integer", "big", R"("1")", "/big must be an integer", ""},
        Refusal{"below_minimum", "level", "-1", "/level must be an integer from 0 to 5", ""},
        Refusal{"above_maximum", "level", "6", "/level must be an integer from 0 to 5", ""},
        Refusal{"not_a_choice", "mode", "2", "/mode must be 0 or 1", ""},
        Refusal{"text_for_choice", "mode", R"("1")", "/mode must be 0 or 1", ""},
        Refusal{"text_for_number", "weight", R"("1")", "/weight must be a number", ""},
        Refusal{"number_range", "weight", "1000.5", "/weight must be a number from 0 to 1000", ""},
        Refusal{"number_for_boolean", "flag", "1", "/flag must be true or false", ""},
        Refusal{"text_for_boolean", "flag", R"("true")", "/flag must be true or false", ""},
        Refusal{"list_for_object", "free", "[]", "/free must be an object", ""},
        Refusal{"text_for_struct", "place", R"("here")", "/place must be an object", ""},
        Refusal{"list_for_struct", "place", "[{}]", "/place must be an object", ""},
        Refusal{"two_for_one", "depends", "[{},{}]", "/depends must be an object", ""},
        Refusal{"nested_member", "parts", R"([{},{"x":[]}])", "/parts/1/x must be a string", ""},
        Refusal{"code_is_inherited", "plan", R"({"at":5})", "/plan/at must be a string", "DLF.3025"},
        Refusal{"missing_inherits_too", "plan", "{}", "/plan/at is missing", "DLF.3025"},
        Refusal{"missing_has_a_code_of_its_own", "sizes", "null", "/sizes is missing", "DLF.1006"},
        Refusal{"inner_code_wins", "plan", R"({"at":"now","every":0})", "/plan/every must be an integer of at least 1",
                "DLF.2014"}),
    [](const testing::TestParamInfo<Refusal>& row) { return std::string(row.param.name); });

TEST(Decode, integers_reach_to_the_ends_of_their_types) {
  EXPECT_EQ(decode_with("small", "-2147483648")->small, -2147483648LL);
  EXPECT_EQ(decode_with("small", "2147483647")->small, 2147483647);
  EXPECT_EQ(decode_with("big", "9223372036854775807")->big, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decode_with("big", "-9223372036854775808")->big, std::numeric_limits<std::int64_t>::min());
}

TEST(Decode, lengths_count_characters_and_not_bytes) {
  EXPECT_TRUE(decode_with("name", R"("äöüßäöüß")"));
  EXPECT_FALSE(decode_with("name", R"("äöüßäöüßä")"));
}

TEST(Decode, scalars_become_text_where_the_contract_accepts_them) {
  EXPECT_EQ(decode_with("value", "0")->value, "0");
  EXPECT_EQ(decode_with("value", "-12")->value, "-12");
  EXPECT_EQ(decode_with("value", "1.5")->value, "1.5");
  for (const auto* text : {"1.10", "12345678901234567890", "1e3", "0.30000000000000004441"})
    EXPECT_EQ(decode_with("value", text)->value, text) << "as it was given";
  EXPECT_EQ(decode_with("value", "true")->value, "true");
  EXPECT_EQ(decode_with("value", R"("as it is")")->value, "as it is");
}

TEST(Decode, one_item_stands_for_a_list_and_a_list_of_one_for_an_object) {
  EXPECT_EQ(decode_with("friends", R"("lin")")->friends, std::vector<std::string>{"lin"});
  EXPECT_EQ(decode_with("friends", R"(["lin","wei"])")->friends, (std::vector<std::string>{"lin", "wei"}));
  EXPECT_EQ(decode_with("depends", R"([{"x":1}])")->depends->x, "1");
  EXPECT_EQ(decode_with("depends", R"({"x":"1"})")->depends->x, "1");
  EXPECT_FALSE(decode_with("depends", "[]")->depends.has_value());
}

TEST(Decode, what_is_empty_is_absent_where_the_contract_says_so) {
  for (const auto* nothing : {"{}", "[]"}) EXPECT_FALSE(decode_with("spot", nothing)->spot.has_value()) << nothing;
  EXPECT_EQ(decode_with("spot", R"({"x":"1"})")->spot->x, "1");
  EXPECT_FALSE(decode_with("words", "{}")->words.has_value());
  EXPECT_EQ(decode_with("words", "[]")->words, std::vector<std::string>());
  EXPECT_FALSE(decode_with("words", R"({"a":1})"));
  EXPECT_FALSE(decode_with("spot", "[1]"));
  EXPECT_FALSE(decode_with("friends", "{}")) << "the contract does not say so of this one";
}

TEST(Decode, what_is_stored_is_read_whatever_the_rules_of_today_say) {
  const auto stored =
      json(R"({"title":"a name of more than eight","sizes":["s","s","longer","4","5"],"place":{},"colour":"blue","code":"A1",
    "marks":[7],"level":9,"weight":2000.5})");
  EXPECT_FALSE(features::Thing::decode(stored));

  const auto thing = contract::decode_dto<features::Thing>(stored, contract::Decoder::Asks::types);

  ASSERT_TRUE(thing) << thing.error().message;
  EXPECT_EQ(thing->sizes.size(), 5U);
  EXPECT_EQ(thing->colour, "blue");
  EXPECT_EQ(thing->marks, std::vector<std::int64_t>{7});
  EXPECT_EQ(thing->level, 9);
  const auto of_a_wrong_type = json(R"({"title":5,"sizes":["s"],"place":{}})");
  EXPECT_FALSE(contract::decode_dto<features::Thing>(of_a_wrong_type, contract::Decoder::Asks::types));
}

TEST(Decode, aliases_are_read_when_the_first_name_is_absent) {
  const auto by_alias = features::Thing::decode(json(R"({"title":"t","sizes":["s"],"place":{}})"));
  const auto by_both = features::Thing::decode(json(R"({"title":"t","name":"n","sizes":["s"],"place":{}})"));
  const auto null_first = features::Thing::decode(json(R"({"name":null,"label":"l","sizes":["s"],"place":{}})"));

  EXPECT_EQ(by_alias->name, "t");
  EXPECT_EQ(by_both->name, "n");
  EXPECT_EQ(null_first->name, "l");
}

TEST(Decode, defaults_stand_for_what_is_absent_or_null) {
  const auto thing = decode_with("mode", "null");

  ASSERT_TRUE(thing);
  EXPECT_EQ(thing->mode, 1);
  EXPECT_EQ(thing->order, "desc");
  EXPECT_TRUE(thing->careful);
  EXPECT_FALSE(thing->flag.has_value());
  EXPECT_EQ(decode_with("mode", "0")->mode, 0);
}

TEST(Decode, what_is_missing_without_a_code_of_its_own_has_the_published_one) {
  const auto result = features::Thing::decode(json(R"({"name":"box","sizes":["s"]})"));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "/place is missing");
  EXPECT_EQ(result.error().detail, "DLF.0802");
}

TEST(Decode, only_the_first_failure_is_told) {
  const auto result = features::Thing::decode(json(R"({"name":1,"sizes":2})"));

  EXPECT_EQ(result.error().message, "/name must be a string");
}

TEST(Decode, a_body_that_is_no_object_is_refused) {
  EXPECT_EQ(features::Thing::decode(json("[]")).error().message, "the body must be an object");
}

TEST(Decode, unknown_members_are_ignored_unless_the_contract_refuses_them) {
  EXPECT_TRUE(decode_with("unheard_of", "1"));
  EXPECT_EQ(features::Lid::decode(json(R"({"width":1,"colour":"red"})")).error().message, "/colour is not known here");
  EXPECT_EQ(features::Lid::decode(json(R"({"width":1,"inner":{"a/b~c":1}})")).error().message,
            "/inner/a~1b~0c is not known here");
  EXPECT_TRUE(features::Lid::decode(json(R"({"breadth":1})")));
}

TEST(Decode, long_names_and_values_of_callers_are_cut_between_characters) {
  std::string name;
  for (int count = 0; count < 100; ++count) name += "ä";
  auto lid = json(R"({"width":1})");
  lid.set(name, 1);

  const auto message = features::Lid::decode(lid).error().message;

  EXPECT_EQ(message, "/" + name.substr(0, 64) + "... is not known here");
}

TEST(Decode, free_form_objects_are_kept_as_they_are) {
  const auto thing = decode_with("free", R"({"b":[1,2.5,null],"a":{"c":"d"}})");

  EXPECT_EQ(base::format_json(*thing->free), R"({"b":[1,2.5,null],"a":{"c":"d"}})");
}

TEST(Encode, what_is_decoded_is_encoded_with_absent_members_left_out) {
  const std::string text =
      R"({"name":"box \"1\"","colour":"red","value":"5","sizes":["s","m"],"marks":[],"friends":["lin"],)"
      R"("grid":[[1],[]],"small":-1,"big":9007199254740993,"mode":0,"weight":0.25,"flag":false,"careful":false,)"
      R"("order":"asc","free":{},"place":{"x":"0"},"parts":[{},{"x":"1"}],"plan":{"at":"now"},"default":"word"})";
  const auto thing = features::Thing::decode(json(text));
  ASSERT_TRUE(thing) << thing.error().message;

  std::string encoded;
  thing->encode(encoded);

  EXPECT_EQ(encoded, text);
}

TEST(Encode, an_empty_answer_still_has_its_required_lists_and_objects) {
  std::string encoded;
  features::ListThingsResponse{}.encode(encoded);
  EXPECT_EQ(encoded, R"({"total":0,"things":[]})");

  encoded.clear();
  features::Thing{}.encode(encoded);
  EXPECT_EQ(encoded, R"({"name":"","sizes":[],"mode":1,"careful":true,"order":"desc","place":{}})");
}

}  // namespace
}  // namespace slipway
