// The one error type of the product. A value: freely copied, one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::base {

// What code may branch on. Faces turn it, or the code, into a status (adapters/http/pipeline/error_status.cpp).
enum class ErrorKind : std::uint8_t {
  invalid_argument,
  unauthenticated,
  forbidden,
  not_found,
  conflict,
  limit_reached,
  unavailable,  // the only kind that may be retried
  internal,
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;     // stable and dotted: "release.not_an_approver"; a page each in docs/errors/
  std::string message;  // for the caller: what happened and what to do; never a secret
  std::string detail;   // for the log only
  // Of what was given, as the domain names it ("package.approvers"); the message then goes on from its name: "must name ...". Faces begin
  // with their own word for it.
  std::string field{};
};

std::string_view to_text(ErrorKind kind);

// The error as one of a field.
Error of_field(std::string_view field, Error error);
// "approvers must name ...": the message after the last part of the field's name, where there is one.
std::string full_message(const Error& error);

Error invalid_argument(std::string_view code, std::string message);
Error unauthenticated(std::string_view code, std::string message);
Error forbidden(std::string_view code, std::string message);
Error not_found(std::string_view code, std::string message);
Error conflict(std::string_view code, std::string message);
Error limit_reached(std::string_view code, std::string message);
Error unavailable(std::string_view code, std::string message, std::string detail = {});
Error internal(std::string_view code, std::string message, std::string detail = {});

}  // namespace slipway::base
