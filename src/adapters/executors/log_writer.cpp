#include "adapters/executors/log_writer.h"

#include <system_error>
#include <utility>

#include "adapters/executors/system_error.h"
#include "base/assert.h"

namespace slipway::executors {

Result<std::unique_ptr<LogWriter>> LogWriter::create(std::function<void(std::uint64_t)> on_written) {
  std::unique_ptr<LogWriter> writer(new LogWriter(std::move(on_written)));
  try {
    writer->thread_ = std::thread([raw = writer.get()] { raw->run(); });
  } catch (const std::system_error& failure) {
    return system_error("node.executor_not_usable", "start the thread that writes logs", failure.code().value());
  }
  return writer;
}

LogWriter::~LogWriter() {
  {
    const base::MutexLock lock(mutex_);
    is_closing_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void LogWriter::add(std::uint64_t number, NodeLog log) {
  const base::MutexLock lock(mutex_);
  entries_.emplace(number, Entry{.log = std::move(log)});
}

bool LogWriter::append(std::uint64_t number, std::string_view output) {
  const base::MutexLock lock(mutex_);
  const auto found = entries_.find(number);
  BASE_ASSERT(found != entries_.end());
  auto& entry = found->second;
  if (entry.waiting.empty() && !entry.is_being_written) {
    due_.push_back(number);
    changed_.notify_one();
  }
  entry.waiting.append(output);
  entry.is_awaited = entry.waiting.size() >= waiting_bytes_max;
  return !entry.is_awaited;
}

std::optional<NodeLog> LogWriter::take(std::uint64_t number) {
  const base::MutexLock lock(mutex_);
  const auto found = entries_.find(number);
  BASE_ASSERT(found != entries_.end());
  auto& entry = found->second;
  entry.is_awaited = entry.is_being_written || !entry.waiting.empty();
  if (entry.is_awaited) return std::nullopt;
  std::optional<NodeLog> log(std::move(entry.log));
  entries_.erase(found);
  return log;
}

void LogWriter::run() {
  base::MutexLock lock(mutex_);
  while (true) {
    while (due_.empty() && !is_closing_) changed_.wait(lock);
    if (due_.empty()) return;
    const auto number = due_.front();
    due_.pop_front();
    auto& entry = entries_.find(number)->second;  // nobody takes it away before all is written
    const auto output = std::exchange(entry.waiting, {});
    entry.is_being_written = true;
    lock.unlock();
    entry.log.append(output);
    lock.lock();
    entry.is_being_written = false;
    if (!entry.waiting.empty()) due_.push_back(number);  // behind the others
    else if (std::exchange(entry.is_awaited, false)) on_written_(number);
  }
}

}  // namespace slipway::executors
