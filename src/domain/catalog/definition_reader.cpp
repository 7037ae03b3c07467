#include "domain/catalog/definition_reader.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace slipway::catalog {

namespace {

bool holds_nothing(const base::Json& value) {
  if (const auto* text = value.if_string()) return text->empty();
  if (const auto* number = value.if_integer()) return *number == 0;
  if (const auto* flag = value.if_bool()) return !*flag;
  if (const auto* list = value.if_array()) return std::ranges::all_of(*list, holds_nothing);
  if (const auto* members = value.if_object())
    return std::ranges::all_of(*members, [](const base::Json::Member& member) { return holds_nothing(member.second); });
  return value.is_null();
}

}  // namespace

DefinitionReader::DefinitionReader(const base::Json& object, std::string place, std::string_view code,
                                   std::optional<base::Error>* first_error)
    : object_(&object), place_(std::move(place)), code_(code), first_error_(first_error) {
  if (object.if_object() == nullptr) refuse("", "must be an object");
}

DefinitionReader DefinitionReader::with_code(std::string_view code) const {
  auto copy = *this;
  copy.code_ = code;
  return copy;
}

const base::Json* DefinitionReader::find(std::string_view member) const {
  const auto* value = object_->find(member);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string DefinitionReader::text(std::string_view member, std::size_t length_max) {
  const auto* value = find(member);
  if (value == nullptr) return {};
  const auto* text = value->if_string();
  if (text == nullptr) {
    refuse(member, "must be a string");
    return {};
  }
  // A text of n bytes has at most n characters, so most need no counting.
  const bool fits = text->size() <= length_max || base::character_count(*text) <= length_max;
  if (!fits) refuse(member, "must have at most " + std::to_string(length_max) + " characters");
  return *text;
}

std::string DefinitionReader::required_text(std::string_view member, std::size_t length_max) {
  auto value = text(member, length_max);
  if (value.empty()) refuse(member, "must be a string that is not empty");
  return value;
}

std::string DefinitionReader::one_of(std::string_view member, std::initializer_list<std::string_view> words) {
  const auto* value = find(member);
  if (value == nullptr) return {};
  const auto* text = value->if_string();
  if (text != nullptr && std::find(words.begin(), words.end(), *text) != words.end()) return *text;
  std::string rule = "must be one of ";
  for (const auto word : words) rule.append(word == *words.begin() ? "" : ", ").append(word);
  refuse(member, rule);
  return text != nullptr ? *text : std::string();
}

std::optional<std::int64_t> DefinitionReader::integer(std::string_view member, std::int64_t from, std::int64_t to) {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  const auto* number = value->if_integer();
  const bool fits = number != nullptr && *number >= from && *number <= to;
  if (!fits) refuse(member, "must be a whole number from " + std::to_string(from) + " to " + std::to_string(to));
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

bool DefinitionReader::flag(std::string_view member) {
  const auto* value = find(member);
  if (value == nullptr) return false;
  const auto* flag = value->if_bool();
  if (flag == nullptr) refuse(member, "must be true or false");
  return flag != nullptr && *flag;
}

std::optional<DefinitionReader> DefinitionReader::object(std::string_view member) {
  const auto* value = find(member);
  if (value == nullptr) return std::nullopt;
  return DefinitionReader(*value, place_ + "/" + std::string(member), code_, first_error_);
}

std::optional<DefinitionReader> DefinitionReader::filled_object(std::string_view member) {
  const auto* value = find(member);
  if (value == nullptr || holds_nothing(*value)) return std::nullopt;
  return object(member);
}

const base::Json::Array& DefinitionReader::list(std::string_view member) {
  static const base::Json::Array nothing;
  const auto* value = find(member);
  if (value == nullptr) return nothing;
  if (const auto* list = value->if_array()) return *list;
  refuse(member, "must be a list");
  return nothing;
}

std::vector<std::string> DefinitionReader::text_list(std::string_view member, std::size_t length_max) {
  std::vector<std::string> texts;
  for (const auto& element : list(member)) {
    const auto* text = element.if_string();
    const bool fits = text != nullptr && !text->empty() && base::character_count(*text) <= length_max;
    if (!fits) refuse(member, "must be a list of strings of 1 to " + std::to_string(length_max) + " characters");
    if (text != nullptr) texts.push_back(*text);
  }
  return texts;
}

DefinitionReader DefinitionReader::element(std::string_view list, std::size_t index, const base::Json& value) const {
  return DefinitionReader(value, place_ + "/" + std::string(list) + "/" + std::to_string(index), code_, first_error_);
}

void DefinitionReader::refuse(std::string_view member, std::string_view rule) {
  if (first_error_ == nullptr || failed()) return;
  std::string place = place_;
  if (!member.empty()) place.append("/").append(member);
  if (place.empty()) place = "the body";
  *first_error_ = base::invalid_argument(code_, place + " " + std::string(rule));
}

void DefinitionReader::refuse(base::Error error) {
  if (first_error_ == nullptr || failed()) return;
  if (!place_.empty()) error.message = place_ + ": " + error.message;
  *first_error_ = std::move(error);
}

}  // namespace slipway::catalog
