#include "base/log.h"

#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log_silence.h"

namespace slipway::base {

namespace {

thread_local std::string current_request_id;
thread_local int silence_depth = 0;

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  unreachable();
}

void append_field(std::string& line, const LogField& field) {
  line += ',';
  append_json_string(line, field.name);
  line += ':';
  if (const auto* on = std::get_if<bool>(&field.value)) {
    line += *on ? "true" : "false";
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*number);
  } else {
    append_json_string(line, std::get_if<std::string_view>(&field.value)->substr(0, log_text_size_max));
  }
}

void write_record(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  if (level == LogLevel::info && silence_depth > 0) return;
  const auto line = format_log_record(SystemClock().now(), level, event, current_request_id, fields);
  // One write keeps the lines of threads apart. A log that cannot be written must not stop the program.
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {}
}

}  // namespace

void log_info(std::string_view event, LogFields fields) { write_record(LogLevel::info, event, fields); }
void log_warning(std::string_view event, LogFields fields) { write_record(LogLevel::warning, event, fields); }
void log_error(std::string_view event, LogFields fields) { write_record(LogLevel::error, event, fields); }

void log_failure(std::string_view event, const Error& error, LogFields fields) {
  const auto message = full_message(error);  // fields hold views
  std::vector<LogField> all(fields);
  all.emplace_back("kind", to_text(error.kind));
  all.emplace_back("code", error.code);
  all.emplace_back("message", message);
  if (!error.detail.empty()) all.emplace_back("detail", error.detail);
  write_record(LogLevel::error, event, all);
}

LogContext::LogContext(std::string request_id) : outer_(std::exchange(current_request_id, std::move(request_id))) {}
LogContext::~LogContext() { current_request_id = std::move(outer_); }

LogSilence::LogSilence() { ++silence_depth; }
LogSilence::~LogSilence() { --silence_depth; }

std::string format_log_record(Instant at, LogLevel level, std::string_view event, std::string_view request_id,
                              std::span<const LogField> fields) {
  std::string line = R"({"time":")" + format_instant_precise(at) + R"(","level":")";
  line.append(level_name(level)).append(R"(","event":)");
  append_json_string(line, event);
  if (!request_id.empty()) append_field(line, {"request_id", request_id});
  for (const auto& field : fields) append_field(line, field);
  line += "}\n";
  return line;
}

}  // namespace slipway::base
