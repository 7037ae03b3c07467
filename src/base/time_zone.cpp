#include "base/time_zone.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "base/file.h"
#include "base/text.h"

namespace slipway::base {

namespace {

constexpr std::chrono::hours offset_max{18};
constexpr std::size_t zone_name_size_max = 64;

Error unknown_zone(std::string_view name) {
  return invalid_argument("time_zone.not_known", "the time zone \"" + std::string(name.substr(0, zone_name_size_max)) +
                                                     "\" is not known; use a name like Asia/Shanghai, UTC or GMT+08:00");
}

bool is_zone_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

// Zone names are opened as files, so only what cannot lead out of the zone folder is a name.
bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > zone_name_size_max) return false;
  const auto parts = split(name, '/');
  if (parts.size() > 3) return false;
  for (const auto part : parts)
    if (part.empty() || !std::all_of(part.begin(), part.end(), is_zone_name_character)) return false;
  return parts.front() != "posix" && parts.front() != "right" && name != "localtime" && name != "posixrules";
}

std::string zone_folder() {
  const char* folder = std::getenv("TZDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo";
}

// Asked first, because the library remembers every name it was asked for, wrong ones too, and never forgets one.
bool zone_file_exists(std::string_view name) {
  struct stat status{};
  return ::stat((zone_folder() + "/" + std::string(name)).c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

int two_digits(std::string_view text) {
  const bool digits = text.size() == 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
  return digits ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

}  // namespace

struct TimeZone::Rules {
  cctz::time_zone zone;
};

TimeZone::TimeZone() : TimeZone("UTC", std::make_shared<const Rules>(Rules{cctz::utc_time_zone()})) {}

TimeZone::TimeZone(std::string name, std::shared_ptr<const Rules> rules) : name_(std::move(name)), rules_(std::move(rules)) {}

TimeZone TimeZone::fixed(std::chrono::seconds east_of_utc) {
  BASE_ASSERT(east_of_utc <= offset_max && east_of_utc >= -offset_max);
  auto zone = cctz::fixed_time_zone(east_of_utc);
  auto name = zone.name();
  return TimeZone(std::move(name), std::make_shared<const Rules>(Rules{zone}));
}

Result<TimeZone> TimeZone::load(std::string_view name) {
  std::string offset(name);
  if (offset.starts_with("GMT") || offset.starts_with("UTC")) {
    offset.erase(0, 3);
    if (offset.empty()) offset = "Z";
    if (offset.size() == 5 && offset[2] == ':') offset.insert(1, 1, '0');  // GMT+5:30: one digit does for the hour, as in Java
  }
  if (const auto east = parse_utc_offset(offset)) {
    auto zone = fixed(*east);
    zone.name_ = name;
    return zone;
  }

  cctz::time_zone zone;
  const bool known = is_zone_name(name) && zone_file_exists(name) && cctz::load_time_zone(std::string(name), &zone);
  if (!known) return unknown_zone(name);
  return TimeZone(std::string(name), std::make_shared<const Rules>(Rules{zone}));
}

CivilTime TimeZone::to_civil(Instant instant) const {
  const auto civil = cctz::convert(std::chrono::floor<std::chrono::seconds>(instant), rules_->zone);
  return {static_cast<int>(civil.year()), civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()};
}

LocalLookup TimeZone::lookup(CivilTime civil) const {
  const cctz::civil_second local(civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second);
  const auto found = rules_->zone.lookup(local);
  switch (found.kind) {
    case cctz::time_zone::civil_lookup::UNIQUE: break;
    case cctz::time_zone::civil_lookup::SKIPPED: return {LocalKind::skipped, found.trans};
    case cctz::time_zone::civil_lookup::REPEATED: return {LocalKind::repeated, found.pre};
  }
  return {LocalKind::unique, found.pre};
}

Result<std::chrono::seconds> parse_utc_offset(std::string_view text) {
  if (text == "Z") return std::chrono::seconds{0};
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return unknown_zone(text);

  const auto digits = text.substr(1);
  const bool has_colon = digits.size() == 5 && digits[2] == ':';
  int hours = -1;
  int minutes = 0;
  if (digits.size() == 1) {
    hours = two_digits("0" + std::string(digits));
  } else if (digits.size() == 2) {
    hours = two_digits(digits);
  } else if (digits.size() == 4 || has_colon) {
    hours = two_digits(digits.substr(0, 2));
    minutes = two_digits(digits.substr(digits.size() - 2));
  }
  if (hours < 0 || minutes < 0 || minutes > 59) return unknown_zone(text);

  const std::chrono::seconds east = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  if (east > offset_max) return unknown_zone(text);
  return text[0] == '-' ? -east : east;
}

Result<void> check_time_zone_data() {
  constexpr std::string_view known_zone = "Europe/London";  // in every edition of the data, also one without its old names
  if (TimeZone::load(known_zone)) return {};
  return unavailable("time_zone.no_data", "there is no time zone data in " + zone_folder() +
                                              ": install the package tzdata, or let TZDIR name the folder that has it");
}

std::string time_zone_data_version() {
  constexpr std::string_view start = "# version ";
  const auto text = read_file(zone_folder() + "/tzdata.zi");
  if (!text || text->compare(0, start.size(), start) != 0) return "unknown";
  return text->substr(start.size(), text->find('\n') - start.size());
}

}  // namespace slipway::base
