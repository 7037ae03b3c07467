#include "adapters/executors/file_attempt_logs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "adapters/executors/node_log.h"
#include "adapters/executors/system_error.h"
#include "adapters/executors/unique_fd.h"
#include "base/text.h"

namespace slipway::executors {
namespace {

// A path that node_log_path can have made: it stays below logs/ whatever it says.
bool is_log_path(std::string_view path) {
  const auto parts = base::split(path, '/');
  return parts.size() == 4 && parts.front() == "logs" && path.find('\0') == std::string_view::npos &&
         std::ranges::none_of(parts, [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

}  // namespace

Result<app::LogChunk> FileAttemptLogs::read(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const {
  if (!is_log_path(log_path) || offset < 0) return base::not_found("node.log_not_found", "there is no such log");

  const auto path = data_dir_ + "/" + std::string(log_path);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno == ENOENT) return base::not_found("node.log_not_found", "the log is not on this server, or was removed");
  if (!file) return system_error("node.log_not_readable", "open the log", errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return system_error("node.log_not_readable", "read the log", errno);

  std::string bytes(
      static_cast<std::size_t>(std::clamp<std::int64_t>(status.st_size - offset, 0, static_cast<std::int64_t>(bytes_max))), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got =
        ::pread(file.get(), bytes.data() + filled, bytes.size() - filled, offset + static_cast<std::int64_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("node.log_not_readable", "read the log", errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);

  // A character that the next piece completes is left to it, but a reader always gets on.
  const auto unfinished = unfinished_character(bytes);
  if (unfinished < bytes.size()) bytes.resize(bytes.size() - unfinished);
  return app::LogChunk{.text = base::replace_invalid_utf8(bytes),
                       .next_offset = offset + static_cast<std::int64_t>(bytes.size()),
                       .size = status.st_size};
}

}  // namespace slipway::executors
