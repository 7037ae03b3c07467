#include "base/password_hash.h"

#include <sodium.h>

#include "base/assert.h"

namespace slipway::base {

namespace {

constexpr unsigned long long pass_count = 2;
constexpr std::size_t memory_bytes = std::size_t{19} << 20;

void start_sodium_once() {
  static const bool started = sodium_init() >= 0;
  BASE_ASSERT(started);
}

}  // namespace

std::string hash_password(std::string_view password) {
  start_sodium_once();
  char hash[crypto_pwhash_STRBYTES];
  const int failure =
      crypto_pwhash_str_alg(hash, password.data(), password.size(), pass_count, memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  BASE_ASSERT(failure == 0);  // fails only when 19 MiB cannot be had
  return hash;
}

bool verify_password(const std::string& hash, std::string_view password) {
  start_sodium_once();
  return hash.size() < crypto_pwhash_STRBYTES && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace slipway::base
