// The data directory of this server: made where it is not there, and locked before anything in it is made, changed or removed. All that
// lies in it (database, key, credentials, work folders, logs) is found through a value of this type, so nothing can come before its lock.
#pragma once

#include <string>
#include <utility>

#include "adapters/store/directory_lock.h"
#include "base/result.h"

namespace slipway::server {

// Holds the lock until it is destroyed. Moved, never copied.
class DataDirectory {
 public:
  // Errors: server.data_dir_not_usable, store.directory_in_use, store.unavailable.
  static Result<DataDirectory> open(const std::string& path);

  const std::string& path() const { return path_; }

 private:
  DataDirectory(std::string path, store::DirectoryLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  store::DirectoryLock lock_;
};

}  // namespace slipway::server
