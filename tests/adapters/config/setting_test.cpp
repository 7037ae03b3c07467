#include "adapters/config/setting.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>
#include <string>

#include "adapters/config/setting_value.h"

namespace slipway::config {
namespace {

using namespace std::chrono_literals;

TEST(Setting, keys_options_and_environment_names_are_unique_and_sections_stand_together) {
  std::set<std::string> keys;
  std::set<std::string> variables;
  std::set<std::string> options;
  std::set<std::string> ended_sections;
  std::string section;
  for (const auto& setting : all_settings()) {
    EXPECT_TRUE(keys.insert(setting.key()).second) << setting.key();
    EXPECT_TRUE(variables.insert(setting.environment_name()).second) << setting.key();
    if (!setting.option.empty()) {
      EXPECT_TRUE(options.insert(std::string(setting.option)).second) << setting.key();
    }
    if (setting.section != section) {
      EXPECT_TRUE(ended_sections.insert(section).second) << setting.key();
      section = setting.section;
      EXPECT_FALSE(ended_sections.contains(section)) << setting.key();
    }
    EXPECT_TRUE(setting.text.ends_with('.')) << setting.key() << " is described in whole sentences";
  }
}

TEST(Setting, every_default_lies_in_its_own_range_on_one_core_and_on_many) {
  for (const std::int64_t core_count : {1, 2, 64, 1'024}) {
    Config config;
    for (const auto& setting : all_settings()) {
      put_default(setting, {.core_count = core_count}, config);
      if (const auto* number = std::get_if<NumberField>(&setting.field)) {
        EXPECT_GE(number->place(config), number->least) << setting.key();
        EXPECT_LE(number->place(config), number->most) << setting.key();
      } else if (const auto* duration = std::get_if<DurationField>(&setting.field)) {
        EXPECT_GE(duration->place(config), duration->least) << setting.key();
        EXPECT_LE(duration->place(config), duration->most) << setting.key();
      }
    }
  }
}

// A row with another row's member would set the wrong thing in silence.
TEST(Setting, each_row_has_a_place_of_its_own) {
  Config config;
  std::set<const void*> places;
  for (const auto& setting : all_settings()) {
    const void* place = nullptr;
    if (const auto* number = std::get_if<NumberField>(&setting.field)) place = &number->place(config);
    if (const auto* duration = std::get_if<DurationField>(&setting.field)) place = &duration->place(config);
    if (const auto* flag = std::get_if<FlagField>(&setting.field)) place = &flag->place(config);
    if (const auto* text = std::get_if<TextField>(&setting.field)) place = &text->place(config);
    if (const auto* list = std::get_if<IpListField>(&setting.field)) place = &list->place(config);
    if (place) {
      EXPECT_TRUE(places.insert(place).second) << setting.key();
    }
  }
}

TEST(Setting, the_nearest_key_is_the_one_with_the_fewest_changes) {
  EXPECT_EQ(nearest_key("limits.user"), "limits.users");
  EXPECT_EQ(nearest_key("server.lsiten"), "server.listen");
  EXPECT_EQ(nearest_key("listen"), "server.listen");
}

TEST(SettingValue, sizes_are_read_with_and_without_a_unit) {
  EXPECT_EQ(parse_byte_count("1000"), 1'000);
  EXPECT_EQ(parse_byte_count("4 MiB"), 4 << 20);
  EXPECT_EQ(parse_byte_count("4MiB"), 4 << 20);
  EXPECT_EQ(parse_byte_count(" 1 GiB "), 1 << 30);
  EXPECT_EQ(parse_byte_count("7 B"), 7);
  for (const std::string text :
       {"", "MiB", "4 MB", "4 mib", "-1", "1.5 MiB", "0x10", "4 MiB 2", "99999999999999999999", "9223372036854775807 GiB"})
    EXPECT_FALSE(parse_byte_count(text)) << text;
}

TEST(SettingValue, durations_need_a_unit) {
  EXPECT_EQ(parse_duration("500 ms"), 500ms);
  EXPECT_EQ(parse_duration("15s"), 15s);
  EXPECT_EQ(parse_duration("10 min"), 10min);
  EXPECT_EQ(parse_duration("24 h"), 24h);
  for (const std::string text : {"", "15", "s", "-1 s", "1.5 s", "1 day", "15 S", "9223372036854775807 h"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(SettingValue, addresses_have_a_host_and_a_port) {
  EXPECT_EQ(parse_address("127.0.0.1:8470"), (Address{"127.0.0.1", 8470}));
  EXPECT_EQ(parse_address("[::1]:0"), (Address{"::1", 0}));
  EXPECT_EQ(parse_address("slipway.example:65535"), (Address{"slipway.example", 65535}));
  for (const std::string text : {"", ":1", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4:+1", "::1:80", "[::1]",
                                 "[]:1", "[x]:1", "a b:1", "a/b:1", "http://a:1", "a:000001"})
    EXPECT_FALSE(parse_address(text)) << text;
}

TEST(SettingValue, what_is_written_is_read_back) {
  rc::check("sizes", [] {
    const auto bytes = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 45);
    RC_ASSERT(parse_byte_count(format_byte_count(bytes)) == bytes);
  });
  rc::check("durations", [] {
    const std::chrono::milliseconds duration{*rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40)};
    RC_ASSERT(parse_duration(format_duration(duration)) == duration);
  });
  for (const std::string text : {"127.0.0.1:8470", "[::1]:0", "localhost:1"})
    EXPECT_EQ(format_address(parse_address(text).value()), text);
}

TEST(SettingValue, is_written_in_the_largest_unit_that_divides_it) {
  EXPECT_EQ(format_byte_count(0), "0 B");
  EXPECT_EQ(format_byte_count(1536), "1536 B");
  EXPECT_EQ(format_byte_count(30 << 20), "30 MiB");
  EXPECT_EQ(format_duration(90s), "90 s");
  EXPECT_EQ(format_duration(24h), "24 h");
}

}  // namespace
}  // namespace slipway::config
