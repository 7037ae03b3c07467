// Writes the logs of attempts on a thread of its own, in turn: a slow disk holds up the ends of those whose logs are not whole yet, and
// nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/executors/node_log.h"
#include "base/mutex.h"
#include "base/result.h"

namespace slipway::executors {

// All functions are for one other thread. Logs are told apart by numbers that are never used again.
class LogWriter {
 public:
  // What may wait for the disk of one log, as far as its giver waits when it is told to.
  static constexpr std::size_t waiting_bytes_max = std::size_t{256} << 10;

  // `on_written` is called from the writer's thread. Errors: "node.executor_not_usable".
  static Result<std::unique_ptr<LogWriter>> create(std::function<void(std::uint64_t)> on_written);
  ~LogWriter();  // after all is written
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void add(std::uint64_t number, NodeLog log);
  // It takes the output in any case. False: no more of it until `on_written` names the log.
  bool append(std::uint64_t number, std::string_view output);
  // The log, which is whole; none: it is not written yet, and `on_written` will name it.
  std::optional<NodeLog> take(std::uint64_t number);

 private:
  struct Entry {
    NodeLog log;
    std::string waiting{};
    bool is_being_written = false;
    bool is_awaited = false;  // to be named when all is written
  };

  explicit LogWriter(std::function<void(std::uint64_t)> on_written) : on_written_(std::move(on_written)) {}
  void run();

  const std::function<void(std::uint64_t)> on_written_;
  base::Mutex mutex_;
  base::ConditionVariable changed_;
  std::map<std::uint64_t, Entry> entries_ GUARDED_BY(mutex_);
  std::deque<std::uint64_t> due_ GUARDED_BY(mutex_);  // those with something that waits, each once
  bool is_closing_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace slipway::executors
