#include "adapters/executors/process/supervisor/supervisor_image.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "adapters/executors/process/supervisor/supervisor_protocol.h"
#include "adapters/executors/system_error.h"

// Named by the linker, which made them of the program's file.
extern "C" {
extern const char supervisor_begin[] asm("_binary_slipway_supervisor_start");
extern const char supervisor_end[] asm("_binary_slipway_supervisor_end");
}

namespace slipway::executors {
namespace {

constexpr unsigned may_be_run = 0x0010U;  // MFD_EXEC, newer than some C libraries: without it a system may be set to refuse

int make_memory_file() {
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int file = ::memfd_create("slipway-supervisor", flags | may_be_run);
  return file >= 0 || errno != EINVAL ? file : ::memfd_create("slipway-supervisor", flags);  // a kernel older than the flag
}

}  // namespace

std::string_view supervisor_bytes() { return {supervisor_begin, static_cast<std::size_t>(supervisor_end - supervisor_begin)}; }

Result<UniqueFd> open_supervisor_image() {
  constexpr const char* code = "node.executor_not_usable";
  const UniqueFd file(make_memory_file());
  if (!file) return system_error(code, "make a file in memory for the supervisor of nodes", errno);
  auto rest = supervisor_bytes();
  while (!rest.empty()) {
    const auto done = ::write(file.get(), rest.data(), rest.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return system_error(code, "write the supervisor of nodes to memory", errno);
    rest.remove_prefix(static_cast<std::size_t>(done));
  }
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
    return system_error(code, "seal the supervisor of nodes", errno);
  // Above the numbers that mean something in a supervisor.
  UniqueFd image(::fcntl(file.get(), F_DUPFD_CLOEXEC, supervisor_image_fd + 1));
  if (!image) return system_error(code, "keep the supervisor of nodes open", errno);
  return image;
}

}  // namespace slipway::executors
