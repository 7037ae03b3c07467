// The target of a request line, taken apart and decoded. Pure; from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::http {

struct RequestTarget {
  std::string authority;  // of an absolute target ("http://host:port/path"); else empty
  std::string raw_path;
  std::vector<std::string> path;
  std::string raw_query;
  std::vector<std::pair<std::string, std::string>> query;  // a plus is a blank, as forms write it
};

// The path of a target as it stands there, good or not, so that a refusal knows where the request was to go. A view into it.
std::string_view raw_path_of(std::string_view target);

// Nothing for a target that no route can mean: neither a path nor an absolute http address, bytes outside printable
// ASCII, a backslash, a fragment, a broken escape, %00, or text that is not UTF-8. The path is split at '/' before it is
// decoded, once, so %2F never ends a segment; "." and ".." are segments like others, and no route has them.
std::optional<RequestTarget> parse_request_target(std::string_view target);

}  // namespace slipway::http
