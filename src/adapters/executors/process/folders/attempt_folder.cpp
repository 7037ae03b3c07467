#include "adapters/executors/process/folders/attempt_folder.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/folders/folder_removal.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr const char* working_name = "work";
constexpr const char* temporary_name = "tmp";

base::Error folder_error(const std::string& doing, int number) { return system_error("node.work_not_usable", doing, number); }

UniqueFd open_folder_in(int parent, const std::string& name) {
  return UniqueFd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// A pipe in its place must not hold us.
UniqueFd open_script(int folder, const std::string& name, int flags) {
  return UniqueFd(::openat(folder, name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
}

EntryLook look_at(const UniqueFd& entry) {
  struct stat status{};
  struct fsxattr more{};
  if (!entry || ::fstat(entry.get(), &status) != 0) return {};
  if (::ioctl(entry.get(), FS_IOC_FSGETXATTR, &more) != 0) more = {};  // a file system without
  return {.uid = status.st_uid,
          .gid = status.st_gid,
          .mode = status.st_mode,
          .links = status.st_nlink,
          .folder_bytes = S_ISDIR(status.st_mode) ? status.st_size : 0,
          .flags = more.fsx_xflags,
          .project = more.fsx_projid,
          .attribute_bytes = ::flistxattr(entry.get(), nullptr, 0)};
}

std::array<EntryLook, 4> looks_of(const UniqueFd& folder, const std::string& script_name) {
  return {look_at(folder), look_at(open_script(folder.get(), script_name, O_RDONLY)),
          look_at(open_folder_in(folder.get(), working_name)), look_at(open_folder_in(folder.get(), temporary_name))};
}

Result<void> write_all(const UniqueFd& file, std::string_view text) {
  while (!text.empty()) {
    const auto done = ::write(file.get(), text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return folder_error("write the file of the script", errno);
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

// From the inside out: while it is ours, nobody else can change what is in it.
Result<void> give_to(const NodeUser& user, int folder, const std::string& script_name) {
  const bool given = ::fchownat(folder, script_name.c_str(), user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchownat(folder, working_name, user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchownat(folder, temporary_name, user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchown(folder, user.uid, user.gid) == 0;
  if (!given) return folder_error("give the work folder to the node's user", errno);
  return {};
}

bool is_empty(int folder, const char* name) {
  const auto opened = open_folder_in(folder, name);
  const auto entries = opened ? entries_in(opened.get()) : Result<std::vector<FolderEntry>>(folder_error("open it", errno));
  return entries && entries->empty();
}

}  // namespace

Result<void> fill_attempt_folder(int base, AttemptFolder& folder, std::string_view text) {
  const auto opened = open_folder_in(base, folder.name);
  if (!opened) return folder_error("open the folder of the node", errno);
  const auto script = open_script(opened.get(), folder.script_name, O_WRONLY | O_CREAT | O_EXCL);
  if (!script) return folder_error("write the file of the script", errno);
  TRY(write_all(script, text));
  if (::mkdirat(opened.get(), working_name, 0700) != 0 || ::mkdirat(opened.get(), temporary_name, 0700) != 0)
    return folder_error("make the working directory", errno);
  if (folder.user) TRY(give_to(*folder.user, opened.get(), folder.script_name));
  folder.looks = looks_of(opened, folder.script_name);
  return {};
}

bool is_as_made(int base, const AttemptFolder& folder) {
  const auto opened = open_folder_in(base, folder.name);
  if (!opened || folder.looks.front() == EntryLook{} || looks_of(opened, folder.script_name) != folder.looks) return false;
  const auto entries = entries_in(opened.get());
  return entries && entries->size() == 3 && is_empty(opened.get(), working_name) && is_empty(opened.get(), temporary_name);
}

Result<void> rewrite_script(int base, const AttemptFolder& folder, std::string_view text) {
  const auto opened = open_folder_in(base, folder.name);
  if (!opened) return folder_error("open the folder of the node", errno);
  const auto script = open_script(opened.get(), folder.script_name, O_WRONLY);
  // Its owner could have put another name of another file there since we looked.
  if (!script || look_at(script) != folder.looks[1]) return folder_error("use the file of an earlier script", EPERM);
  TRY(write_all(script, text));
  if (::ftruncate(script.get(), static_cast<off_t>(text.size())) != 0) return folder_error("write the file of the script", errno);
  return {};
}

AttemptFolder named(AttemptFolder folder, std::string name) {
  const auto path = folder.base + "/" + name;
  folder.name = std::move(name);
  folder.script_path = path + "/" + folder.script_name;
  folder.working_directory = path + "/" + working_name;
  folder.temporary_directory = path + "/" + temporary_name;
  return folder;
}

}  // namespace slipway::executors
