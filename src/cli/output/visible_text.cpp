#include "cli/output/visible_text.h"

#include <utility>

#include "base/text.h"
#include "base/unseen_text.h"

namespace slipway::cli {

namespace {

constexpr std::string_view kept = "\t\n";

// Bytes at the end that may go on in the next piece.
std::size_t unfinished_size(std::string_view text) {
  if (text.ends_with('\r')) return 1;
  for (std::size_t size = 1; size <= 3 && size <= text.size(); ++size) {
    const auto byte = static_cast<unsigned char>(text[text.size() - size]);
    const bool goes_on = (byte & 0xc0) == 0x80;
    if (goes_on) continue;
    const std::size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size < whole ? size : 0;
  }
  return 0;
}

// CR and LF end a line; a CR alone goes back to its beginning.
std::string without_cr_before_lf(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text.substr(at, 2) != "\r\n") lines += text[at];
  return lines;
}

std::string show(std::string_view text) {
  return base::show_unseen(base::replace_invalid_utf8(without_cr_before_lf(text)), kept);
}

}  // namespace

std::string VisibleText::add(std::string_view piece) {
  waiting_.append(piece);
  const auto whole = waiting_.size() - unfinished_size(waiting_);
  auto shown = show(std::string_view(waiting_).substr(0, whole));
  waiting_.erase(0, whole);
  return shown;
}

std::string VisibleText::rest() { return show(std::exchange(waiting_, {})); }

}  // namespace slipway::cli
