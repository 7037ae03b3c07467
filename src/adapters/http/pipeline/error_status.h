// The only place where an error becomes a status: by code on the compatible faces, by kind on the native one.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "contract/message.h"
#include "contract/operation.h"

namespace slipway::http {

struct PublicError {
  int status = 400;
  std::string_view code;  // "DLF.7001", "APIGW.0301"
};

// `detail` of request.not_valid is the public code that the contract asks for.
PublicError public_error(const base::Error& error, contract::Face face);
int native_status(base::ErrorKind kind, std::string_view code);

// The whole answer in the form of the face.
contract::Answer error_answer(const base::Error& error, contract::Face face, const std::string& request_id);
// For what has no error of ours: no such route, framing, overload. Headers that the status asks for are the caller's.
contract::Answer refusal(int status, std::string_view public_code, const std::string& message, contract::Face face,
                         const std::string& request_id);

// Every dotted code that the compatible table knows; a test holds it against the codes in src/.
std::span<const std::string_view> known_error_codes();

}  // namespace slipway::http
