#include "adapters/executors/process/folders/folder_removal.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "adapters/executors/system_error.h"
#include "adapters/executors/unique_fd.h"

namespace slipway::executors {
namespace {

constexpr int depth_max = 32;          // of open folders; what lies deeper is first moved up
constexpr int hoist_rounds_max = 100'000;

base::Error not_removed(const std::string& name, int number) {
  return system_error("node.folder_not_removed", "remove '" + name + "' from a work folder", number);
}

// Opens a folder, no link. One whose owner took their own rights away gets them back: we may be that owner.
UniqueFd open_folder(int parent, const char* name) {
  UniqueFd folder(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder || errno != EACCES) return folder;
  const UniqueFd handle(::openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  const auto way_back = "/proc/self/fd/" + std::to_string(handle.get());
  if (!handle || ::chmod(way_back.c_str(), 0700) != 0) return {};
  return UniqueFd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

class FolderRemoval {
 public:
  explicit FolderRemoval(int top) : top_(top) {}

  Result<void> run() {
    for (int round = 0; round < hoist_rounds_max; ++round) {
      hoisted_ = false;
      TRY(empty(top_, 1));
      if (!hoisted_) return {};
    }
    return not_removed("a folder that is too deep", ELOOP);
  }

 private:
  Result<void> empty(int folder, int depth) {
    (void)::fchmod(folder, 0700);  // ours alone from now on, and ours to write in
    TRY_LET(entries, entries_in(folder));
    for (const auto& entry : entries) TRY(remove(folder, entry, depth));
    return {};
  }

  Result<void> remove(int folder, const FolderEntry& entry, int depth) {
    const auto& name = entry.name;
    if (!entry.is_folder) {
      if (::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return {};
      if (errno != EISDIR && errno != EPERM) return not_removed(name, errno);
    }
    if (depth == depth_max) return hoist(folder, name);
    {
      const auto below = open_folder(folder, name.c_str());
      if (!below) return not_removed(name, errno);
      TRY(empty(below.get(), depth + 1));
    }
    if (::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
    // What was moved to the top out of a folder below leaves nothing behind, so this is a real failure.
    return not_removed(name, errno);
  }

  Result<void> hoist(int folder, const std::string& name) {
    if (const auto moving = open_folder(folder, name.c_str()))
      (void)::fchmod(moving.get(), 0700);  // only a writable one may move
    const auto new_name = ".slipway-moved-" + std::to_string(++moved_count_);
    if (::renameat(folder, name.c_str(), top_, new_name.c_str()) != 0) return not_removed(name, errno);
    hoisted_ = true;
    return {};
  }

  int top_;
  bool hoisted_ = false;
  int moved_count_ = 0;
};

}  // namespace

Result<void> remove_entry(int folder, const char* name) {
  if (::unlinkat(folder, name, 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return not_removed(name, errno);
  {
    const auto top = open_folder(folder, name);
    if (!top) return not_removed(name, errno);
    TRY(FolderRemoval(top.get()).run());
  }
  if (::unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  return not_removed(name, errno);
}

Result<std::vector<FolderEntry>> entries_in(int folder) {
  std::vector<FolderEntry> entries;
  UniqueFd copy(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!copy) return not_removed(".", errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy.get()), &::closedir);
  if (!stream) return not_removed(".", errno);
  copy.release();  // the stream closes it
  while (const auto* entry = ::readdir(stream.get())) {  // NOLINT(concurrency-mt-unsafe): the stream is ours alone
    const std::string name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({.name = name, .is_folder = entry->d_type == DT_DIR});
  }
  return entries;
}

}  // namespace slipway::executors
