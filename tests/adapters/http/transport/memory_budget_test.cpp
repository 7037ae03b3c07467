#include "adapters/http/transport/limits/memory_budget.h"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <optional>
#include <string>

namespace slipway::http {
namespace {

using std::chrono::seconds;

constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t whole = 80 * mib;

class MemoryBudgetTest : public ::testing::Test {
 protected:
  Room& room_of(const std::string& share) { return rooms.emplace_back(budget, share); }
  Room& holder(const std::string& share, std::size_t bytes) {
    auto& room = room_of(share);
    EXPECT_TRUE(room.try_grow_to(bytes)) << share;
    return room;
  }

  // What somebody who waits was told: nothing yet, or whether there was room.
  struct Told {
    std::optional<bool> answer;
  };
  Told& wait(Room& room, std::size_t bytes, seconds patience = seconds(5)) {
    auto& told = waits.emplace_back();
    room.grow_later(bytes, now + patience, [&told](bool given) {
      EXPECT_FALSE(told.answer) << "told twice";
      told.answer = given;
    });
    return told;
  }

  MemoryBudget budget{whole};
  MemoryBudget::Time now{};
  std::deque<Told> waits;
  std::deque<Room> rooms;
};

TEST_F(MemoryBudgetTest, what_is_held_is_counted_and_given_back) {
  {
    Room room(budget, "a");
    EXPECT_TRUE(room.try_grow_to(mib));
    EXPECT_TRUE(room.try_grow_to(3 * mib));
    EXPECT_TRUE(room.try_grow_to(2 * mib)) << "it holds more than that";
    EXPECT_EQ(budget.held(), 3 * mib);
  }
  EXPECT_EQ(budget.held(), 0U);
}

TEST_F(MemoryBudgetTest, one_who_is_alone_may_have_it_all_but_what_is_kept_for_the_small) {
  auto& room = room_of("a");
  EXPECT_FALSE(room.try_grow_to(budget.room_max() + 1));
  EXPECT_TRUE(room.try_grow_to(budget.room_max()));
  EXPECT_EQ(budget.room_max(), whole / 8 * 7);
}

TEST_F(MemoryBudgetTest, while_others_hold_some_an_address_has_at_most_half) {
  holder("b", 1);
  auto& first = holder("a", whole / 4);
  auto& second = holder("a", whole / 4);

  EXPECT_FALSE(second.try_grow_to(whole / 4 + 1));
  EXPECT_FALSE(room_of("a").try_grow_to(1)) << "the small ones of one address count together";
  EXPECT_TRUE(room_of("c").try_grow_to(whole / 4));
  first.settle(0);
  EXPECT_TRUE(second.try_grow_to(whole / 2));
}

TEST_F(MemoryBudgetTest, who_has_no_share_is_bound_by_the_whole_alone) {
  holder("b", 1);
  holder("", whole / 2);
  EXPECT_TRUE(room_of("").try_grow_to(whole / 4));
}

TEST_F(MemoryBudgetTest, the_small_find_room_when_the_large_have_filled_it) {
  holder("", budget.room_max());
  EXPECT_FALSE(room_of("").try_grow_to(MemoryBudget::small_max + 1));

  std::size_t small_count = 0;
  while (room_of("").try_grow_to(MemoryBudget::small_max)) ++small_count;

  EXPECT_EQ(small_count, (whole - budget.room_max()) / MemoryBudget::small_max);
}

TEST_F(MemoryBudgetTest, who_waits_is_served_in_order_as_room_comes_back) {
  auto& holding = holder("", 60 * mib);
  auto& first = wait(room_of("b"), 30 * mib);
  auto& second = wait(room_of("c"), 20 * mib);
  ASSERT_EQ(budget.waiting_count(), 2U);

  holding.settle(45 * mib);
  EXPECT_FALSE(first.answer);
  EXPECT_FALSE(second.answer) << "there is room for it, but another one was first";
  EXPECT_FALSE(room_of("d").try_grow_to(20 * mib)) << "nor does anybody new overtake";
  holding.settle(40 * mib);
  EXPECT_EQ(first.answer, true);
  EXPECT_FALSE(second.answer);
  holding.settle(0);
  EXPECT_EQ(second.answer, true);
  EXPECT_EQ(budget.held(), 50 * mib);
}

TEST_F(MemoryBudgetTest, the_small_and_other_addresses_wait_behind_nobody_who_is_large_or_has_his_half) {
  auto& holding = holder("a", whole / 2);
  holder("b", mib);
  auto& greedy = wait(room_of("a"), mib);
  auto& other = wait(room_of("c"), 20 * mib);
  EXPECT_FALSE(greedy.answer);
  EXPECT_EQ(other.answer, true) << "only the address before it has its half";

  auto& large = wait(room_of("d"), 20 * mib);
  EXPECT_FALSE(large.answer);
  EXPECT_TRUE(room_of("e").try_grow_to(MemoryBudget::small_max));
  holding.settle(0);
  EXPECT_EQ(greedy.answer, true);
  EXPECT_EQ(large.answer, true);
}

TEST_F(MemoryBudgetTest, who_has_waited_long_enough_is_told_that_there_is_no_room) {
  holder("", budget.room_max());
  auto& early = wait(room_of("b"), 2 * mib, seconds(5));
  auto& late = wait(room_of("c"), mib, seconds(9));

  budget.give_up(now + seconds(4));
  EXPECT_FALSE(early.answer);
  budget.give_up(now + seconds(5));
  EXPECT_EQ(early.answer, false);
  EXPECT_FALSE(late.answer);
  budget.give_up(now + seconds(9));
  EXPECT_EQ(late.answer, false);
  EXPECT_EQ(budget.waiting_count(), 0U);
  EXPECT_EQ(budget.held(), budget.room_max());
}

TEST_F(MemoryBudgetTest, who_waited_behind_somebody_that_gave_up_is_served) {
  holder("", 40 * mib);
  auto& large = wait(room_of("b"), 35 * mib, seconds(1));
  auto& next = wait(room_of("c"), 20 * mib, seconds(9));
  ASSERT_FALSE(next.answer);

  budget.give_up(now + seconds(1));

  EXPECT_EQ(large.answer, false);
  EXPECT_EQ(next.answer, true);
}

TEST_F(MemoryBudgetTest, a_room_that_dies_while_it_waits_is_forgotten) {
  holder("", budget.room_max());
  {
    Room room(budget, "a");
    wait(room, 2 * mib);
  }
  EXPECT_EQ(budget.waiting_count(), 0U);
}

TEST_F(MemoryBudgetTest, what_is_there_already_is_counted_also_where_it_has_no_room) {
  auto& built = room_of("a");
  built.settle(whole + mib);
  EXPECT_EQ(budget.held(), whole + mib);
  EXPECT_FALSE(room_of("b").try_grow_to(1)) << "the next one pays for it";
  built.settle(0);
  EXPECT_TRUE(room_of("b").try_grow_to(1));
}

TEST_F(MemoryBudgetTest, a_handler_that_finds_no_room_says_what_to_hold_before_it_is_called_again) {
  auto& holding = holder("", 60 * mib);
  auto& room = holder("a", 4 * mib);
  HandlerRoom first(room, room.held());
  EXPECT_TRUE(first.take(mib));
  EXPECT_FALSE(first.take(10 * mib));
  EXPECT_EQ(first.wanted(), 15 * mib);

  holding.settle(0);
  ASSERT_TRUE(room.try_grow_to(first.wanted()));
  HandlerRoom second(room, 4 * mib);
  EXPECT_TRUE(second.take(mib));
  EXPECT_TRUE(second.take(10 * mib)) << "it is held already";
  EXPECT_EQ(second.wanted(), 0U);
  EXPECT_EQ(budget.held(), 15 * mib);
  EXPECT_FALSE(second.fits_ever(budget.room_max()));
}

}  // namespace
}  // namespace slipway::http
