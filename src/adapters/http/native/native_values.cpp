#include "adapters/http/native/native_values.h"

#include "base/id.h"

namespace slipway::http {

Result<std::int64_t> parse_number_cursor(const std::optional<std::string>& after) {
  if (!after) return std::int64_t{0};
  const auto number = base::NumberId<struct CursorTag>::parse(*after);
  if (!number) return base::invalid_argument("request.not_valid", "after must be the value of next of the page before");
  return number->number;
}

Result<std::optional<base::Instant>> parse_time_parameter(std::string_view name, const std::optional<std::string>& text) {
  if (!text) return std::optional<base::Instant>();
  // "20261124T154457Z" and "123456", of which what is left out are zeros.
  const auto dot = text->find('.');
  auto seconds = text->substr(0, dot);
  std::erase_if(seconds, [](char c) { return c == '-' || c == ':'; });
  std::string decimals;
  if (dot != std::string::npos) {
    seconds += "Z";
    decimals = text->substr(dot + 1, text->size() - dot - 2);
  }
  decimals.resize(6, '0');
  const auto instant = base::parse_basic_instant(seconds);
  if (!instant) return base::invalid_argument("request.not_valid", std::string(name) + " is no time that there is: " + *text);
  return std::optional(*instant + std::chrono::microseconds(std::stoi(decimals)));
}

}  // namespace slipway::http
