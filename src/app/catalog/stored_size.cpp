#include "app/catalog/stored_size.h"

#include "base/json_size.h"

namespace slipway::app {

StoredSize size_of(const catalog::Content& content) {
  const auto value_count = base::count_json_values(content.canonical) + base::count_json_values(content.submission);
  return {.bytes = static_cast<std::int64_t>(content.canonical.size() + content.submission.size()),
          .json_values = static_cast<std::int64_t>(value_count)};
}

}  // namespace slipway::app
