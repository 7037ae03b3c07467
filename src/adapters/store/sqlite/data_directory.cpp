#include "adapters/store/sqlite/data_directory.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace slipway::store {
namespace {

// Close-on-exec lets go of the lock only at exec: a child that was being started when its server was killed holds it for
// some milliseconds more, and a server that is started again at once must not fail for that.
constexpr std::chrono::milliseconds lock_wait_max{1'000};
constexpr std::chrono::milliseconds lock_retry_interval{10};

// False with errno set when somebody else keeps it.
bool lock_in_time(int descriptor) {
  const auto deadline = std::chrono::steady_clock::now() + lock_wait_max;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(lock_retry_interval);
  }
  return true;
}

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

Result<DirectoryLock> DirectoryLock::take(const std::string& directory) {
  const std::string path = directory + "/server.lock";
  // O_CLOEXEC: a child that inherited the descriptor would keep the lock after our death.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return directory_error(path, errno);
  DirectoryLock lock(descriptor);
  if (lock_in_time(descriptor)) return lock;
  if (errno != EWOULDBLOCK) return directory_error(path, errno);
  return base::conflict("store.directory_in_use",
                        "another server uses the data directory " + directory + "; stop it, or choose another --data-dir");
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

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
