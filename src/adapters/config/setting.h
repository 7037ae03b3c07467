// One row of the table that says what can be set. Names, types, ranges, defaults and the documentation all come from it,
// so a new setting is one row in setting_table.cpp and one member of Config.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/config/config.h"

namespace slipway::config {

struct NumberField {
  enum class Unit : std::uint8_t { count, bytes };

  std::int64_t& (*place)(Config&);
  std::int64_t initial;
  std::int64_t least;
  std::int64_t most;
  std::int64_t per_core = 0;  // added to `initial` for each core
  Unit unit = Unit::count;
};

struct DurationField {
  std::chrono::milliseconds& (*place)(Config&);
  std::chrono::milliseconds initial;
  std::chrono::milliseconds least;
  std::chrono::milliseconds most;
};

struct FlagField {
  bool& (*place)(Config&);
  bool initial;
};

struct TextField {
  std::string& (*place)(Config&);
  std::string_view initial;
  bool is_path = false;    // must be absolute
  bool is_secret = false;  // never shown; a file that holds it must be the owner's alone
};

// "KEY=VALUE, KEY=VALUE"
struct PairsField {
  std::map<std::string, std::string>& (*place)(Config&);
};

struct AddressField {
  void (*put)(Config&, const Address&);
  std::string_view initial;  // empty: none
};

// IP addresses, parted by commas; none at first.
struct IpListField {
  std::vector<std::string>& (*place)(Config&);
};

struct Setting {
  std::string_view section;
  std::string_view name;
  std::string_view option;  // its name on the command line of `slipway serve`; empty: it has none
  std::variant<NumberField, DurationField, FlagField, TextField, PairsField, AddressField, IpListField> field;
  std::string_view text;  // what it is, in the user's words

  std::string key() const { return std::string(section) + "." + std::string(name); }
  std::string environment_name() const;  // SLIPWAY_LIMITS_USERS
};

// In the order of the documentation; the settings of a section stand together.
std::span<const Setting> all_settings();

const Setting* find_setting(std::string_view key);
bool is_section(std::string_view name);

// The key that was most likely meant.
std::string nearest_key(std::string_view key);

}  // namespace slipway::config
