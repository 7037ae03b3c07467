// The folder of one attempt on disk: its script, an empty working directory and an empty temporary one, all of them its user's alone.
//
// What a node left as it was made serves the next attempt of the same user: a file system may take longer to make and remove a folder than
// to start a process.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

// What a node could change about a file or folder beside what is in it.
struct EntryLook {
  uid_t uid = 0;
  gid_t gid = 0;
  mode_t mode = 0;
  nlink_t links = 0;
  off_t folder_bytes = 0;  // of a folder itself, which grows with what was in it
  std::uint32_t flags = 0;  // as chattr changes them
  std::uint32_t project = 0;  // of quotas
  ssize_t attribute_bytes = 0;  // names of extended attributes; rights of others are among them

  bool operator==(const EntryLook&) const = default;
};

struct AttemptFolder {
  std::string base{};  // absolute
  std::string name{};  // in it
  std::string script_name{};  // in the attempt's folder
  std::string script_path{};  // absolute, as the ones below
  std::string working_directory{};
  std::string temporary_directory{};
  std::optional<NodeUser> user{};  // none: ours
  std::array<EntryLook, 4> looks{};  // of the folder, its script and its two directories, as they were made
};

// In a folder where only we write, under a name that is not there yet. What fails leaves a part of it. Errors: "node.work_not_usable".
Result<void> fill_attempt_folder(int base, AttemptFolder& folder, std::string_view text);

// Is it as it was made, but for the script's text?
bool is_as_made(int base, const AttemptFolder& folder);

// Another text for the script, which must still be the file that was made. Errors: "node.work_not_usable".
Result<void> rewrite_script(int base, const AttemptFolder& folder, std::string_view text);

// The same folder under another name.
AttemptFolder named(AttemptFolder folder, std::string name);

}  // namespace slipway::executors
