// Between values and what libpq takes and gives. For the thread of their connection.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/store/rows.h"
#include "adapters/store/value.h"

struct pg_result;

namespace slipway::store {

std::shared_ptr<const Rows::Columns> column_names(const pg_result* result);
// The type as both databases have it: a comparison is 0 or 1, a sum of integers (numeric here) is an integer.
Rows to_rows(const pg_result* result, std::shared_ptr<const Rows::Columns> columns);
std::int64_t changed_rows(pg_result* result);

std::vector<const Value*> addresses(const std::vector<Value>& values);

// Parameters as libpq takes them: texts that end in NUL, nullptr for NULL. The values must outlive it.
class ParameterTexts {
 public:
  explicit ParameterTexts(std::span<const Value* const> parameters) {
    numbers_.reserve(parameters.size());  // no growth: the pointers stay good
    for (const Value* value : parameters) {
      if (const auto* number = value->if_integer()) pointers_.push_back(numbers_.emplace_back(std::to_string(*number)).c_str());
      else pointers_.push_back(value->is_null() ? nullptr : value->if_text()->c_str());
    }
  }

  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> numbers_;
  std::vector<const char*> pointers_;
};

}  // namespace slipway::store
