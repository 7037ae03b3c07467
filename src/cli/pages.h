// Reads lists that come in pages, up to a number of rows. `next` of a page, or its total, says whether there is more.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace slipway::cli {

inline constexpr std::int64_t row_count_default = 100;
inline constexpr std::int64_t row_count_max = 100'000;

// Native lists: fetch(after, limit) gives a page with `items` and `next`.
template <class Row, class Fetch>
Result<std::vector<Row>> all_pages(std::int64_t count_max, Fetch fetch) {
  constexpr std::int64_t page_size = 1'000;
  std::vector<Row> rows;
  std::optional<std::string> after;
  while (std::ssize(rows) < count_max) {
    TRY_LET(page, fetch(after, static_cast<std::int32_t>(std::min(page_size, count_max - std::ssize(rows)))));
    std::move(page.items.begin(), page.items.end(), std::back_inserter(rows));
    if (!page.next) break;
    after = std::move(page.next);
  }
  return rows;
}

// Lists of the public API: fetch(limit, offset) gives pair(rows, total); offset counts pages from 0.
template <class Row, class Fetch>
Result<std::vector<Row>> all_numbered_pages(std::int64_t count_max, Fetch fetch) {
  constexpr std::int64_t page_size_max = 100;
  const auto page_size = std::min(page_size_max, count_max);
  std::vector<Row> rows;
  for (std::int64_t number = 0; std::ssize(rows) < count_max; ++number) {
    TRY_LET(page, fetch(page_size, number));
    auto& [page_rows, total] = page;
    if (page_rows.empty()) break;
    std::move(page_rows.begin(), page_rows.end(), std::back_inserter(rows));
    if (std::ssize(rows) >= total) break;
  }
  if (std::ssize(rows) > count_max) rows.resize(static_cast<std::size_t>(count_max));
  return rows;
}

}  // namespace slipway::cli
