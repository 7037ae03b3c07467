#include "adapters/config/setting_value.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/ip_address.h"
#include "base/text.h"

namespace slipway::config {

namespace {

using std::chrono::milliseconds;

struct NamedUnit {
  std::string_view name;
  std::int64_t size;
};
// Smallest first.
constexpr std::array byte_units{NamedUnit{"B", 1}, NamedUnit{"KiB", 1LL << 10}, NamedUnit{"MiB", 1LL << 20},
                                NamedUnit{"GiB", 1LL << 30}};
constexpr std::array time_units{NamedUnit{"ms", 1}, NamedUnit{"s", 1'000}, NamedUnit{"min", 60'000}, NamedUnit{"h", 3'600'000}};

template <std::size_t Count>
std::optional<std::int64_t> parse_with_unit(std::string_view text, const std::array<NamedUnit, Count>& units,
                                            bool may_lack_unit) {
  text = base::trim(text);
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::parse_integer(text.substr(0, digits));
  const auto name = base::trim(text.substr(digits));
  if (!number || (name.empty() && !may_lack_unit)) return std::nullopt;
  if (name.empty()) return number;
  for (const auto& unit : units) {
    if (unit.name != name) continue;
    if (*number > std::numeric_limits<std::int64_t>::max() / unit.size) return std::nullopt;
    return *number * unit.size;
  }
  return std::nullopt;
}

template <std::size_t Count>
std::string format_with_unit(std::int64_t value, const std::array<NamedUnit, Count>& units) {
  auto unit = units.front();
  for (const auto& larger : units)
    if (value != 0 && value % larger.size == 0) unit = larger;
  return std::to_string(value / unit.size) + " " + std::string(unit.name);
}

base::Error reason(std::string text) { return base::invalid_argument("config.not_valid", std::move(text)); }

Result<void> put_into(const NumberField& field, std::string_view text, Config& config) {
  const bool is_bytes = field.unit == NumberField::Unit::bytes;
  const auto show = [&](std::int64_t value) { return is_bytes ? format_byte_count(value) : std::to_string(value); };
  const auto number = is_bytes ? parse_byte_count(text) : base::parse_integer(base::trim(text));
  if (!number) return reason(is_bytes ? "must be a size such as \"4 MiB\"" : "must be a whole number");
  if (*number < field.least || *number > field.most)
    return reason("must be " + show(field.least) + " to " + show(field.most) + "; " + show(field.most) + " is the hard maximum");
  field.place(config) = *number;
  return {};
}

Result<void> put_into(const DurationField& field, std::string_view text, Config& config) {
  const auto duration = parse_duration(text);
  if (!duration) return reason("must be a duration such as \"500 ms\", \"15 s\", \"10 min\" or \"24 h\"");
  if (*duration < field.least || *duration > field.most)
    return reason("must be " + format_duration(field.least) + " to " + format_duration(field.most));
  field.place(config) = *duration;
  return {};
}

Result<void> put_into(const FlagField& field, std::string_view text, Config& config) {
  if (text != "true" && text != "false") return reason("must be true or false");
  field.place(config) = text == "true";
  return {};
}

Result<void> put_into(const TextField& field, std::string_view text, Config& config) {
  if (text.find('\0') != std::string_view::npos) return reason("must not hold a zero byte");
  if (field.is_path && !text.starts_with('/')) return reason("must be an absolute path");
  field.place(config) = std::string(text);
  return {};
}

// Parts between commas, without blanks around them; none in a blank text.
std::vector<std::string_view> list_of(std::string_view text) {
  if (base::trim(text).empty()) return {};
  auto parts = base::split(text, ',');
  for (auto& part : parts) part = base::trim(part);
  return parts;
}

Result<void> put_into(const PairsField& field, std::string_view text, Config& config) {
  std::map<std::string, std::string> pairs;
  for (const auto part : list_of(text)) {
    const auto equals = std::min(part.find('='), part.size());
    const auto key = base::trim(part.substr(0, equals));
    const auto value = base::trim(part.substr(std::min(equals + 1, part.size())));
    if (key.empty() || value.empty()) return reason("must be a list such as \"KEY=VALUE, KEY=VALUE\"");
    if (!pairs.emplace(key, value).second) return reason("has " + std::string(key) + " twice");
  }
  field.place(config) = std::move(pairs);
  return {};
}

Result<void> put_into(const AddressField& field, std::string_view text, Config& config) {
  const auto address = parse_address(text);
  if (!address) return reason("must be HOST:PORT, such as 127.0.0.1:8470 or [::1]:8470");
  field.put(config, *address);
  return {};
}

Result<void> put_into(const IpListField& field, std::string_view text, Config& config) {
  std::vector<std::string> addresses;
  for (const auto part : list_of(text)) {
    auto address = base::canonical_ip_address(part);
    if (!address) return reason("must be IP addresses parted by commas, such as \"127.0.0.1, 10.0.0.7\"");
    addresses.push_back(std::move(*address));
  }
  field.place(config) = std::move(addresses);
  return {};
}

bool is_host(std::string_view text) {
  const auto is_host_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, is_host_character);
}

bool is_ipv6_host(std::string_view text) {
  return text.size() >= 2 && text.find_first_not_of("0123456789abcdefABCDEF:.%") == std::string_view::npos &&
         text.find(':') != std::string_view::npos;
}

}  // namespace

std::optional<std::int64_t> parse_byte_count(std::string_view text) { return parse_with_unit(text, byte_units, true); }
std::string format_byte_count(std::int64_t bytes) { return format_with_unit(bytes, byte_units); }

std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto number = parse_with_unit(text, time_units, false);
  if (!number) return std::nullopt;
  return milliseconds{*number};
}
std::string format_duration(milliseconds duration) { return format_with_unit(duration.count(), time_units); }

std::optional<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port_text = text.substr(colon + 1);
  const auto port = base::parse_integer(port_text);
  if (!port || *port < 0 || *port > 65'535 || port_text.size() > 5) return std::nullopt;
  auto host = text.substr(0, colon);
  const bool in_brackets = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);
  if (in_brackets ? !is_ipv6_host(host) : !is_host(host)) return std::nullopt;
  return Address{std::string(host), static_cast<std::uint16_t>(*port)};
}

std::string format_address(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

void put_default(const Setting& setting, const Machine& machine, Config& config) {
  if (const auto* number = std::get_if<NumberField>(&setting.field))
    number->place(config) = std::min(number->initial + number->per_core * machine.core_count, number->most);
  else if (const auto* duration = std::get_if<DurationField>(&setting.field)) duration->place(config) = duration->initial;
  else if (const auto* flag = std::get_if<FlagField>(&setting.field)) flag->place(config) = flag->initial;
  else if (const auto* text = std::get_if<TextField>(&setting.field)) text->place(config) = std::string(text->initial);
  else if (const auto* list = std::get_if<IpListField>(&setting.field)) list->place(config).clear();
  else if (const auto* pairs = std::get_if<PairsField>(&setting.field)) pairs->place(config).clear();
  else if (const auto* address = std::get_if<AddressField>(&setting.field); address && !address->initial.empty())
    address->put(config, parse_address(address->initial).value());
}

Result<void> put_text(const Setting& setting, std::string_view text, Config& config) {
  return std::visit([&](const auto& field) { return put_into(field, text, config); }, setting.field);
}

}  // namespace slipway::config
