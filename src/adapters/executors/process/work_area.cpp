#include "adapters/executors/process/work_area.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "adapters/executors/process/folder_removal.h"
#include "adapters/executors/system_error.h"
#include "base/file.h"
#include "base/log.h"

namespace slipway::executors {
namespace {

constexpr const char* outside_note_name = "outside-folder";  // in <data-dir>/work: where the other folder is
constexpr const char* outside_prefix = "slipway-";

base::Error work_error(const std::string& doing, int number) { return system_error("node.work_not_usable", doing, number); }

UniqueFd open_directory(const std::string& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// The open folder, if it is a real one of ours: in a folder where all may write, a name proves nothing.
Result<UniqueFd> open_own_folder(const std::string& path) {
  UniqueFd folder = open_directory(path);
  if (!folder) return work_error("open the folder " + path, errno);
  struct stat status{};
  if (::fstat(folder.get(), &status) != 0) return work_error("look at the folder " + path, errno);
  if (status.st_uid != ::geteuid()) return work_error("use the folder " + path + ", which belongs to somebody else", EPERM);
  return folder;
}

Result<std::string> make_folder(const std::string& base, const std::string& prefix) {
  std::string path = base + "/" + prefix + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return work_error("make a folder in " + base, errno);
  return path;
}

Result<void> write_script(int folder, const std::string& name, std::string_view text) {
  const UniqueFd file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return work_error("write the file of the script", errno);
  while (!text.empty()) {
    const auto done = ::write(file.get(), text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return work_error("write the file of the script", errno);
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

// From the inside out: while it is ours, nobody else can change what is in it.
Result<void> give_to(const NodeUser& user, int folder, const std::string& script_name) {
  const bool given = ::fchownat(folder, script_name.c_str(), user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchownat(folder, "work", user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchownat(folder, "tmp", user.uid, user.gid, AT_SYMLINK_NOFOLLOW) == 0 &&
                     ::fchown(folder, user.uid, user.gid) == 0;
  if (!given) return work_error("give the work folder to the node's user", errno);
  return {};
}

}  // namespace

WorkArea::WorkArea(std::string inside, std::string outside_dir)
    : inside_(std::move(inside)), outside_dir_(std::move(outside_dir)) {}

Result<std::unique_ptr<WorkArea>> WorkArea::open(const std::string& data_dir, const std::string& outside_dir) {
  const auto inside = data_dir + "/work";
  if (::mkdir(inside.c_str(), 0700) != 0 && errno != EEXIST) return work_error("make the folder " + inside, errno);
  std::unique_ptr<WorkArea> area(new WorkArea(inside, outside_dir));
  TRY(area->forget_earlier_work());
  try {
    area->remover_ = std::thread([raw = area.get()] { raw->remove_in_turn(); });
  } catch (const std::system_error& failure) {
    return work_error("start a thread", failure.code().value());
  }
  return area;
}

WorkArea::~WorkArea() {
  if (!outside_.empty()) {
    const auto slash = outside_.rfind('/');
    remove_later(outside_.substr(0, slash), outside_.substr(slash + 1));
    remove_later(inside_, outside_note_name);
  }
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
  if (remover_.joinable()) remover_.join();
}

Result<void> WorkArea::forget_earlier_work() {
  const auto forget_all_in = [this](const std::string& base) -> Result<void> {
    TRY_LET(folder, open_own_folder(base));
    TRY_LET(entries, entries_in(folder.get()));
    for (auto& entry : entries)
      if (entry.name != outside_note_name) removals_.push_back({.base = base, .name = std::move(entry.name)});
    return {};
  };
  TRY(forget_all_in(inside_));

  const auto note = base::read_file(inside_ + "/" + outside_note_name);
  const bool is_one_of_ours =
      note && note->starts_with(outside_dir_ + "/" + outside_prefix) && note->rfind('/') == outside_dir_.size();
  if (is_one_of_ours && forget_all_in(*note)) outside_ = *note;
  return {};
}

Result<AttemptFolder> WorkArea::create(const std::optional<NodeUser>& user, std::string_view script_name, std::string_view text) {
  if (!user) return create_in(inside_, user, script_name, text);

  // Cleaners of temporary folders may have taken an idle one away.
  if (outside_.empty() || ::access(outside_.c_str(), F_OK) != 0) TRY(make_outside());
  return create_in(outside_, user, script_name, text);
}

Result<AttemptFolder> WorkArea::create_in(const std::string& base, const std::optional<NodeUser>& user,
                                          std::string_view script_name, std::string_view text) {
  TRY(open_own_folder(base));
  TRY_LET(path, make_folder(base, "attempt-"));
  AttemptFolder made{.base = base,
                     .name = path.substr(base.size() + 1),
                     .script_path = path + "/" + std::string(script_name),
                     .working_directory = path + "/work",
                     .temporary_directory = path + "/tmp"};
  const auto prepare = [&]() -> Result<void> {
    TRY_LET(folder, open_own_folder(path));
    TRY(write_script(folder.get(), std::string(script_name), text));
    if (::mkdirat(folder.get(), "work", 0700) != 0 || ::mkdirat(folder.get(), "tmp", 0700) != 0)
      return work_error("make the working directory", errno);
    return user ? give_to(*user, folder.get(), std::string(script_name)) : Result<void>{};
  };
  if (auto prepared = prepare(); !prepared) {
    remove_later(made);
    return std::move(prepared).error();
  }
  return made;
}

Result<void> WorkArea::make_outside() {
  outside_.clear();
  TRY_LET(path, make_folder(outside_dir_, outside_prefix));
  TRY(base::write_file_atomically(inside_ + "/" + outside_note_name, path, 0600));
  TRY_LET(folder, open_own_folder(path));
  if (::fchmod(folder.get(), 0711) != 0) return work_error("open up the folder " + path, errno);
  outside_ = path;
  return {};
}

void WorkArea::remove_later(const AttemptFolder& folder) { remove_later(folder.base, folder.name); }

void WorkArea::remove_later(std::string base, std::string name) {
  {
    const std::lock_guard lock(mutex_);
    removals_.push_back({.base = std::move(base), .name = std::move(name)});
  }
  changed_.notify_one();
}

void WorkArea::remove_in_turn() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !removals_.empty(); });
    if (removals_.empty()) return;
    const auto due = std::exchange(removals_, {});
    lock.unlock();
    for (const auto& removal : due) {
      const auto base = open_directory(removal.base);
      if (!base) continue;
      if (const auto removed = remove_entry(base.get(), removal.name.c_str()); !removed)
        base::log_warning("work_folder_not_removed",
                          {{"folder", removal.base + "/" + removal.name}, {"reason", removed.error().message}});
    }
    lock.lock();
  }
}

}  // namespace slipway::executors
