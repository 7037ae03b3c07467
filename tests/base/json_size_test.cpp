#include "base/json_size.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"

namespace slipway::base {
namespace {

std::size_t values_in(const Json& json) {
  std::size_t count = 1;
  if (const auto* list = json.if_array())
    for (const auto& item : *list) count += values_in(item);
  if (const auto* object = json.if_object())
    for (const auto& [name, value] : *object) count += values_in(value);
  return count;
}

TEST(JsonSize, counts_the_values_that_a_parser_makes) {
  for (const std::string text :
       {"0", "null", R"("a, [b]")", "[]", "{}", " [ ] ", "[0,0,0]", "[[],[],[[]]]", R"({"a":1,"b":[{},{"c":{}}]})",
        "[ {} , [ ] , 1 ]", R"(["\"",",","\\",{"[":"{"}])", R"({"a":[1,2,{"b":"]"}],"c":"\\\""})"})
    EXPECT_EQ(count_json_values(text), values_in(parse_json(text).value())) << text;
}

TEST(JsonSize, text_that_is_cut_has_no_fewer_than_a_parser_sees) {
  const std::string text = R"([1,[2,{"a":3}],"4)";
  EXPECT_EQ(count_json_values(text), 7U);
  EXPECT_EQ(count_json_values(""), 1U);
  EXPECT_EQ(count_json_values("[\"\\"), 2U);
}

}  // namespace
}  // namespace slipway::base
