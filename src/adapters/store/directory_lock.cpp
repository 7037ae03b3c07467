#include "adapters/store/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

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

base::Error lock_error(const std::string& path, int number) {
  return base::unavailable("store.unavailable", "cannot use " + path + ": " + std::strerror(number));
}

}  // namespace

Result<DirectoryLock> DirectoryLock::take(const std::string& directory) {
  const std::string path = directory + "/server.lock";
  // O_CLOEXEC: a child that inherited the descriptor would keep the lock after our death.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return lock_error(path, errno);
  DirectoryLock lock(descriptor);
  if (lock_in_time(descriptor)) return lock;
  if (errno != EWOULDBLOCK) return lock_error(path, errno);
  return base::conflict("store.directory_in_use",
                        "another server uses the data directory " + directory + "; stop it, or choose another --data-dir");
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace slipway::store
