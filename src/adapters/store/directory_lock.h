// One server a data directory, whatever its database is. Who holds the lock may touch what lies in the directory; nobody else may,
// since work folders, logs and credentials of a running server lie there too.
#pragma once

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

}  // namespace slipway::store
