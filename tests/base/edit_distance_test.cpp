#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(EditDistance, counts_letters_to_replace_insert_and_leave_out) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("list", "list"), 0U);
  EXPECT_EQ(edit_distance("list", "lost"), 1U);
  EXPECT_EQ(edit_distance("lst", "list"), 1U);
  EXPECT_EQ(edit_distance("list", "lst"), 1U);
  EXPECT_EQ(edit_distance("strat", "start"), 2U);
  EXPECT_EQ(edit_distance("", "four"), 4U);
}

}  // namespace
}  // namespace slipway::base
