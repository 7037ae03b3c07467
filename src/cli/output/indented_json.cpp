#include "cli/output/indented_json.h"

#include <cstddef>

namespace slipway::cli {

namespace {

void append(std::string& out, const base::Json& value, std::size_t depth);

// The items of a list or an object between their brackets, a line each.
template <class Items, class AppendItem>
void append_items(std::string& out, char open, char close, const Items& items, std::size_t depth, AppendItem append_item) {
  out += open;
  bool is_first = true;
  for (const auto& item : items) {
    out += is_first ? "\n" : ",\n";
    is_first = false;
    out.append(2 * (depth + 1), ' ');
    append_item(item);
  }
  if (!is_first) out.append("\n").append(2 * depth, ' ');
  out += close;
}

void append(std::string& out, const base::Json& value, std::size_t depth) {
  if (const auto* object = value.if_object()) {
    append_items(out, '{', '}', *object, depth, [&](const base::Json::Member& member) {
      base::append_json_string(out, member.first);
      out += ": ";
      append(out, member.second, depth + 1);
    });
  } else if (const auto* array = value.if_array()) {
    append_items(out, '[', ']', *array, depth, [&](const base::Json& item) { append(out, item, depth + 1); });
  } else {
    base::append_json(out, value);
  }
}

}  // namespace

std::string indented_json(const base::Json& value) {
  std::string out;
  append(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace slipway::cli
