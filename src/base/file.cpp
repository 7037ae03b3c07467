#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace slipway::base {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

// Removes a temporary file when it was not given its final name.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }
  void renamed() { path_.clear(); }

 private:
  std::string path_;
};

std::string reason_of(int number) { return std::generic_category().message(number); }

Error not_readable(const std::string& path, int number) {
  if (number == ENOENT) return not_found("file.not_found", "there is no file " + path);
  return unavailable("file.not_readable", "the file " + path + " cannot be read: " + reason_of(number));
}

Error not_written(const std::string& path, int number) {
  return unavailable("file.not_written", "the file " + path + " cannot be written: " + reason_of(number));
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A name is durable only when its folder is.
Result<void> sync_folder_of(const std::string& path) {
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.number()) != 0) return not_written(path, errno);
  return {};
}

// A durable file beside `path` with that text; the caller gives it its name.
Result<std::string> write_temporary_beside(const std::string& path, std::string_view text, mode_t mode) {
  std::string name = path + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file) return not_written(path, errno);
  TemporaryFile temporary(name);
  const bool done = ::fchmod(file.number(), mode) == 0 && write_all(file.number(), text) && ::fsync(file.number()) == 0;
  if (!done) return not_written(path, errno);
  temporary.renamed();
  return name;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t size_max) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return not_readable(path, errno);
  std::string text;
  char buffer[16384];
  while (true) {
    const auto count = ::read(file.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return not_readable(path, errno);
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > size_max)
      return limit_reached("file.too_large", "the file " + path + " is larger than " + std::to_string(size_max) + " bytes");
  }
}

Result<void> write_file_atomically(const std::string& path, std::string_view text, mode_t mode) {
  TRY_LET(name, write_temporary_beside(path, text, mode));
  TemporaryFile temporary(name);
  if (::rename(name.c_str(), path.c_str()) != 0) return not_written(path, errno);
  temporary.renamed();
  return sync_folder_of(path);
}

Result<bool> create_file_atomically(const std::string& path, std::string_view text, mode_t mode) {
  TRY_LET(name, write_temporary_beside(path, text, mode));
  const TemporaryFile temporary(name);  // removed in any case: a link gives the file its second name
  if (::link(name.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST) return false;
    return not_written(path, errno);
  }
  TRY(sync_folder_of(path));
  return true;
}

}  // namespace slipway::base
