#include "adapters/http/native_values.h"

#include "base/id.h"

namespace slipway::http {

Result<std::int64_t> parse_number_cursor(const std::optional<std::string>& after) {
  if (!after) return std::int64_t{0};
  const auto number = base::NumberId<struct CursorTag>::parse(*after);
  if (!number) return base::invalid_argument("request.not_valid", "after must be the value of next of the page before");
  return number->number;
}

}  // namespace slipway::http
