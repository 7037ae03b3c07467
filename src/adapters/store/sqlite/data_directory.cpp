#include "adapters/store/sqlite/data_directory.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace slipway::store {
namespace {

base::Error directory_error(const std::string& path, int number) {
  return base::unavailable("store.unavailable", "cannot use " + path + ": " + std::strerror(number));
}

bool is_network_file_system(decltype(std::declval<struct statfs>().f_type) type) {
  constexpr long cifs = 0xFF534D42;
  constexpr long smb2 = 0xFE534D42;
  constexpr std::array<long, 5> network_types = {NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, V9FS_MAGIC, cifs, smb2};
  return std::ranges::find(network_types, static_cast<long>(type)) != network_types.end();
}

}  // namespace

Result<void> check_file_system(const std::string& directory) {
  struct statfs about{};
  if (::statfs(directory.c_str(), &about) != 0) return directory_error(directory, errno);
  if (!is_network_file_system(about.f_type)) return {};
  return base::invalid_argument(
      "store.network_file_system",
      "the data directory " + directory +
          " is on a network file system, whose locks cannot be trusted; choose a local disk, or PostgreSQL");
}

Result<void> make_database_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) return {};
  if (descriptor < 0) return directory_error(path, errno);
  ::close(descriptor);
  return {};
}

Result<std::uint64_t> free_bytes(const std::string& directory) {
  struct statvfs about{};
  if (::statvfs(directory.c_str(), &about) != 0) return directory_error(directory, errno);
  return std::uint64_t{about.f_bavail} * about.f_frsize;
}

std::uint64_t file_bytes(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return 0;
  return static_cast<std::uint64_t>(about.st_size);
}

}  // namespace slipway::store
