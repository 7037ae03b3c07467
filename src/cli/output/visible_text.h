// What nodes wrote, for a terminal: it comes in pieces that may end anywhere, and what would be obeyed instead of shown (cursor, colours,
// direction of writing, a CR that writes over a line) is shown as an escape. For one thread.
#pragma once

#include <string>
#include <string_view>

namespace slipway::cli {

class VisibleText {
 public:
  // What can be shown by now; the end of a piece may wait for the next one.
  std::string add(std::string_view piece);
  // What still waits, when there is no next one.
  std::string rest();

 private:
  std::string waiting_;  // a CR, or the beginning of a character
};

}  // namespace slipway::cli
