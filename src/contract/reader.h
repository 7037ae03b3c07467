// Reads JSON values and parameters into fields under the rules of the contract. Generated code calls it; failures go to
// the Decoder. null is the same as absent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.h"
#include "contract/decoder.h"
#include "contract/message.h"
#include "contract/rule.h"

namespace slipway::contract {

void read_value(const base::Json& json, std::string& out, const Rule& rule, Decoder& decoder);
void read_value(const base::Json& json, std::int32_t& out, const Rule& rule, Decoder& decoder);
void read_value(const base::Json& json, std::int64_t& out, const Rule& rule, Decoder& decoder);
void read_value(const base::Json& json, double& out, const Rule& rule, Decoder& decoder);
void read_value(const base::Json& json, bool& out, const Rule& rule, Decoder& decoder);
void read_value(const base::Json& json, base::Json& out, const Rule& rule, Decoder& decoder);  // any object

// The text of a parameter. Integers are decimal digits with at most a minus; booleans are true or false, in any case.
void read_text(std::string_view text, std::string& out, const Rule& rule, Decoder& decoder);
void read_text(std::string_view text, std::int32_t& out, const Rule& rule, Decoder& decoder);
void read_text(std::string_view text, std::int64_t& out, const Rule& rule, Decoder& decoder);
void read_text(std::string_view text, bool& out, const Rule& rule, Decoder& decoder);

// The list to read, checked for its count; nullptr after a failure. `single` gives room for one item taken as a list.
const base::Json::Array* list_of(const base::Json& json, const Rule& rule, base::Json::Array& single, Decoder& decoder);
void check_distinct(const std::vector<std::string>& items, Decoder& decoder);
void check_distinct(const std::vector<std::int64_t>& items, Decoder& decoder);
// The object itself, or the only item of a list where the rule permits that.
const base::Json& object_of(const base::Json& json, const Rule& rule);

template <class T>
concept Dto = requires(T dto, const base::Json& json, Decoder& decoder) { dto.read(json, decoder); };

template <Dto T>
void read_value(const base::Json& json, T& out, const Rule& rule, Decoder& decoder) {
  out.read(object_of(json, rule), decoder);
}

template <class T>
void read_value(const base::Json& json, std::vector<T>& out, const Rule& rule, Decoder& decoder) {
  base::Json::Array single;
  const auto* list = list_of(json, rule, single, decoder);
  if (list == nullptr) return;
  const Rule& item_rule = rule.item == nullptr ? no_rule : *rule.item;
  out.reserve(list->size());
  for (std::size_t at = 0; at < list->size() && !decoder.failed(); ++at) {
    const Decoder::Place place(decoder, at);
    T item{};
    read_value((*list)[at], item, item_rule, decoder);
    out.push_back(std::move(item));
  }
  if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::int64_t>)
    if (rule.items_distinct && !decoder.failed()) check_distinct(out, decoder);
}

// The members of one JSON object.
class ObjectReader {
 public:
  // Fails when the value is no object.
  ObjectReader(const base::Json& json, Decoder& decoder);

  template <class T>
  void required(std::string_view name, T& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::member, name, rule.public_code);
    if (const auto* value = find(name, rule)) read_value(*value, out, rule, decoder_);
    else decoder_.fail_missing(rule.missing_code);
  }

  template <class T>
  void optional(std::string_view name, std::optional<T>& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::member, name, rule.public_code);
    const auto* value = find(name, rule);
    if (value == nullptr || stands_for_none<T>(*value, rule)) return;
    read_value(*value, out.emplace(), rule, decoder_);
  }

  // What is absent leaves `out`, which holds the default, as it is.
  template <class T>
  void defaulted(std::string_view name, T& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::member, name, rule.public_code);
    if (const auto* value = find(name, rule)) read_value(*value, out, rule, decoder_);
  }

  void refuse_others_than(std::initializer_list<std::string_view> names);

 private:
  const base::Json* find(std::string_view name, const Rule& rule) const;

  // {} where the rule says so; an empty list where an object is declared, if the rule lets it be empty or be a list of one.
  template <class T>
  static bool stands_for_none(const base::Json& value, const Rule& rule) {
    if (const auto* members = value.if_object()) return rule.empty_is_absent && members->empty();
    const bool may_be_list = rule.empty_is_absent || rule.accept == Accept::item_or_list;
    return Dto<T> && may_be_list && value.if_array() != nullptr && value.if_array()->empty();
  }

  const base::Json& json_;
  Decoder& decoder_;
};

// The parameters of one request. An empty header is an absent one: real clients send such.
class ParameterReader {
 public:
  ParameterReader(const RequestParts& parts, Decoder& decoder) : parts_(parts), decoder_(decoder) {}

  template <class T>
  void path(std::size_t position, std::string_view name, T& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::path_parameter, name, rule.public_code);
    if (position < parts_.path.size()) read_text(parts_.path[position], out, rule, decoder_);
    else decoder_.fail_missing();
  }

  template <class T>
  void required_query(std::string_view name, T& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::query_parameter, name, rule.public_code);
    if (const auto* value = find(parts_.query, name)) read_text(value->value, out, rule, decoder_);
    else decoder_.fail_missing();
  }
  template <class T>
  void optional_query(std::string_view name, std::optional<T>& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::query_parameter, name, rule.public_code);
    if (const auto* value = find(parts_.query, name)) read_text(value->value, out.emplace(), rule, decoder_);
  }
  template <class T>
  void defaulted_query(std::string_view name, T& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::query_parameter, name, rule.public_code);
    if (const auto* value = find(parts_.query, name)) read_text(value->value, out, rule, decoder_);
  }
  // `name` in lower case.
  template <class T>
  void optional_header(std::string_view name, std::optional<T>& out, const Rule& rule = no_rule) {
    const Decoder::Place place(decoder_, Decoder::PlaceKind::header, name, rule.public_code);
    const auto* value = find(parts_.headers, name);
    if (value != nullptr && !value->value.empty()) read_text(value->value, out.emplace(), rule, decoder_);
  }

 private:
  // Fails when the name stands there twice: it would not be clear which one was meant.
  const NamedText* find(const std::vector<NamedText>& texts, std::string_view name);

  const RequestParts& parts_;
  Decoder& decoder_;
};

// A DTO out of JSON that is no request: what a server answered, or what was stored.
template <Dto T>
Result<T> decode_dto(const base::Json& json, Decoder::Asks asks = Decoder::Asks::types_and_rules) {
  T dto{};
  Decoder decoder(asks);
  dto.read(json, decoder);
  TRY(decoder.result());
  return dto;
}

// The JSON of the body; nothing when it is empty or null. Text that is no JSON fails.
std::optional<base::Json> parse_body(std::string_view body, Decoder& decoder);

template <Dto T>
void read_body(const RequestParts& parts, T& out, Decoder& decoder) {
  if (decoder.failed()) return;
  if (const auto json = parse_body(parts.body, decoder)) out.read(*json, decoder);
  else if (!decoder.failed()) decoder.fail_missing();
}

template <Dto T>
void read_body(const RequestParts& parts, std::optional<T>& out, Decoder& decoder) {
  if (decoder.failed()) return;
  if (const auto json = parse_body(parts.body, decoder)) out.emplace().read(*json, decoder);
}

}  // namespace slipway::contract
