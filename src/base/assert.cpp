#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace slipway::base {

void assertion_failed(const char* expression, const char* file, int line) {
  static_cast<void>(std::fprintf(stderr, "assertion failed: %s at %s:%d\n", expression, file, line));
  std::abort();
}

void unreachable(std::source_location place) {
  assertion_failed("the value is an enumerator of its type", place.file_name(), static_cast<int>(place.line()));
}

}  // namespace slipway::base
