#include "adapters/http/transport/limits/pace.h"

#include <gtest/gtest.h>

namespace slipway::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::chrono::steady_clock::time_point began{};
const Pace pace{.silence = seconds(20), .grace = seconds(60), .bytes_per_second = 1000};

TEST(Pace, a_silence_has_its_bound) {
  EXPECT_EQ(next_deadline(pace, began, 0, began), began + seconds(20));
  EXPECT_EQ(next_deadline(pace, began, 1'000'000, began + seconds(30)), began + seconds(50));
}

TEST(Pace, the_whole_has_a_grace_and_what_its_bytes_earn) {
  EXPECT_EQ(next_deadline(pace, began, 0, began + seconds(50)), began + seconds(60));
  EXPECT_EQ(next_deadline(pace, began, 5'000, began + seconds(60)), began + seconds(65));
  EXPECT_EQ(next_deadline(pace, began, 500, began + seconds(60)), began + milliseconds(60'500));
}

TEST(Pace, who_trickles_is_late_however_short_his_silences_are) {
  EXPECT_LT(next_deadline(pace, began, 100, began + seconds(70)), began + seconds(70));
}

}  // namespace
}  // namespace slipway::http
