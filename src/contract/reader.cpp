#include "contract/reader.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"

namespace slipway::contract {
namespace {

template <class Number>
constexpr std::int64_t lowest = std::numeric_limits<Number>::min();
template <class Number>
constexpr std::int64_t highest = std::numeric_limits<Number>::max();

// "from 1 to 100", "of at least 1", "of at most 100", or nothing.
template <class Number>
std::string range_text(Number low, Number high, Number least, Number most) {
  if (low != least && high != most) return " from " + std::to_string(low) + " to " + std::to_string(high);
  if (low != least) return " of at least " + std::to_string(low);
  if (high != most) return " of at most " + std::to_string(high);
  return {};
}

// "must be 0 or 1", "must be one of 1, 2, 3".
template <class Value>
std::string choice_text(std::span<const Value> choices) {
  std::string text = choices.size() > 2 ? "must be one of " : "must be ";
  for (const auto& choice : choices) {
    if (&choice != choices.data()) text += choices.size() > 2 ? ", " : " or ";
    if constexpr (std::is_same_v<Value, std::string_view>) text += choice;
    else text += std::to_string(choice);
  }
  return text;
}

void check_text(std::string_view text, const Rule& rule, Decoder& decoder) {
  constexpr auto unbounded = std::numeric_limits<std::size_t>::max();
  const bool bounded = rule.length_min > 0 || rule.length_max != unbounded;
  if (bounded) {
    const auto length = base::character_count(text);
    if (length < rule.length_min || length > rule.length_max)
      return decoder.fail_rule("must have a length" + range_text<std::size_t>(rule.length_min, rule.length_max, 0, unbounded));
  }
  if (!rule.choices.empty() && std::ranges::find(rule.choices, text) == rule.choices.end())
    return decoder.fail_rule(choice_text(rule.choices));
  if (rule.pattern != nullptr && !rule.pattern->matches(text))
    decoder.fail_rule("must be " + std::string(rule.pattern->meaning()));
}

// What an integer must be: one of its choices, or in the range of the contract inside the range of its type.
std::string integer_text(const Rule& rule, std::int64_t least, std::int64_t most) {
  if (!rule.integer_choices.empty()) return choice_text(rule.integer_choices);
  const auto low = std::max(rule.minimum, least);
  const auto high = std::min(rule.maximum, most);
  return "must be an integer" + range_text<std::int64_t>(low, high, lowest<std::int64_t>, highest<std::int64_t>);
}

template <class Integer>
void take_integer(std::int64_t value, Integer& out, const Rule& rule, Decoder& decoder) {
  if (value < lowest<Integer> || value > highest<Integer>)
    return decoder.fail(integer_text(rule, lowest<Integer>, highest<Integer>));
  const bool is_choice =
      rule.integer_choices.empty() || std::ranges::find(rule.integer_choices, value) != rule.integer_choices.end();
  if (!is_choice || value < rule.minimum || value > rule.maximum)
    decoder.fail_rule(integer_text(rule, lowest<Integer>, highest<Integer>));
  out = static_cast<Integer>(value);
}

template <class Integer>
void read_integer(const base::Json& json, Integer& out, const Rule& rule, Decoder& decoder) {
  if (const auto* value = json.if_integer()) return take_integer(*value, out, rule, decoder);
  decoder.fail(integer_text(rule, lowest<Integer>, highest<Integer>));
}

template <class Integer>
void read_integer_text(std::string_view text, Integer& out, const Rule& rule, Decoder& decoder) {
  const auto value = base::parse_integer(text);
  if (!value) return decoder.fail(integer_text(rule, lowest<Integer>, highest<Integer>));
  take_integer(*value, out, rule, decoder);
}

std::optional<std::string> scalar_text(const base::Json& json) {
  if (const auto* flag = json.if_bool()) return *flag ? "true" : "false";
  if (const auto* integer = json.if_integer()) return std::to_string(*integer);
  if (const auto* given = json.given_text()) return *given;
  if (const auto* number = json.if_double()) {
    std::string text;
    base::append_json_double(text, *number);
    return text;
  }
  return std::nullopt;
}

template <class Item>
void find_repeated(const std::vector<Item>& items, Decoder& decoder) {
  std::map<std::conditional_t<std::is_same_v<Item, std::string>, std::string_view, Item>, std::size_t> seen;
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (seen.emplace(items[at], at).second) continue;
    const Decoder::Place place(decoder, at);
    if constexpr (std::is_same_v<Item, std::string>) return decoder.fail_rule("repeats " + excerpt(items[at]));
    else return decoder.fail_rule("repeats " + std::to_string(items[at]));
  }
}

}  // namespace

void read_value(const base::Json& json, std::string& out, const Rule& rule, Decoder& decoder) {
  if (const auto* text = json.if_string()) {
    out = *text;
  } else {
    auto scalar = rule.accept == Accept::scalar_as_text ? scalar_text(json) : std::nullopt;
    if (!scalar) return decoder.fail("must be a string");
    out = *std::move(scalar);
  }
  check_text(out, rule, decoder);
}

void read_value(const base::Json& json, std::int32_t& out, const Rule& rule, Decoder& decoder) {
  read_integer(json, out, rule, decoder);
}

void read_value(const base::Json& json, std::int64_t& out, const Rule& rule, Decoder& decoder) {
  read_integer(json, out, rule, decoder);
}

void read_value(const base::Json& json, double& out, const Rule& rule, Decoder& decoder) {
  if (const auto* integer = json.if_integer()) out = static_cast<double>(*integer);
  else if (const auto* number = json.if_double()) out = *number;
  else return decoder.fail("must be a number");
  if (out < static_cast<double>(rule.minimum) || out > static_cast<double>(rule.maximum))
    decoder.fail_rule("must be a number" +
                      range_text<std::int64_t>(rule.minimum, rule.maximum, lowest<std::int64_t>, highest<std::int64_t>));
}

void read_value(const base::Json& json, bool& out, const Rule&, Decoder& decoder) {
  if (const auto* flag = json.if_bool()) out = *flag;
  else decoder.fail("must be true or false");
}

void read_value(const base::Json& json, base::Json& out, const Rule&, Decoder& decoder) {
  if (json.if_object() == nullptr) return decoder.fail("must be an object");
  out = json;
}

void read_text(std::string_view text, std::string& out, const Rule& rule, Decoder& decoder) {
  out = text;
  check_text(text, rule, decoder);
}

void read_text(std::string_view text, std::int32_t& out, const Rule& rule, Decoder& decoder) {
  read_integer_text(text, out, rule, decoder);
}

void read_text(std::string_view text, std::int64_t& out, const Rule& rule, Decoder& decoder) {
  read_integer_text(text, out, rule, decoder);
}

void read_text(std::string_view text, bool& out, const Rule&, Decoder& decoder) {
  if (base::equals_ignoring_ascii_case(text, "true")) out = true;
  else if (base::equals_ignoring_ascii_case(text, "false")) out = false;
  else decoder.fail("must be true or false");
}

const base::Json::Array* list_of(const base::Json& json, const Rule& rule, base::Json::Array& single, Decoder& decoder) {
  const auto* list = json.if_array();
  if (list == nullptr && rule.accept == Accept::item_or_list && !json.is_null()) {
    single.push_back(json);
    list = &single;
  }
  if (list == nullptr) {
    decoder.fail("must be a list");
    return nullptr;
  }
  if (list->size() < rule.items_min || list->size() > rule.items_max) {
    constexpr auto unbounded = std::numeric_limits<std::size_t>::max();
    decoder.fail_rule("must have a number of items" + range_text<std::size_t>(rule.items_min, rule.items_max, 0, unbounded));
    if (decoder.failed()) return nullptr;
  }
  return list;
}

void check_distinct(const std::vector<std::string>& items, Decoder& decoder) { find_repeated(items, decoder); }

void check_distinct(const std::vector<std::int64_t>& items, Decoder& decoder) { find_repeated(items, decoder); }

const base::Json& object_of(const base::Json& json, const Rule& rule) {
  const auto* list = json.if_array();
  return rule.accept == Accept::item_or_list && list != nullptr && list->size() == 1 ? list->front() : json;
}

ObjectReader::ObjectReader(const base::Json& json, Decoder& decoder) : json_(json), decoder_(decoder) {
  if (json.if_object() == nullptr) decoder.fail("must be an object");
}

const base::Json* ObjectReader::find(std::string_view name, const Rule& rule) const {
  if (decoder_.failed()) return nullptr;
  const auto present = [this](std::string_view wanted) -> const base::Json* {
    const auto* value = json_.find(wanted);
    return value == nullptr || value->is_null() ? nullptr : value;
  };
  const auto* value = present(name);
  for (auto alias = rule.aliases.begin(); value == nullptr && alias != rule.aliases.end(); ++alias) value = present(*alias);
  return value;
}

void ObjectReader::refuse_others_than(std::initializer_list<std::string_view> names) {
  const auto* members = json_.if_object();
  if (members == nullptr || decoder_.failed()) return;
  for (const auto& [name, value] : *members) {
    if (std::ranges::find(names, std::string_view(name)) != names.end()) continue;
    const Decoder::Place place(decoder_, Decoder::PlaceKind::member, name);
    return decoder_.fail("is not known here");
  }
}

const NamedText* ParameterReader::find(const std::vector<NamedText>& texts, std::string_view name) {
  if (decoder_.failed()) return nullptr;
  const NamedText* found = nullptr;
  for (const auto& text : texts) {
    if (text.name != name) continue;
    if (found != nullptr) {
      decoder_.fail("is given twice");
      return nullptr;
    }
    found = &text;
  }
  return found;
}

std::optional<base::Json> parse_body(std::string_view body, Decoder& decoder) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
  auto parsed = base::parse_json(body);
  if (!parsed) {
    decoder.fail("is not valid JSON: " + parsed.error().message);
    return std::nullopt;
  }
  if (parsed->is_null()) return std::nullopt;
  return std::move(parsed).value();
}

}  // namespace slipway::contract
