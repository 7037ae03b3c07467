// A table for a terminal: a line of titles, columns as wide as their widest cell, lines no wider than the terminal. A value; pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::cli {

class Table {
 public:
  explicit Table(std::vector<std::string> titles) : rows_{std::move(titles)} {}

  // As many cells as there are titles.
  void add(std::vector<std::string> cells);

  bool is_empty() const { return rows_.size() == 1; }
  // Lines of at most `width` columns, where one is given: cells of the widest columns go on below themselves, so that nothing is
  // left out. Ids, which people copy, stay whole.
  std::string text(std::optional<std::size_t> width = std::nullopt) const;

 private:
  std::vector<std::size_t> widths_within(std::optional<std::size_t> width) const;

  std::vector<std::vector<std::string>> rows_;
};

// One line in which what could move the cursor, colour the screen or turn the direction of writing is shown as an escape: names and
// messages come from other people.
std::string printable(std::string_view text);

}  // namespace slipway::cli
