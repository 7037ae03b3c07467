#include "cli/output/table.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/assert.h"
#include "base/display_width.h"
#include "base/text.h"
#include "base/unseen_text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t gap = 2;        // blanks between columns
constexpr std::size_t narrowest = 6;  // columns are made no narrower

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], base::display_width(row[column]));
  return widths;
}

// Columns of ids and keys.
bool is_whole(std::string_view title) {
  constexpr std::array titles{std::string_view("ID"),         std::string_view("ITEM"),       std::string_view("PACKAGE"),
                              std::string_view("ACCESS KEY"), std::string_view("SECRET KEY"), std::string_view("TASK")};
  return std::ranges::find(titles, title) != titles.end();
}

// Cuts from each cell what fits into its column; between words, where that leaves at least half a line.
std::string_view cut_piece(std::string_view& cell, std::size_t width) {
  auto size = base::display_prefix_size(cell, width);
  if (size < cell.size() && cell[size] != ' ') {
    const auto blank = cell.substr(0, size).find_last_of(' ');
    if (blank != std::string_view::npos && 2 * blank >= size) size = blank + 1;
  }
  auto piece = cell.substr(0, size);
  cell.remove_prefix(size);
  while (cell.starts_with(' ')) cell.remove_prefix(1);
  while (!cell.empty() && piece.ends_with(' ')) piece.remove_suffix(1);
  return piece;
}

std::string next_line(std::vector<std::string_view>& rest, const std::vector<std::size_t>& widths) {
  std::string line;
  std::size_t missing = 0;  // blanks up to the next column: none at the end of a line
  for (std::size_t column = 0; column < rest.size(); ++column) {
    const auto piece = cut_piece(rest[column], widths[column]);
    if (!piece.empty()) {
      line.append(missing, ' ').append(piece);
      missing = 0;
    }
    missing += widths[column] - std::min(widths[column], base::display_width(piece)) + gap;
  }
  return line;
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

std::vector<std::size_t> Table::widths_within(std::optional<std::size_t> width) const {
  auto widths = column_widths(rows_);
  if (!width) return widths;
  const auto& titles = rows_.front();
  const auto used = [&] { return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1)); };
  while (used() > *width) {
    std::size_t widest = widths.size();
    for (std::size_t column = 0; column < widths.size(); ++column) {
      const bool may_shrink = !is_whole(titles[column]) && widths[column] > narrowest;
      if (may_shrink && (widest == widths.size() || widths[column] > widths[widest])) widest = column;
    }
    if (widest == widths.size()) break;  // nothing is left to take from
    --widths[widest];
  }
  return widths;
}

std::string Table::text(std::optional<std::size_t> width) const {
  const auto widths = widths_within(width);
  std::string text;
  for (const auto& row : rows_) {
    std::vector<std::string_view> rest(row.begin(), row.end());
    do text += next_line(rest, widths) + "\n";
    while (std::ranges::any_of(rest, [](std::string_view cell) { return !cell.empty(); }));
  }
  return text;
}

}  // namespace slipway::cli
