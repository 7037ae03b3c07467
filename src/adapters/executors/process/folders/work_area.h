// The folders that attempts work in: one for each, empty, private to the node's user, removed after the run or, where the node left it as
// it was made, kept for the next attempt of the same user.
//
// For a node of our own user they lie in <data-dir>/work. Another user is kept out of the data directory (0700), so their lie
// in a folder of ours (0711) below `outside_dir`, made by mkdtemp when first needed. A note in <data-dir>/work remembers it,
// so that after a crash it is found, emptied and used again.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "adapters/executors/process/folders/attempt_folder.h"
#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/unique_fd.h"

namespace slipway::executors {

// One thread uses it; removals go on in a thread of its own, since a node may leave a million files. The destructor waits
// for them and removes the outside folder.
class WorkArea {
 public:
  // Removes what an earlier server left. Errors: "node.work_not_usable".
  static Result<std::unique_ptr<WorkArea>> open(const std::string& data_dir, const std::string& outside_dir);
  ~WorkArea();
  WorkArea(const WorkArea&) = delete;
  WorkArea& operator=(const WorkArea&) = delete;

  // Errors: "node.work_not_usable".
  Result<AttemptFolder> create(const std::optional<NodeUser>& user, std::string_view script_name, std::string_view text);
  void remove_later(const AttemptFolder& folder);

 private:
  struct Removal {
    std::string base;
    std::string name;
    std::optional<AttemptFolder> attempt{};  // whose folder it was: one that is as it was made is kept for the next
  };

  static constexpr std::size_t spare_count_max = 64;

  WorkArea(std::string inside, std::string outside_dir);
  Result<void> forget_earlier_work();
  Result<AttemptFolder> create_in(const std::string& base, const std::optional<NodeUser>& user, std::string_view script_name,
                                  std::string_view text);
  Result<void> make_outside();
  void queue_removal(Removal removal);
  std::optional<AttemptFolder> take_spare(const std::string& base, const std::optional<NodeUser>& user,
                                          std::string_view script_name);
  bool keep(int base, const Removal& removal);
  void remove_in_turn();

  std::string inside_;  // <data-dir>/work
  std::string outside_dir_;
  std::string outside_;  // empty until it is needed
  std::uint64_t attempt_count_ = 0;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Removal> removals_;
  std::deque<AttemptFolder> spares_;  // the one that has waited longest first
  bool closing_ = false;
  std::thread remover_;
};

}  // namespace slipway::executors
