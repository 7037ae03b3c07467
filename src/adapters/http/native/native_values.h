// Values of the native API's shapes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::http {

// A page that is full may have a next one; its cursor is that of the last row.
template <class Row, class Cursor>
std::optional<std::string> next_cursor(const std::vector<Row>& rows, std::int64_t limit, Cursor cursor) {
  if (rows.empty() || rows.size() < static_cast<std::size_t>(limit)) return std::nullopt;
  return cursor(rows.back());
}

// A cursor that is a number. Error: request.not_valid.
Result<std::int64_t> parse_number_cursor(const std::optional<std::string>& after);

// A time whose form the contract has checked: 2026-11-24T15:44:57Z, up to six decimals. None for none. Error: request.not_valid where
// there is no such time, naming the parameter.
Result<std::optional<base::Instant>> parse_time_parameter(std::string_view name, const std::optional<std::string>& text);

}  // namespace slipway::http
