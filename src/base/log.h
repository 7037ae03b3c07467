// The log: one line of JSON a record, to standard error, each in one write. Any thread may log at any time.
// Write an error down once, where it stops; never a secret, never a body.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/instant.h"

namespace slipway::base {

enum class LogLevel : std::uint8_t { info, warning, error };

// A name and a value; the text must live until the call returns. Long text is cut at log_text_size_max.
struct LogField {
  LogField(std::string_view field, bool on) : name(field), value(on) {}
  LogField(std::string_view field, std::string_view text) : name(field), value(text) {}
  LogField(std::string_view field, const char* text) : name(field), value(std::string_view(text)) {}
  LogField(std::string_view field, const std::string& text) : name(field), value(std::string_view(text)) {}
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  LogField(std::string_view field, Number number) : name(field), value(static_cast<std::int64_t>(number)) {}

  std::string_view name;
  std::variant<bool, std::int64_t, std::string_view> value;
};

inline constexpr std::size_t log_text_size_max = 8192;

using LogFields = std::initializer_list<LogField>;

// `event` says what happened in one snake_case word: "deployment_failed".
void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});
void log_failure(std::string_view event, const Error& error, LogFields fields = {});  // level error, with all the error says

// While it lives, the records of this thread carry the request id. They may nest; the inner one counts.
class LogContext {
 public:
  explicit LogContext(std::string request_id);
  LogContext(const LogContext&) = delete;
  LogContext& operator=(const LogContext&) = delete;
  ~LogContext();

 private:
  std::string outer_;
};

// The line that would be written, with its line end. An empty request id is left out.
std::string format_log_record(Instant at, LogLevel level, std::string_view event, std::string_view request_id,
                              std::span<const LogField> fields);

}  // namespace slipway::base
