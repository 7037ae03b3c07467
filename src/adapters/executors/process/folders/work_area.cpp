#include "adapters/executors/process/folders/work_area.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "adapters/executors/process/folders/folder_removal.h"
#include "adapters/executors/system_error.h"
#include "base/file.h"
#include "base/log.h"

namespace slipway::executors {
namespace {

constexpr const char* outside_note_name = "outside-folder";  // in <data-dir>/work: where the other folder is
constexpr const char* outside_prefix = "slipway-";
constexpr const char* attempt_prefix = "attempt-";
constexpr const char* spare_prefix = "spare-";

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
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (auto& spare : spares_) removals_.push_back({.base = std::move(spare.base), .name = std::move(spare.name)});
    if (!outside_.empty()) {
      const auto slash = outside_.rfind('/');
      removals_.push_back({.base = outside_.substr(0, slash), .name = outside_.substr(slash + 1)});
      removals_.push_back({.base = inside_, .name = outside_note_name});
    }
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
  TRY_LET(base_folder, open_own_folder(base));
  if (auto spare = take_spare(base, user, script_name)) {
    auto folder = named(*spare, attempt_prefix + std::to_string(++attempt_count_));
    const bool is_renamed = ::renameat(base_folder.get(), spare->name.c_str(), base_folder.get(), folder.name.c_str()) == 0;
    if (is_renamed && rewrite_script(base_folder.get(), folder, text)) return folder;
    queue_removal({.base = base, .name = is_renamed ? folder.name : spare->name});
  }
  AttemptFolder made{.base = base, .script_name = std::string(script_name), .user = user};
  int failure = EEXIST;
  while (failure == EEXIST) {  // one of an earlier server that is not removed yet
    made = named(std::move(made), attempt_prefix + std::to_string(++attempt_count_));
    failure = ::mkdirat(base_folder.get(), made.name.c_str(), 0700) == 0 ? 0 : errno;
  }
  if (failure != 0) return work_error("make a folder in " + base, failure);
  if (auto filled = fill_attempt_folder(base_folder.get(), made, text); !filled) {
    queue_removal({.base = base, .name = made.name});
    return std::move(filled).error();
  }
  return made;
}

std::optional<AttemptFolder> WorkArea::take_spare(const std::string& base, const std::optional<NodeUser>& user,
                                                  std::string_view script_name) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(spares_, [&](const AttemptFolder& each) {
    return each.base == base && each.user == user && each.script_name == script_name;
  });
  if (found == spares_.end()) return std::nullopt;
  auto spare = std::move(*found);
  spares_.erase(found);
  return spare;
}

Result<void> WorkArea::make_outside() {
  outside_.clear();
  std::string path = outside_dir_ + "/" + outside_prefix + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return work_error("make a folder in " + outside_dir_, errno);
  TRY(base::write_file_atomically(inside_ + "/" + outside_note_name, path, 0600));
  TRY_LET(folder, open_own_folder(path));
  if (::fchmod(folder.get(), 0711) != 0) return work_error("open up the folder " + path, errno);
  outside_ = path;
  return {};
}

void WorkArea::remove_later(const AttemptFolder& folder) {
  queue_removal({.base = folder.base, .name = folder.name, .attempt = folder});
}

void WorkArea::queue_removal(Removal removal) {
  {
    const std::lock_guard lock(mutex_);
    removals_.push_back(std::move(removal));
  }
  changed_.notify_one();
}

void WorkArea::remove_in_turn() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !removals_.empty(); });
    if (removals_.empty()) return;
    const auto due = std::exchange(removals_, {});
    const bool may_keep = !closing_;
    lock.unlock();
    for (const auto& removal : due) {
      const auto base = open_directory(removal.base);
      if (!base || (may_keep && keep(base.get(), removal))) continue;
      if (const auto removed = remove_entry(base.get(), removal.name.c_str()); !removed)
        base::log_warning("work_folder_not_removed",
                          {{"folder", removal.base + "/" + removal.name}, {"reason", removed.error().message}});
    }
    lock.lock();
  }
}

// True: it is a spare one now.
bool WorkArea::keep(int base, const Removal& removal) {
  if (!removal.attempt || !is_as_made(base, *removal.attempt)) return false;
  auto spare = named(*removal.attempt, spare_prefix + removal.name.substr(removal.name.find('-') + 1));
  if (::renameat(base, removal.name.c_str(), base, spare.name.c_str()) != 0) return false;
  const std::lock_guard lock(mutex_);
  spares_.push_back(std::move(spare));
  if (spares_.size() <= spare_count_max && !closing_) return true;
  removals_.push_back({.base = spares_.front().base, .name = spares_.front().name});
  spares_.pop_front();
  return true;
}

}  // namespace slipway::executors
