// Feeds a request to the parser as a session would, in pieces of a given size, and says how it ended.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/http/transport/message/request_parser.h"

namespace slipway::http {

struct ParseOutcome {
  static constexpr int complete = 200;
  static constexpr int unfinished = 0;

  int status = unfinished;  // complete, unfinished, or the status of the failure
  Request request;
  std::size_t used = 0;  // bytes that belong to the request
};

inline constexpr std::size_t test_body_limit = 1000;

inline ParseOutcome parse_bytes(std::string_view bytes, std::size_t piece_size, std::size_t body_limit = test_body_limit) {
  RequestParser parser{ParserLimits{}};
  ParseOutcome outcome;
  bool has_limit = false;
  std::size_t given = 0;
  while (!parser.failure() && !parser.is_complete()) {
    const auto used = parser.feed(bytes.substr(outcome.used, given - outcome.used));
    outcome.used += used;
    if (parser.is_head_complete() && !has_limit) {
      parser.set_body_limit(body_limit);
      has_limit = true;
      continue;  // the body may be there already
    }
    if (given == bytes.size()) break;
    given = std::min(bytes.size(), given + piece_size);
  }
  if (parser.failure()) outcome.status = parser.failure()->status;
  else if (parser.is_complete()) outcome.status = ParseOutcome::complete;
  outcome.request = std::move(parser.request());
  return outcome;
}

}  // namespace slipway::http
