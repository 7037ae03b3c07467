// API_TEST(ListJobs) marks a test of that operation; a misspelt one does not compile. The tests do not build
// (`api_tests_count`) while an operation has no mark, here or as @api_test("ListJobs") in Python.
#pragma once

#include "generated/api/operations.h"

#define API_TEST(operation_name) \
  static_assert(slipway::api::find_operation_id(#operation_name).has_value(), "the contract has no operation " #operation_name)
