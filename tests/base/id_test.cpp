#include "base/id.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace slipway::base {
namespace {

using PackageId = NumberId<struct PackageTag>;
using ProjectId = HexId<struct ProjectTag>;

TEST(NumberId, is_a_decimal_number_from_1_to_2_to_the_63rd) {
  EXPECT_EQ(PackageId::parse("1"), PackageId{1});
  EXPECT_EQ(PackageId::parse("9223372036854775807")->text(), "9223372036854775807");
  for (const auto* text : {"", "0", "01", "-1", "+1", " 1", "1 ", "1a", "9223372036854775808", "99999999999999999999"})
    EXPECT_EQ(PackageId::parse(text), std::nullopt) << text;
}

TEST(HexId, is_32_lower_case_hex_digits) {
  const std::string digits = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(ProjectId::parse(digits)->text(), digits);
  EXPECT_EQ(ProjectId::parse(""), std::nullopt);
  EXPECT_EQ(ProjectId::parse(digits.substr(1)), std::nullopt);
  EXPECT_EQ(ProjectId::parse("0123456789ABCDEF0123456789abcdef"), std::nullopt);
  EXPECT_EQ(ProjectId::parse("g123456789abcdef0123456789abcdef"), std::nullopt);
}

TEST(Id, a_default_id_stands_for_none) {
  EXPECT_FALSE(PackageId{});
  EXPECT_FALSE(ProjectId{});
  EXPECT_TRUE(PackageId{1});
}

TEST(Id, can_be_a_key) {
  const std::unordered_set<PackageId> ids{{1}, {2}, {1}};
  EXPECT_EQ(ids.size(), 2U);
}

}  // namespace
}  // namespace slipway::base
