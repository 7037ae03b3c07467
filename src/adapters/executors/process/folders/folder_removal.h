// Removal of folders that a node could write in: never follows a link, never leaves the folder, however deep it is.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace slipway::executors {

// Removes `name`, whatever it is, from the open folder. What is not there is no error. Nobody may write in it meanwhile
// but the owner of what is in it, who can only make it fail. Errors: "node.folder_not_removed".
Result<void> remove_entry(int folder, const char* name);

struct FolderEntry {
  std::string name;
  bool is_folder = false;  // as far as the file system says
};

// What is in an open folder, without "." and "..".
Result<std::vector<FolderEntry>> entries_in(int folder);

}  // namespace slipway::executors
