#include "adapters/executors/node_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapters/executors/system_error.h"
#include "base/digest.h"
#include "base/text.h"

namespace slipway::executors {
namespace {

constexpr std::size_t file_name_bytes_max = 180;  // of 255 that a file system takes

std::string log_file_name(const std::string& node_name) {
  auto name = base::percent_encode(node_name);
  if (name.empty() || name.front() == '.') name = "%2E" + name.substr(name.empty() ? 0 : 1);
  if (name.size() > file_name_bytes_max)
    name = name.substr(0, file_name_bytes_max) + "-" + base::sha256_hex(node_name).substr(0, 16);
  return name;
}

}  // namespace

std::string node_log_path(const app::NodeRun& run, base::Instant started_at) {
  return "logs/" + base::format_instant(started_at).substr(0, 10) + "/" + run.id.instance.text() + "/" +
         log_file_name(run.node_name) + "-" + std::to_string(run.id.attempt) + ".log";
}

std::size_t unfinished_character(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t length = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : byte >= 0xC0U ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

void LastLine::add(std::string_view output) {
  constexpr std::string_view line_ends = "\r\n";  // a progress bar writes over its line with CR
  for (auto end = output.find_first_of(line_ends); end != std::string_view::npos; end = output.find_first_of(line_ends)) {
    current_.append(output.substr(0, std::min(end, bytes_max - std::min(bytes_max, current_.size()))));
    end_line();
    output.remove_prefix(end + 1);
  }
  current_.append(output.substr(0, bytes_max - std::min(bytes_max, current_.size())));
}

void LastLine::end_line() {
  if (!base::trim(current_).empty()) last_ = std::exchange(current_, {});
  current_.clear();
}

std::string LastLine::text() const {
  auto line = base::trim(current_);
  if (line.empty()) line = base::trim(last_);
  line.remove_suffix(unfinished_character(line));
  auto text = base::replace_invalid_utf8(line);
  std::ranges::replace(text, '\0', ' ');
  return text;
}

NodeLog::NodeLog(UniqueFd file, std::string path, std::int64_t bytes_max)
    : file_(std::move(file)), path_(std::move(path)), bytes_max_(bytes_max) {}

Result<NodeLog> NodeLog::create(const std::string& data_dir, std::string relative_path, std::int64_t bytes_max) {
  const std::string path = data_dir + "/" + relative_path;
  for (auto slash = data_dir.size() + relative_path.find('/') + 1; slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const auto folder = path.substr(0, slash);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
      return system_error("node.log_not_writable", "make the folder of the log, " + folder, errno);
  }
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return system_error("node.log_not_writable", "open the log " + path, errno);
  return NodeLog(std::move(file), std::move(relative_path), bytes_max);
}

void NodeLog::append(std::string_view output) {
  last_line_.add(output);
  if (is_cut_) return;

  const auto room = static_cast<std::size_t>(std::max<std::int64_t>(0, bytes_max_ - bytes_written_));
  write(output.substr(0, room));
  bytes_written_ += static_cast<std::int64_t>(std::min(room, output.size()));
  if (output.size() <= room) return;

  is_cut_ = true;
  write("\n[slipway: the output is cut here; a node may print " + std::to_string(bytes_max_) +
        " bytes (limits.log_bytes_per_node)]\n");
}

void NodeLog::write(std::string_view output) {
  while (!output.empty() && write_failure_.empty()) {
    const auto done = ::write(file_.get(), output.data(), output.size());
    if (done >= 0) output.remove_prefix(static_cast<std::size_t>(done));
    else if (errno != EINTR) write_failure_ = errno_text(errno);
  }
}

}  // namespace slipway::executors
