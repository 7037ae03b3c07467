// The handlers of the features contract, for the tests: they remember what they were given.
#pragma once

#include <string>

namespace slipway::features_http {

class CallContext {
 public:
  std::string called;      // the handler
  std::string given;       // what it was asked for, as text
  bool refuses = false;    // the next call answers an error
};

}  // namespace slipway::features_http
