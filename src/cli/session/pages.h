// Reads lists that come in pages, up to a number of rows. `next` of a page, or its total, says whether there is more.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace slipway::cli {

inline constexpr std::int64_t row_count_default = 100;
inline constexpr std::int64_t row_count_max = 100'000;
inline constexpr std::int64_t row_count_all = std::numeric_limits<std::int64_t>::max();

// How many rows somebody wants to see: --limit, or --all.
struct RowLimit {
  std::int64_t most = row_count_default;
  bool is_all = false;

  std::int64_t count_max() const { return is_all ? row_count_all : most; }
};

// The first rows of a list, and whether that is all of it.
template <class Row>
struct Rows {
  std::vector<Row> shown;
  std::optional<std::int64_t> total;  // of lists that count
  bool is_cut = false;                // there are more than these
};

// Native lists: fetch(after, limit) gives a page with `items` and `next`.
template <class Row, class Fetch>
Result<Rows<Row>> all_pages(std::int64_t count_max, Fetch fetch) {
  constexpr std::int64_t page_size = 1'000;
  Rows<Row> rows;
  std::optional<std::string> after;
  while (std::ssize(rows.shown) < count_max) {
    TRY_LET(page, fetch(after, static_cast<std::int32_t>(std::min(page_size, count_max - std::ssize(rows.shown)))));
    std::move(page.items.begin(), page.items.end(), std::back_inserter(rows.shown));
    rows.is_cut = page.next.has_value();
    if (!rows.is_cut) break;
    after = std::move(page.next);
  }
  return rows;
}

// Lists of the public API: fetch(limit, offset) gives pair(rows, total); offset counts pages from 0.
template <class Row, class Fetch>
Result<Rows<Row>> all_numbered_pages(std::int64_t count_max, Fetch fetch) {
  constexpr std::int64_t page_size_max = 100;
  const auto page_size = std::min(page_size_max, count_max);
  Rows<Row> rows;
  for (std::int64_t number = 0; std::ssize(rows.shown) < count_max; ++number) {
    TRY_LET(page, fetch(page_size, number));
    auto& [page_rows, total] = page;
    rows.total = total;
    if (page_rows.empty()) break;
    std::move(page_rows.begin(), page_rows.end(), std::back_inserter(rows.shown));
    if (std::ssize(rows.shown) >= total) break;
  }
  if (std::ssize(rows.shown) > count_max) rows.shown.resize(static_cast<std::size_t>(count_max));
  rows.is_cut = std::ssize(rows.shown) == count_max && rows.total.value_or(0) > count_max;
  return rows;
}

}  // namespace slipway::cli
