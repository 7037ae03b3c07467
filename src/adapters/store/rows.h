// What a query gave: column names once, then the cells row by row. A value that owns its texts, all in one piece, so that a cell costs no
// memory of its own; a Row is a view into it and must not outlive it.
//
// A column that is not there, holds NULL where a plain value is asked for, or is of the other type is our own mistake
// (the schema says NOT NULL and which type), so it is asserted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"

namespace slipway::store {

// A row holds what this program never writes: damaged, or of a later version. Ends the unit with store.internal (unit.h); the only thing
// thrown here, since every mapping would hand on what hardly any row has.
struct UnreadableRow : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Rows;

struct Cell {
  enum class Kind : std::uint8_t { null, integer, text };

  Kind kind = Kind::null;
  std::int64_t number = 0;  // of a text: where it begins
  std::size_t size = 0;  // of a text
};

class Row {
 public:
  Row(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}

  bool is_null(std::string_view column) const { return cell(column).kind == Cell::Kind::null; }
  std::int64_t integer(std::string_view column) const;
  std::optional<std::int64_t> optional_integer(std::string_view column) const;
  std::string_view view(std::string_view column) const;  // a text, for as long as the rows live
  std::string text(std::string_view column) const { return std::string(view(column)); }
  std::optional<std::string> optional_text(std::string_view column) const;
  bool flag(std::string_view column) const;  // 0 or 1
  base::Instant instant(std::string_view column) const;
  std::optional<base::Instant> optional_instant(std::string_view column) const;

  // NULL is the id that stands for "none".
  template <class Id>
  Id number_id(std::string_view column) const {
    return Id{optional_integer(column).value_or(0)};
  }
  template <class Id>
  Id hex_id(std::string_view column) const {
    return Id{optional_text(column).value_or(std::string())};
  }

 private:
  const Cell& cell(std::string_view column) const;

  const Rows* rows_;
  std::size_t index_;
  mutable std::size_t next_ = 0;  // columns are mostly read in their order: where the search begins
};

class Rows {
 public:
  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t index) : rows_(&rows), index_(index) {}
    Row operator*() const { return Row(*rows_, index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Rows* rows_;
    std::size_t index_;
  };

  using Columns = std::vector<std::string>;  // their names

  explicit Rows(std::shared_ptr<const Columns> columns) : columns_(std::move(columns)) {}

  std::size_t size() const { return columns_->empty() ? 0 : cells_.size() / columns_->size(); }
  bool empty() const { return cells_.empty(); }
  Row operator[](std::size_t index) const;
  Row front() const { return (*this)[0]; }
  Iterator begin() const { return Iterator(*this, 0); }
  Iterator end() const { return Iterator(*this, size()); }

  // For the drivers: cells in the order of the columns, row after row.
  void reserve(std::size_t row_count) { cells_.reserve(row_count * columns_->size()); }
  void add_null() { cells_.emplace_back(); }
  void add_integer(std::int64_t number) { cells_.push_back({Cell::Kind::integer, number}); }
  void add_text(std::string_view text) {
    cells_.push_back({Cell::Kind::text, static_cast<std::int64_t>(texts_.size()), text.size()});
    texts_.append(text);
  }

 private:
  friend class Row;

  std::shared_ptr<const Columns> columns_;
  std::vector<Cell> cells_;
  std::string texts_;
};

}  // namespace slipway::store
