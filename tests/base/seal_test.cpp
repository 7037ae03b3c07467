#include "base/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <iterator>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace slipway::base {
namespace {

std::ptrdiff_t entry_count(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

// Gives the bytes of a number that grows.
class CountingRandom final : public RandomSource {
 public:
  std::string bytes(std::size_t count) override { return std::string(count, static_cast<char>(++last_)); }

 private:
  int last_ = 0;
};

SealingKey key_of(char byte) { return SealingKey::from_bytes(std::string(32, byte)).value(); }

TEST(Seal, a_sealed_text_opens_with_key_and_context) {
  const auto key = key_of('k');
  const auto sealed = key.seal("secret", "access_key.secret");
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_EQ(key.open(sealed, "access_key.secret").value(), "secret");
  EXPECT_EQ(key.open(key.seal("", ""), "").value(), "");
}

TEST(Seal, sealing_twice_gives_two_texts) {
  const auto key = key_of('k');
  EXPECT_NE(key.seal("secret", "c"), key.seal("secret", "c"));
}

TEST(Seal, another_context_does_not_open) {
  const auto key = key_of('k');
  EXPECT_EQ(key.open(key.seal("secret", "row 1"), "row 2").error().code, "seal.not_valid");
}

TEST(Seal, another_key_is_told_apart) {
  const auto sealed = key_of('k').seal("secret", "c");
  EXPECT_EQ(key_of('l').open(sealed, "c").error().code, "seal.other_key");
}

TEST(Seal, any_changed_digit_is_noticed) {
  const auto key = key_of('k');
  const auto sealed = key.seal("secret", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(key.open(changed, "c")) << i;
  }
}

TEST(Seal, what_is_no_sealed_text_is_refused) {
  const auto key = key_of('k');
  for (const auto* text : {"", "00", "no hex", "0011223344556677"}) EXPECT_EQ(key.open(text, "c").error().code, "seal.not_valid");
}

TEST(Seal, a_key_has_32_bytes) {
  EXPECT_EQ(SealingKey::from_bytes("short").error().code, "seal.key_not_valid");
  EXPECT_FALSE(SealingKey::from_bytes(std::string(33, 'k')));
}

TEST(Seal, the_check_value_tells_keys_apart) {
  EXPECT_EQ(key_of('k').check_value(), key_of('k').check_value());
  EXPECT_NE(key_of('k').check_value(), key_of('l').check_value());
}

TEST(Seal, a_key_file_is_made_once) {
  const test::TemporaryDirectory folder;
  CountingRandom random;

  const auto made = load_or_create_key_file(folder / "key", random);
  const auto read = load_or_create_key_file(folder / "key", random);

  ASSERT_TRUE(made);
  ASSERT_TRUE(read);
  EXPECT_EQ(made->check_value(), read->check_value());
  struct stat status{};
  ASSERT_EQ(::stat((folder / "key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(entry_count(folder.path()), 1);
}

TEST(Seal, loading_makes_no_key_file) {
  const test::TemporaryDirectory folder;
  EXPECT_EQ(load_key_file(folder / "key").error().code, "file.not_found");
  EXPECT_EQ(entry_count(folder.path()), 0);
}

TEST(Seal, a_key_file_that_others_may_read_is_refused) {
  const test::TemporaryDirectory folder;
  CountingRandom random;
  for (const mode_t mode : {0640U, 0604U, 0660U}) {
    ASSERT_TRUE(write_file_atomically(folder / "key", std::string(64, 'a'), mode));
    EXPECT_EQ(load_or_create_key_file(folder / "key", random).error().code, "seal.key_file_is_open");
  }
  ASSERT_TRUE(write_file_atomically(folder / "key", std::string(64, 'a'), 0400));
  EXPECT_TRUE(load_or_create_key_file(folder / "key", random));
}

TEST(Seal, a_damaged_key_file_is_refused_and_left_alone) {
  const test::TemporaryDirectory folder;
  CountingRandom random;
  for (const auto* text : {"", "abcd", "not hex at all"}) {
    ASSERT_TRUE(write_file_atomically(folder / "key", text, 0600));
    EXPECT_EQ(load_or_create_key_file(folder / "key", random).error().code, "seal.key_not_valid");
    EXPECT_EQ(read_file(folder / "key").value(), text);
  }
}

RC_GTEST_PROP(SealLaws, opening_undoes_sealing, (const std::string& text, const std::string& context)) {
  const auto key = key_of('k');
  RC_ASSERT(key.open(key.seal(text, context), context).value() == text);
}

}  // namespace
}  // namespace slipway::base
