// Writes fields as JSON, and requests as a client sends them. Generated code calls it. Absent optionals are left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "contract/message.h"

namespace slipway::contract {

void write_value(std::string& out, const std::string& value);
void write_value(std::string& out, std::int64_t value);
void write_value(std::string& out, std::int32_t value);
void write_value(std::string& out, double value);
void write_value(std::string& out, bool value);
void write_value(std::string& out, const base::Json& value);

template <class T>
  requires requires(const T& dto, std::string& out) { dto.encode(out); }
void write_value(std::string& out, const T& dto) {
  dto.encode(out);
}

template <class T>
void write_value(std::string& out, const std::vector<T>& items) {
  out += '[';
  for (const auto& item : items) {
    if (&item != items.data()) out += ',';
    write_value(out, item);
  }
  out += ']';
}

// One JSON object: members in the order given, then close().
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  template <class T>
  void member(std::string_view name, const T& value) {
    begin(name);
    write_value(out_, value);
  }
  template <class T>
  void member(std::string_view name, const std::optional<T>& value) {
    if (value) member(name, *value);
  }
  void close() { out_ += '}'; }

 private:
  void begin(std::string_view name);

  std::string& out_;
  bool first_ = true;
};

template <class T>
std::string to_json(const T& dto) {
  std::string text;
  dto.encode(text);
  return text;
}

Answer json_answer(int status, std::string body);
Answer empty_answer(int status);
// A dispatcher was given an operation of another tag: only our own mistake can do that.
[[noreturn]] void wrong_dispatcher();

// Builds a ClientCall: the path first, then query, headers and body.
class CallWriter {
 public:
  explicit CallWriter(std::string_view method) { call_.method = method; }

  CallWriter& text(std::string_view literal);  // of the path, as it stands
  CallWriter& segment(const std::string& value);
  CallWriter& segment(std::int64_t value);

  void query(std::string_view name, const std::string& value);
  void query(std::string_view name, std::int64_t value);
  void query(std::string_view name, std::int32_t value) { query(name, std::int64_t{value}); }
  void query(std::string_view name, bool value);
  template <class T>
  void query(std::string_view name, const std::optional<T>& value) {
    if (value) query(name, *value);
  }

  void header(std::string_view name, const std::optional<std::string>& value);

  template <class T>
  void body(const T& value) {
    value.encode(call_.body);
  }
  template <class T>
  void body(const std::optional<T>& value) {
    if (value) value->encode(call_.body);
  }

  ClientCall finish() && { return std::move(call_); }

 private:
  ClientCall call_;
  bool has_query_ = false;
};

}  // namespace slipway::contract
