#include "base/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"

namespace slipway::base {

namespace {

constexpr std::size_t key_id_size = 4;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct FreeCipherContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext>;

const EVP_CIPHER* seal_cipher() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  BASE_ASSERT(cipher != nullptr);
  return cipher;
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// What the tag covers beside the text: the key id, so that it cannot be swapped, and the context.
std::string associated_text(std::string_view key_id, std::string_view context) { return std::string(key_id).append(context); }

Error broken_seal() { return internal("seal.not_valid", "a sealed value was changed or belongs elsewhere"); }

}  // namespace

Result<SealingKey> SealingKey::from_bytes(std::string_view bytes) {
  if (bytes.size() != size)
    return invalid_argument("seal.key_not_valid", "a sealing key has 32 bytes, not " + std::to_string(bytes.size()));
  SealingKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

SealingKey::~SealingKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

std::string SealingKey::key_id() const {
  const std::string_view key(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  return hmac_sha256(key, "slipway key id").substr(0, key_id_size);
}

std::string SealingKey::check_value() const {
  const std::string_view key(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  return to_hex(hmac_sha256(key, "slipway key check"));
}

std::string SealingKey::seal(std::string_view plain, std::string_view context) const {
  const auto id = key_id();
  const auto associated = associated_text(id, context);
  std::string nonce(nonce_size, '\0');
  std::string cipher_text(plain.size(), '\0');
  std::string tag(tag_size, '\0');
  int written = 0;
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  const bool done =
      RAND_bytes(bytes_of(nonce), static_cast<int>(nonce_size)) == 1 &&
      EVP_EncryptInit_ex2(cipher.get(), seal_cipher(), bytes_.data(), bytes_of(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(std::string_view(associated)),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(cipher.get(), bytes_of(cipher_text), &written, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), nullptr, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size), tag.data()) == 1;
  BASE_ASSERT(done);
  return to_hex(id + nonce + cipher_text + tag);
}

Result<std::string> SealingKey::open(std::string_view sealed, std::string_view context) const {
  const auto bytes = from_hex(sealed);
  if (!bytes || bytes->size() < key_id_size + nonce_size + tag_size) return broken_seal();
  const auto id = bytes->substr(0, key_id_size);
  if (id != key_id()) return internal("seal.other_key", "a sealed value belongs to another key; restore the key file");

  const auto associated = associated_text(id, context);
  const auto nonce = bytes->substr(key_id_size, nonce_size);
  const auto cipher_text = bytes->substr(key_id_size + nonce_size, bytes->size() - key_id_size - nonce_size - tag_size);
  auto tag = bytes->substr(bytes->size() - tag_size);
  std::string plain(cipher_text.size(), '\0');
  int written = 0;
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  const bool done =
      EVP_DecryptInit_ex2(cipher.get(), seal_cipher(), bytes_.data(), bytes_of(std::string_view(nonce)), nullptr) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(std::string_view(associated)),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &written, bytes_of(std::string_view(cipher_text)),
                        static_cast<int>(cipher_text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size), tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), nullptr, &written) == 1;
  if (!done) return broken_seal();
  return plain;
}

// The file holds 64 hex digits and a line end.
Result<SealingKey> load_key_file(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return forbidden("seal.key_file_is_open", "the key file " + path + " may be read by others; make it yours alone: chmod 600");
  }
  TRY_LET(text, read_file(path, 1024));
  const auto bytes = from_hex(trim(text));
  OPENSSL_cleanse(text.data(), text.size());
  if (!bytes) return invalid_argument("seal.key_not_valid", "the key file " + path + " does not hold 64 hex digits");
  return SealingKey::from_bytes(*bytes);
}

Result<SealingKey> load_or_create_key_file(const std::string& path, RandomSource& random) {
  auto found = load_key_file(path);
  if (found || found.error().kind != ErrorKind::not_found) return found;
  TRY(create_file_atomically(path, to_hex(random.bytes(SealingKey::size)) + "\n", S_IRUSR | S_IWUSR));
  return load_key_file(path);  // also when another program made it meanwhile
}

}  // namespace slipway::base
