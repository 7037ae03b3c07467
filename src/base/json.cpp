#include "base/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace slipway::base {

namespace {

namespace bj = boost::json;

// Digits with an optional sign: what may be an exact integer. "-0" is the integer 0.
bool is_integer_text(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

// The double nearest to a number's text; nothing when it is not finite. Too small to tell from zero is zero.
std::optional<double> read_double(const std::string& text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{}) value = std::strtod(text.c_str(), nullptr);  // tells too large from too small
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

// Builds values from the tokens of Boost.JSON's parser, and refuses what that parser would let pass. Numbers are read
// from their text: the parser's own doubles are one bit off now and then, and become infinite past the range.
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  explicit StrictHandler(std::size_t depth_max) : depth_max_(depth_max) {}

  Json take_root() { return std::move(root_); }
  const std::string& reason() const { return reason_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

  bool on_object_begin(bj::error_code& failure) { return open(Json::Object{}, failure); }
  bool on_array_begin(bj::error_code& failure) { return open(Json::Array{}, failure); }
  bool on_object_end(std::size_t, bj::error_code& failure) {
    if (const auto* name = repeated_name(*open_.back().container.if_object()))
      return refuse("the name \"" + *name + "\" stands twice in one object", failure);
    return close();
  }
  bool on_array_end(std::size_t, bj::error_code&) { return close(); }

  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& failure) {
    append(part);
    if (has_nul()) return refuse("a name holds a NUL character", failure);
    open_.back().name = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_string(bj::string_view part, std::size_t, bj::error_code& failure) {
    append(part);
    if (has_nul()) return refuse("a string holds a NUL character", failure);
    return add(std::exchange(text_, {}));
  }

  bool on_number_part(bj::string_view part, bj::error_code&) { return append(part); }
  bool on_int64(std::int64_t, bj::string_view part, bj::error_code& failure) { return add_number(part, failure); }
  bool on_uint64(std::uint64_t, bj::string_view part, bj::error_code& failure) { return add_number(part, failure); }
  bool on_double(double, bj::string_view part, bj::error_code& failure) { return add_number(part, failure); }
  bool on_bool(bool value, bj::error_code&) { return add(value); }
  bool on_null(bj::error_code&) { return add(nullptr); }

 private:
  struct Open {
    Json container;
    std::string name;  // of the member that is being read
  };

  bool refuse(std::string reason, bj::error_code& failure) {
    reason_ = std::move(reason);
    failure = bj::error::syntax;
    return false;
  }

  bool append(bj::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool has_nul() const { return text_.find('\0') != std::string::npos; }

  bool open(Json container, bj::error_code& failure) {
    if (open_.size() == depth_max_) return refuse("the nesting is deeper than " + std::to_string(depth_max_), failure);
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    Json value = std::move(open_.back().container);
    open_.pop_back();
    return add(std::move(value));
  }

  bool add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = open_.back().container.if_array()) {
      array->push_back(std::move(value));
    } else {
      open_.back().container.if_object()->emplace_back(std::move(open_.back().name), std::move(value));
    }
    return true;
  }

  bool add_number(bj::string_view part, bj::error_code& failure) {
    append(part);
    const auto text = std::exchange(text_, {});
    if (is_integer_text(text)) {
      std::int64_t integer = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
      if (error == std::errc{}) return add(integer);
    }
    if (const auto value = read_double(text)) return add(Json::number_as_given(*value, text));
    return refuse("a number is too large", failure);
  }

  static const std::string* repeated_name(const Json::Object& object) {
    std::vector<const std::string*> names;
    names.reserve(object.size());
    for (const auto& [name, value] : object) names.push_back(&name);
    std::sort(names.begin(), names.end(), [](const auto* left, const auto* right) { return *left < *right; });
    const auto twin =
        std::adjacent_find(names.begin(), names.end(), [](const auto* left, const auto* right) { return *left == *right; });
    return twin == names.end() ? nullptr : *twin;
  }

  std::size_t depth_max_;
  std::vector<Open> open_;
  std::string text_;  // the parts so far of a name, string or number
  Json root_;
  std::string reason_;
};

Error not_valid_json(std::size_t offset, std::string_view reason) {
  return invalid_argument("json.not_valid",
                          "the text is not valid JSON at byte " + std::to_string(offset) + ": " + std::string(reason));
}

}  // namespace

Json Json::number_as_given(double value, std::string text) {
  Json number(value);
  std::string written;
  append_json_double(written, value);
  if (written != text) std::get<Number>(number.value_).given = std::make_shared<const std::string>(std::move(text));
  return number;
}

const Json* Json::find(std::string_view name) const {
  const auto* object = if_object();
  if (object == nullptr) return nullptr;
  const auto member = std::find_if(object->begin(), object->end(), [&](const auto& each) { return each.first == name; });
  return member == object->end() ? nullptr : &member->second;
}

void Json::set(std::string_view name, Json value) {
  if (is_null()) value_ = Object{};
  auto* object = if_object();
  BASE_ASSERT(object != nullptr);
  const auto member = std::find_if(object->begin(), object->end(), [&](const auto& each) { return each.first == name; });
  if (member == object->end()) {
    object->emplace_back(std::string(name), std::move(value));
  } else {
    member->second = std::move(value);
  }
}

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") return not_valid_json(0, "it starts with a byte order mark");
  bj::parse_options options;
  options.max_depth = limits.depth_max + 1;  // the handler counts, and says so in words
  bj::basic_parser<StrictHandler> parser(options, limits.depth_max);
  bj::error_code failure;
  const auto read = parser.write_some(false, text.data(), text.size(), failure);
  if (failure) {
    const auto& reason = parser.handler().reason();
    return not_valid_json(read, reason.empty() ? failure.message() : reason);
  }
  if (read < text.size()) return not_valid_json(read, "more text follows the value");
  return parser.handler().take_root();
}

}  // namespace slipway::base
