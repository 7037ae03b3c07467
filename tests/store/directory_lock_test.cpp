#include "adapters/store/directory_lock.h"

#include <gtest/gtest.h>

#include <optional>

#include "support/temporary_directory.h"

namespace slipway::test {
namespace {

TEST(DirectoryLock, one_server_has_a_directory_at_a_time) {
  const TemporaryDirectory directory;
  auto first = store::DirectoryLock::take(directory.path());
  ASSERT_TRUE(first);
  std::optional<store::DirectoryLock> held(std::move(*first));

  const auto second = store::DirectoryLock::take(directory.path());

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "store.directory_in_use");
  EXPECT_NE(second.error().message.find(directory.path()), std::string::npos) << second.error().message;
  held.reset();
  EXPECT_TRUE(store::DirectoryLock::take(directory.path()));
}

TEST(DirectoryLock, a_directory_that_is_not_there_is_told) {
  const auto lock = store::DirectoryLock::take("/no/such/directory");

  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, "store.unavailable");
}

}  // namespace
}  // namespace slipway::test
