// BASE_ASSERT checks what only our own mistake can break; it stays on in release builds. Never use it on input.
#pragma once

#include <source_location>

namespace slipway::base {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

// Behind a switch over all enumerators: no answer for a value that is none of them would be true. The compiler warns of an enumerator that
// the switch forgets.
[[noreturn]] void unreachable(std::source_location place = std::source_location::current());

}  // namespace slipway::base

#define BASE_ASSERT(...)                                                                     \
  do {                                                                                       \
    if (!(__VA_ARGS__)) ::slipway::base::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__); \
  } while (false)
