#include "adapters/http/transport/message/field_rules.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ip_address.h"
#include "base/text.h"

namespace slipway::http {

namespace {

using CharacterSet = std::array<bool, 256>;

constexpr std::string_view letters_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

constexpr CharacterSet characters_of(std::string_view members) {
  CharacterSet set{};
  for (const char c : letters_and_digits) set[static_cast<unsigned char>(c)] = true;
  for (const char c : members) set[static_cast<unsigned char>(c)] = true;
  return set;
}

constexpr CharacterSet token_characters = characters_of("!#$%&'*+-.^_`|~");
constexpr CharacterSet host_characters = characters_of("-._~%");
constexpr CharacterSet request_id_characters = characters_of("._-");

bool consists_of(std::string_view text, const CharacterSet& set) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return set[static_cast<unsigned char>(c)]; });
}

bool is_ipv6_address(std::string_view text) {
  return text.find(':') != std::string_view::npos && base::canonical_ip_address(text).has_value();
}

// A percent sign alone is no escape, and two readers would make two hosts of it.
bool is_host_name(std::string_view text) { return consists_of(text, host_characters) && base::percent_decode(text).has_value(); }

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_token(std::string_view text) { return !text.empty() && consists_of(text, token_characters); }

bool is_safe_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool is_host(std::string_view text) {
  const bool in_brackets = text.starts_with('[');
  const auto name_end = in_brackets ? text.find(']') : std::min(text.find(':'), text.size());
  if (name_end == std::string_view::npos) return false;
  const auto name = in_brackets ? text.substr(1, name_end - 1) : text.substr(0, name_end);
  const auto rest = text.substr(in_brackets ? name_end + 1 : name_end);
  if (name.empty() || !(in_brackets ? is_ipv6_address(name) : is_host_name(name))) return false;
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && consists_of(text, request_id_characters);
}

}  // namespace slipway::http
