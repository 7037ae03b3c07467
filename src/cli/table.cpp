#include "cli/table.h"

#include <algorithm>

#include "base/assert.h"
#include "base/text.h"
#include "base/unseen_text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t gap = 2;  // blanks between columns

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], base::character_count(row[column]));
  return widths;
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view blanks = "\t\r\n";
  auto line = base::show_unseen(base::replace_invalid_utf8(text), blanks);
  for (char& c : line)
    if (blanks.find(c) != std::string_view::npos) c = ' ';
  return line;
}

void Table::add(std::vector<std::string> cells) {
  BASE_ASSERT(cells.size() == rows_.front().size());
  for (auto& cell : cells) cell = cell.empty() ? "-" : printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  const auto widths = column_widths(rows_);
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      line += row[column];
      const bool is_last = column + 1 == row.size();
      if (!is_last) line.append(widths[column] - base::character_count(row[column]) + gap, ' ');
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace slipway::cli
