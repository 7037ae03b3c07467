#include "base/password_hash.h"

#include <gtest/gtest.h>

namespace slipway::base {
namespace {

TEST(PasswordHash, only_the_right_password_is_verified) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(verify_password(hash, "correct horse"));
  EXPECT_FALSE(verify_password(hash, "correct horsf"));
  EXPECT_FALSE(verify_password(hash, ""));
  EXPECT_FALSE(verify_password(hash, std::string("correct horse\0", 14)));
}

TEST(PasswordHash, carries_algorithm_and_cost) { EXPECT_EQ(hash_password("x").substr(0, 31), "$argon2id$v=19$m=19456,t=2,p=1$"); }

TEST(PasswordHash, is_salted) { EXPECT_NE(hash_password("x"), hash_password("x")); }

TEST(PasswordHash, what_is_no_hash_verifies_nothing) {
  EXPECT_FALSE(verify_password("", ""));
  EXPECT_FALSE(verify_password("x", "x"));
  EXPECT_FALSE(verify_password(std::string(500, 'x'), "x"));
}

}  // namespace
}  // namespace slipway::base
