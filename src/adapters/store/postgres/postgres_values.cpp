#include "adapters/store/postgres/postgres_values.h"

#include <libpq-fe.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace slipway::store {
namespace {

constexpr int oid_bool = 16;
constexpr int oid_numeric = 1700;

bool is_integer_type(unsigned type) { return type == 20 || type == 21 || type == 23; }  // int8, int2, int4

void add_cell(Rows& rows, const pg_result* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return rows.add_null();
  const std::string_view text(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
  const unsigned type = PQftype(result, column);
  if (type == oid_bool) return rows.add_integer(text == "t" ? 1 : 0);
  if (is_integer_type(type) || type == oid_numeric) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end == text.data() + text.size()) return rows.add_integer(number);
  }
  rows.add_text(text);
}

}  // namespace

std::shared_ptr<const Rows::Columns> column_names(const pg_result* result) {
  Rows::Columns names;
  names.reserve(static_cast<std::size_t>(PQnfields(result)));
  for (int column = 0; column < PQnfields(result); ++column) names.emplace_back(PQfname(result, column));
  return std::make_shared<const Rows::Columns>(std::move(names));
}

Rows to_rows(const pg_result* result, std::shared_ptr<const Rows::Columns> columns) {
  Rows rows(std::move(columns));
  rows.reserve(static_cast<std::size_t>(PQntuples(result)));
  for (int row = 0; row < PQntuples(result); ++row)
    for (int column = 0; column < PQnfields(result); ++column) add_cell(rows, result, row, column);
  return rows;
}

std::int64_t changed_rows(pg_result* result) {
  const std::string_view count = PQcmdTuples(result);
  std::int64_t number = 0;
  std::from_chars(count.data(), count.data() + count.size(), number);
  return number;
}

std::vector<const Value*> addresses(const std::vector<Value>& values) {
  std::vector<const Value*> pointers;
  pointers.reserve(values.size());
  for (const Value& value : values) pointers.push_back(&value);
  return pointers;
}

}  // namespace slipway::store
