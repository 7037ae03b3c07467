#include "adapters/http/transport/message/request_target.h"

#include <algorithm>

#include "adapters/http/transport/message/field_rules.h"
#include "base/text.h"

namespace slipway::http {

namespace {

bool is_target_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '#'; });
}

std::optional<std::string> decode_part(std::string_view raw) {
  if (raw.find('%') == std::string_view::npos) return std::string(raw);
  auto decoded = base::percent_decode(raw);
  if (!decoded || decoded->find('\0') != std::string::npos || !base::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

// Cuts "http://authority" off the front of an absolute target. Nothing when there is no scheme.
std::optional<std::string_view> cut_authority(std::string_view& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::starts_with_ignoring_ascii_case(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto authority = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(authority.size());
    return authority;
  }
  return std::nullopt;
}

// False when there is a scheme but no good authority.
bool take_authority(std::string_view& target, RequestTarget& result) {
  const auto authority = cut_authority(target);
  if (authority) result.authority = std::string(*authority);
  return !authority || is_host(*authority);
}

bool parse_path(RequestTarget& result) {
  if (result.raw_path == "/") return true;
  for (const auto raw : base::split(std::string_view(result.raw_path).substr(1), '/')) {
    auto segment = decode_part(raw);
    if (!segment) return false;
    result.path.push_back(*std::move(segment));
  }
  return true;
}

bool parse_query(RequestTarget& result) {
  if (result.raw_query.empty()) return true;
  std::string raw = result.raw_query;
  std::replace(raw.begin(), raw.end(), '+', ' ');
  for (const auto pair : base::split(raw, '&')) {
    if (pair.empty()) continue;
    const auto name_size = std::min(pair.find('='), pair.size());
    auto name = decode_part(pair.substr(0, name_size));
    auto value = decode_part(pair.substr(std::min(name_size + 1, pair.size())));
    if (!name || !value) return false;
    result.query.emplace_back(*std::move(name), *std::move(value));
  }
  return true;
}

}  // namespace

std::string_view raw_path_of(std::string_view target) {
  cut_authority(target);
  return target.substr(0, target.find('?'));
}

std::optional<RequestTarget> parse_request_target(std::string_view target) {
  RequestTarget result;
  if (!is_target_text(target) || !take_authority(target, result)) return std::nullopt;
  const bool is_absolute = !result.authority.empty();
  if (!target.starts_with('/') && !is_absolute) return std::nullopt;

  const auto path_size = std::min(target.find('?'), target.size());
  result.raw_path = path_size == 0 ? "/" : std::string(target.substr(0, path_size));
  if (path_size < target.size()) result.raw_query = std::string(target.substr(path_size + 1));
  if (!parse_path(result) || !parse_query(result)) return std::nullopt;
  return result;
}

}  // namespace slipway::http
