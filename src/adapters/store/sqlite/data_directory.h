// The data directory as the database needs it: one server at a time, on a file system whose locks work.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace slipway::store {

// Holds the lock on server.lock until it is destroyed. Moved, never copied.
class DirectoryLock {
 public:
  // Errors: store.directory_in_use (conflict) when another process holds it, store.unavailable.
  static Result<DirectoryLock> take(const std::string& directory);

  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

// Refuses NFS, SMB and the like with store.network_file_system.
Result<void> check_file_system(const std::string& directory);

// Makes the empty database file, for its owner only, where there is none. Must come before SQLite opens it: closing a
// descriptor of our own would drop SQLite's locks.
Result<void> make_database_file(const std::string& path);

Result<std::uint64_t> free_bytes(const std::string& directory);

// 0 when there is no such file.
std::uint64_t file_bytes(const std::string& path);

}  // namespace slipway::store
