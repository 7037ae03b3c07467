#include "adapters/store/rows.h"

#include "base/assert.h"

namespace slipway::store {

std::int64_t Row::integer(std::string_view column) const {
  const Cell& found = cell(column);
  BASE_ASSERT(found.kind == Cell::Kind::integer);
  return found.number;
}

std::optional<std::int64_t> Row::optional_integer(std::string_view column) const {
  const Cell& found = cell(column);
  if (found.kind == Cell::Kind::null) return std::nullopt;
  BASE_ASSERT(found.kind == Cell::Kind::integer);
  return found.number;
}

std::string_view Row::view(std::string_view column) const {
  const Cell& found = cell(column);
  BASE_ASSERT(found.kind == Cell::Kind::text);
  return std::string_view(rows_->texts_).substr(static_cast<std::size_t>(found.number), found.size);
}

std::optional<std::string> Row::optional_text(std::string_view column) const {
  const Cell& found = cell(column);
  if (found.kind == Cell::Kind::null) return std::nullopt;
  BASE_ASSERT(found.kind == Cell::Kind::text);
  return rows_->texts_.substr(static_cast<std::size_t>(found.number), found.size);
}

bool Row::flag(std::string_view column) const {
  const std::int64_t number = integer(column);
  BASE_ASSERT(number == 0 || number == 1);
  return number == 1;
}

base::Instant Row::instant(std::string_view column) const { return base::from_microseconds(integer(column)); }

std::optional<base::Instant> Row::optional_instant(std::string_view column) const {
  const auto number = optional_integer(column);
  if (!number) return std::nullopt;
  return base::from_microseconds(*number);
}

const Cell& Row::cell(std::string_view column) const {
  const auto& columns = *rows_->columns_;
  for (std::size_t step = 0; step < columns.size(); ++step) {
    const std::size_t at = (next_ + step) % columns.size();
    if (columns[at] != column) continue;
    next_ = at + 1;
    return rows_->cells_[index_ * columns.size() + at];
  }
  BASE_ASSERT(false && "no column of that name in the result");
}

Row Rows::operator[](std::size_t index) const {
  BASE_ASSERT(index < size());
  return Row(*this, index);
}

}  // namespace slipway::store
