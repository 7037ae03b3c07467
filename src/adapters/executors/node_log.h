// The log of one attempt: what the node printed, bounded, and the last line of it for the message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/executors/unique_fd.h"
#include "app/ports/run/attempt_logs.h"
#include "app/ports/run/node_executor.h"

namespace slipway::executors {

// logs/<yyyy-mm-dd>/<instance>/<node>-<attempt>.log, relative to the data directory. What cannot stand in a file name is
// written as %XX, and a long name is cut and told apart by a digest.
std::string node_log_path(const app::NodeRun& run, base::Instant started_at);

// The number of bytes at the end that begin a character without ending it.
std::size_t unfinished_character(std::string_view text);

// Follows the lines of a stream, which end at LF or CR, and remembers the last one that is not blank.
class LastLine {
 public:
  void add(std::string_view output);
  std::string text() const;  // without blanks at its ends, valid UTF-8, at most bytes_max bytes of the line

  static constexpr std::size_t bytes_max = 1000;

 private:
  void end_line();

  std::string last_;     // complete
  std::string current_;  // not ended yet
};

// For one thread. A failure to write (a full disk) never stops the node: the rest of the log is given up, and said.
class NodeLog {
 public:
  // Makes the folders (0700) and the file (0600) under the data directory; an older log of that name is continued.
  // Errors: "node.log_not_writable".
  static Result<NodeLog> create(const std::string& data_dir, std::string relative_path, std::int64_t bytes_max);

  void append(std::string_view output);

  const std::string& path() const { return path_; }  // relative
  std::string last_line() const { return last_line_.text(); }
  const std::string& write_failure() const { return write_failure_; }  // empty: everything was written

 private:
  NodeLog(UniqueFd file, std::string path, std::int64_t bytes_max);
  void write(std::string_view output);

  UniqueFd file_;
  std::string path_;
  std::int64_t bytes_max_;
  std::int64_t bytes_written_ = 0;
  bool is_cut_ = false;
  std::string write_failure_;
  LastLine last_line_;
};

}  // namespace slipway::executors
