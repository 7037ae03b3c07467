#include "adapters/executors/system_error.h"

#include <cerrno>
#include <system_error>

namespace slipway::executors {

std::string errno_text(int number) { return std::generic_category().message(number); }

base::Error system_error(std::string_view code, std::string_view doing, int number) {
  const bool may_pass = number == EAGAIN || number == ENOMEM || number == ENOSPC || number == EDQUOT || number == EMFILE ||
                        number == ENFILE || number == ENOBUFS || number == ETOOMANYREFS || number == EINTR || number == EIO;
  std::string message = "cannot " + std::string(doing) + ": " + errno_text(number);
  return may_pass ? base::unavailable(code, std::move(message)) : base::internal(code, std::move(message));
}

}  // namespace slipway::executors
