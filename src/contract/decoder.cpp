#include "contract/decoder.h"

#include <utility>
#include <vector>

#include "base/assert.h"

namespace slipway::contract {
namespace {

constexpr std::size_t excerpt_bytes_max = 64;

// RFC 6901: "~" and "/" inside a name are written ~0 and ~1.
void append_pointer_name(std::string& out, std::string_view name) {
  for (const char c : excerpt(name)) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
}

std::string_view prefix(Decoder::PlaceKind kind) {
  switch (kind) {
    case Decoder::PlaceKind::path_parameter: return "path parameter ";
    case Decoder::PlaceKind::query_parameter: return "query parameter ";
    case Decoder::PlaceKind::header: return "header ";
    case Decoder::PlaceKind::member:
    case Decoder::PlaceKind::item: return "/";
  }
  base::unreachable();
}

}  // namespace

std::string excerpt(std::string_view text) {
  if (text.size() <= excerpt_bytes_max) return std::string(text);
  std::size_t end = excerpt_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string Decoder::place_text() const {
  if (place_ == nullptr) return "the body";
  std::vector<const Place*> places;
  for (const Place* place = place_; place != nullptr; place = place->outer_) places.push_back(place);
  std::string text;
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    text += prefix((*place)->kind_);
    if ((*place)->kind_ == PlaceKind::item) text += std::to_string((*place)->index_);
    else append_pointer_name(text, (*place)->name_);
  }
  return text;
}

std::string_view Decoder::public_code() const {
  for (const Place* place = place_; place != nullptr; place = place->outer_)
    if (!place->public_code_.empty()) return place->public_code_;
  return {};
}

void Decoder::keep(std::string_view what, std::string_view code) {
  if (failed_) return;
  failed_ = true;
  message_ = place_text();
  message_ += ' ';
  message_ += what;
  public_code_ = code;
}

void Decoder::fail(std::string_view what) { keep(what, public_code()); }

void Decoder::fail_missing(std::string_view own_code) {
  const auto code = own_code.empty() ? public_code() : own_code;
  keep("is missing", code.empty() ? missing_code : code);
}

Result<void> Decoder::result() const {
  if (!failed_) return {};
  auto error = base::invalid_argument("request.not_valid", message_);
  error.detail = public_code_;
  return error;
}

}  // namespace slipway::contract
