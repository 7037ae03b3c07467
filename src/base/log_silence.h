// For tests that log as they go and whose log nobody reads.
#pragma once

namespace slipway::base {

// While it lives, this thread writes no records of level info; warnings and errors are written. May nest.
class LogSilence {
 public:
  LogSilence();
  LogSilence(const LogSilence&) = delete;
  LogSilence& operator=(const LogSilence&) = delete;
  ~LogSilence();
};

}  // namespace slipway::base
