#include "contract/writer.h"

#include <charconv>
#include <utility>

#include "base/assert.h"
#include "base/text.h"

namespace slipway::contract {

void write_value(std::string& out, const std::string& value) { base::append_json_string(out, value); }

void write_value(std::string& out, std::int64_t value) {
  char text[20];
  const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
  out.append(text, end);
}

void write_value(std::string& out, std::int32_t value) { write_value(out, std::int64_t{value}); }

void write_value(std::string& out, double value) { base::append_json_double(out, value); }

void write_value(std::string& out, bool value) { out += value ? "true" : "false"; }

void write_value(std::string& out, const base::Json& value) {
  // A free-form member is an object in the contract, also when nobody has set it.
  if (value.is_null()) out += "{}";
  else base::append_json(out, value);
}

void ObjectWriter::begin(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

Answer json_answer(int status, std::string body) {
  Answer answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

Answer empty_answer(int status) {
  Answer answer;
  answer.status = status;
  return answer;
}

void wrong_dispatcher() { base::assertion_failed("operation of this dispatcher's tag", __FILE__, __LINE__); }

CallWriter& CallWriter::text(std::string_view literal) {
  call_.target += literal;
  return *this;
}

CallWriter& CallWriter::segment(const std::string& value) {
  call_.target += base::percent_encode(value);
  return *this;
}

CallWriter& CallWriter::segment(std::int64_t value) { return segment(std::to_string(value)); }

void CallWriter::query(std::string_view name, const std::string& value) {
  call_.target += has_query_ ? '&' : '?';
  has_query_ = true;
  call_.target += base::percent_encode(name);
  call_.target += '=';
  call_.target += base::percent_encode(value);
}

void CallWriter::query(std::string_view name, std::int64_t value) { query(name, std::to_string(value)); }

void CallWriter::query(std::string_view name, bool value) { query(name, std::string(value ? "true" : "false")); }

void CallWriter::header(std::string_view name, const std::optional<std::string>& value) {
  if (value) call_.headers.emplace_back(name, *value);
}

}  // namespace slipway::contract
