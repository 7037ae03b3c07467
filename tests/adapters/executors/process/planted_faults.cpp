#include "planted_faults.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstring>

namespace slipway::executors {
namespace {

std::atomic<const char*> failing_call{nullptr};
std::atomic<int> failure_number{0}, hit_count{0};

bool is_to_fail(const char* call) {
  const char* wanted = failing_call;
  if (wanted == nullptr || std::strcmp(wanted, call) != 0) return false;
  ++hit_count;
  errno = failure_number;
  return true;
}

// The definition that this program's own hides.
template <class Function>
Function* hidden(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

PlantedFault::PlantedFault(const char* call, int number) {
  hit_count = 0;
  failure_number = number;
  failing_call = call;
}

PlantedFault::~PlantedFault() { failing_call = nullptr; }

int PlantedFault::hits() { return hit_count; }

}  // namespace slipway::executors

using slipway::executors::hidden;
using slipway::executors::is_to_fail;

extern "C" {

int mkdir(const char* path, mode_t mode) noexcept { return is_to_fail("mkdir") ? -1 : hidden(&mkdir, "mkdir")(path, mode); }

int mkdirat(int folder, const char* path, mode_t mode) noexcept {
  return is_to_fail("mkdirat") ? -1 : hidden(&mkdirat, "mkdirat")(folder, path, mode);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & O_CREAT) != 0 && is_to_fail("open")) return -1;
  return ::openat(AT_FDCWD, path, flags, mode);
}

int fchownat(int folder, const char* path, uid_t user, gid_t group, int flags) noexcept {
  return is_to_fail("fchownat") ? -1 : hidden(&fchownat, "fchownat")(folder, path, user, group, flags);
}

int memfd_create(const char* name, unsigned flags) noexcept {
  return is_to_fail("memfd_create") ? -1 : hidden(&memfd_create, "memfd_create")(name, flags);
}

int pipe2(int* ends, int flags) noexcept { return is_to_fail("pipe2") ? -1 : hidden(&pipe2, "pipe2")(ends, flags); }

int socketpair(int domain, int type, int protocol, int* ends) noexcept {
  return is_to_fail("socketpair") ? -1 : hidden(&socketpair, "socketpair")(domain, type, protocol, ends);
}

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  return is_to_fail("sendmsg") ? -1 : hidden(&sendmsg, "sendmsg")(socket, message, flags);
}

int epoll_ctl(int poll, int operation, int fd, epoll_event* event) noexcept {
  if (operation == EPOLL_CTL_ADD && is_to_fail("epoll_ctl")) return -1;
  return hidden(&epoll_ctl, "epoll_ctl")(poll, operation, fd, event);
}

int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions, const posix_spawnattr_t* attributes,
                char* const* words, char* const* environment) {
  if (is_to_fail("posix_spawn")) return errno;
  return hidden(&posix_spawn, "posix_spawn")(pid, path, actions, attributes, words, environment);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  // Only of a script or a start, which say so: everything else of this program goes on.
  const bool is_planted = size >= 7 && ::memmem(bytes, size, "#planted", 8) != nullptr;
  if (is_planted && is_to_fail("write")) return -1;
  return hidden(&write, "write")(fd, bytes, size);
}
}
