// BASE_ASSERT checks what only our own mistake can break; it stays on in release builds. Never use it on input.
#pragma once

namespace slipway::base {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);
}

#define BASE_ASSERT(...)                                                                     \
  do {                                                                                       \
    if (!(__VA_ARGS__)) ::slipway::base::assertion_failed(#__VA_ARGS__, __FILE__, __LINE__); \
  } while (false)
