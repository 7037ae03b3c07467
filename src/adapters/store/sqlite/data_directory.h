// The data directory as the database needs it: on a file system whose locks work, with room on it.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace slipway::store {

// Refuses NFS, SMB and the like with store.network_file_system.
Result<void> check_file_system(const std::string& directory);

// Makes the empty database file, for its owner only, where there is none. Must come before SQLite opens it: closing a
// descriptor of our own would drop SQLite's locks.
Result<void> make_database_file(const std::string& path);

Result<std::uint64_t> free_bytes(const std::string& directory);

// 0 when there is no such file.
std::uint64_t file_bytes(const std::string& path);

}  // namespace slipway::store
