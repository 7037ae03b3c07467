// libFuzzer entry for the HTTP parser; run it on corpus/http_parser.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/http_parser_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  slipway::http::check_http_parser({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
