// Whole files, read and written with clear errors. Written files are durable when the call returns.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace slipway::base {

inline constexpr std::size_t file_size_max = std::size_t{64} << 20;

// Errors: "file.not_found", "file.not_readable", "file.too_large".
Result<std::string> read_file(const std::string& path, std::size_t size_max = file_size_max);

// The file has the old text or the new one, never a part, even when the machine stops in between. `mode` is that of the
// new file, whatever the umask is. Errors: "file.not_written".
Result<void> write_file_atomically(const std::string& path, std::string_view text, mode_t mode);

// The same for a file that must not exist yet: false, and nothing changed, when it does.
Result<bool> create_file_atomically(const std::string& path, std::string_view text, mode_t mode);

}  // namespace slipway::base
