// How many files this process may have open: sockets, logs and database files are all of them.
#pragma once

#include <cstdint>

namespace slipway::base {

// Raises the soft limit (RLIMIT_NOFILE), which is low for programs that use select(), to the hard one. Gives what holds then; what may
// not be raised stays as it is. For the start of the program.
std::int64_t raise_open_files_limit();

}  // namespace slipway::base
