// Values that both faces read and write alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/instance/ids.h"

namespace slipway::http {

// Error: instance.not_found, since what is no number is no instance.
Result<instance::JobInstanceId> parse_instance_id(std::string_view text);

inline std::optional<std::string> text_unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace slipway::http
