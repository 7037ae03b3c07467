// Who waits for a connection is served in the order in which they came.
#include "adapters/store/connection_pool.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>

#include "support/eventually.h"

namespace slipway::test {
namespace {

struct Nothing {};
using Pool = store::ConnectionPool<Nothing>;

constexpr std::chrono::seconds long_enough{20};

Result<std::unique_ptr<Nothing>> open_nothing() { return std::make_unique<Nothing>(); }

TEST(ConnectionPool, who_came_first_is_served_first_also_when_somebody_asks_again_at_once) {
  Pool pool(1, open_nothing);
  auto first = pool.acquire(long_enough);
  ASSERT_TRUE(first);
  std::optional<Pool::Lease> held(std::move(*first));
  base::Mutex mutex;
  std::string order;
  const auto take = [&](char who) {
    const auto lease = pool.acquire(long_enough);
    const base::MutexLock lock(mutex);
    order += lease ? who : '-';
  };
  std::vector<std::jthread> waiting;
  for (const char who : {'a', 'b', 'c'}) {
    waiting.emplace_back(take, who);
    ASSERT_TRUE(eventually([&] { return pool.usage().waiting == waiting.size(); }));
  }

  held.reset();
  take('d');  // on a thread that runs already, while the others have to be woken
  waiting.clear();

  EXPECT_EQ(order, "abcd");
}

TEST(ConnectionPool, one_that_waited_in_vain_leaves_its_place_to_the_next) {
  Pool pool(1, open_nothing);
  auto first = pool.acquire(long_enough);
  ASSERT_TRUE(first);
  std::optional<Pool::Lease> held(std::move(*first));
  std::atomic<bool> is_served = false;
  std::jthread patient;
  {
    std::jthread impatient([&] { EXPECT_FALSE(pool.acquire(std::chrono::milliseconds{30})); });
    ASSERT_TRUE(eventually([&] { return pool.usage().waiting == 1; }));
    patient = std::jthread([&] { is_served = static_cast<bool>(pool.acquire(long_enough)); });
  }

  held.reset();
  patient.join();

  EXPECT_TRUE(is_served);
  EXPECT_EQ(pool.usage().waiting, 0U);
}

TEST(ConnectionPool, all_that_wait_are_told_when_it_closes) {
  Pool pool(1, open_nothing);
  const auto held = pool.acquire(long_enough);
  ASSERT_TRUE(held);
  std::vector<std::jthread> waiting;
  std::atomic<int> refused = 0;
  for (int at = 0; at < 3; ++at) waiting.emplace_back([&] { refused += pool.acquire(long_enough) ? 0 : 1; });
  ASSERT_TRUE(eventually([&] { return pool.usage().waiting == 3; }));

  pool.close();
  waiting.clear();

  EXPECT_EQ(refused, 3);
}

}  // namespace
}  // namespace slipway::test
