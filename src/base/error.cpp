#include "base/error.h"

#include <utility>

#include "base/assert.h"

namespace slipway::base {

std::string_view to_text(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_argument: return "invalid_argument";
    case ErrorKind::unauthenticated: return "unauthenticated";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::limit_reached: return "limit_reached";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::internal: return "internal";
  }
  unreachable();
}

Error of_field(std::string_view field, Error error) {
  error.field = field;
  return error;
}

std::string full_message(const Error& error) {
  if (error.field.empty()) return error.message;
  return error.field.substr(error.field.rfind('.') + 1) + " " + error.message;
}

namespace {
Error make(ErrorKind kind, std::string_view code, std::string message, std::string detail = {}) {
  return Error{kind, std::string(code), std::move(message), std::move(detail), {}};
}
}  // namespace

Error invalid_argument(std::string_view code, std::string message) {
  return make(ErrorKind::invalid_argument, code, std::move(message));
}
Error unauthenticated(std::string_view code, std::string message) {
  return make(ErrorKind::unauthenticated, code, std::move(message));
}
Error forbidden(std::string_view code, std::string message) { return make(ErrorKind::forbidden, code, std::move(message)); }
Error not_found(std::string_view code, std::string message) { return make(ErrorKind::not_found, code, std::move(message)); }
Error conflict(std::string_view code, std::string message) { return make(ErrorKind::conflict, code, std::move(message)); }
Error limit_reached(std::string_view code, std::string message) {
  return make(ErrorKind::limit_reached, code, std::move(message));
}
Error unavailable(std::string_view code, std::string message, std::string detail) {
  return make(ErrorKind::unavailable, code, std::move(message), std::move(detail));
}
Error internal(std::string_view code, std::string message, std::string detail) {
  return make(ErrorKind::internal, code, std::move(message), std::move(detail));
}

}  // namespace slipway::base
