// What the generated code takes and gives, free of any HTTP library: the parts of a request, an answer, and the call of
// a client. Plain values, one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::contract {

struct NamedText {
  std::string_view name;
  std::string_view value;
};

// Views into a request that must outlive them.
struct RequestParts {
  std::vector<std::string_view> path;  // values of the path parameters, decoded, in the order of the template
  std::vector<NamedText> query;        // decoded, in the order sent
  std::vector<NamedText> headers;      // names in lower case
  std::string_view body;
};

struct Answer {
  int status = 200;
  std::string content_type;  // empty: no body
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// One request as a client sends it.
struct ClientCall {
  std::string_view method;
  std::string target;  // path and query, percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;    // JSON; empty: none
};

}  // namespace slipway::contract
