// Secrets at rest: AES-256-GCM under one key that lies in a file beside the data. A sealed text opens only with the key
// and the context (table, row and column) it was sealed with. A SealingKey may be used from any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace slipway::base {

class SealingKey {
 public:
  static constexpr std::size_t size = 32;

  static Result<SealingKey> from_bytes(std::string_view bytes);  // errors: "seal.key_not_valid"

  SealingKey(const SealingKey&) = default;
  SealingKey& operator=(const SealingKey&) = default;
  ~SealingKey();  // wipes the bytes

  // Hex text: key id, random nonce, ciphertext, tag. Sealing the same text twice gives two different texts.
  std::string seal(std::string_view plain, std::string_view context) const;

  // Errors: "seal.other_key" when another key sealed it; "seal.not_valid" when text or context were changed.
  Result<std::string> open(std::string_view sealed, std::string_view context) const;

  // Tells two keys apart and gives nothing away about them. The database keeps it.
  std::string check_value() const;

 private:
  SealingKey() = default;
  std::string key_id() const;  // 4 bytes

  std::array<unsigned char, size> bytes_{};
};

// Errors: "seal.key_not_valid", "seal.key_file_is_open" when others may read it, and those of file.h.
Result<SealingKey> load_key_file(const std::string& path);

// The same, but makes the key file (mode 0600) when there is none. Of several that start at once, all get the same key.
Result<SealingKey> load_or_create_key_file(const std::string& path, RandomSource& random);

}  // namespace slipway::base
