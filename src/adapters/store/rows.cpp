#include "adapters/store/rows.h"

#include "base/assert.h"

namespace slipway::store {

std::int64_t Row::integer(std::string_view column) const {
  const auto* number = cell(column).if_integer();
  BASE_ASSERT(number != nullptr);
  return *number;
}

std::optional<std::int64_t> Row::optional_integer(std::string_view column) const {
  const Value& value = cell(column);
  if (value.is_null()) return std::nullopt;
  BASE_ASSERT(value.if_integer() != nullptr);
  return *value.if_integer();
}

std::string Row::text(std::string_view column) const {
  const auto* text = cell(column).if_text();
  BASE_ASSERT(text != nullptr);
  return *text;
}

std::optional<std::string> Row::optional_text(std::string_view column) const {
  const Value& value = cell(column);
  if (value.is_null()) return std::nullopt;
  BASE_ASSERT(value.if_text() != nullptr);
  return *value.if_text();
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

const Value& Row::cell(std::string_view column) const {
  const auto& columns = rows_->columns_;
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
