#include "server/data_directory/data_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace slipway::server {

namespace {

constexpr mode_t owner_only = 0700;

base::Error not_usable(const std::string& path, const std::string& why) {
  return base::unavailable("server.data_dir_not_usable", "the data directory " + path + " cannot be used: " + why);
}

Result<void> make_directory(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failure);
  if (failure) return not_usable(path, failure.message());
  if (::mkdir(path.c_str(), owner_only) != 0 && errno != EEXIST) return not_usable(path, std::strerror(errno));
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return not_usable(path, std::strerror(errno));
  if (!S_ISDIR(found.st_mode)) return not_usable(path, "it is no directory");
  return {};
}

// Key file and database lie in it: nobody else may look.
Result<void> close_to_others(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return not_usable(path, std::strerror(errno));
  if ((found.st_mode & 077) != 0 && ::chmod(path.c_str(), owner_only) != 0) return not_usable(path, std::strerror(errno));
  return {};
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::string& path) {
  TRY(make_directory(path));
  TRY_LET(lock, store::DirectoryLock::take(path));
  TRY(close_to_others(path));
  return DataDirectory(path, std::move(lock));
}

}  // namespace slipway::server
