// PostgreSQL's text form of a one-dimensional array: how a column of values goes into one parameter.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "adapters/store/value.h"

namespace slipway::store {

// The values of one column of all rows: {1,2,NULL} or {"a","b\"c"}. Every row has that column.
std::string format_array(const std::vector<std::vector<Value>>& rows, std::size_t column);

}  // namespace slipway::store
