// Sends calls of the generated client, signed, and turns refusals into errors that carry the server's code. Each call signs a random
// X-Slipway-Nonce, so that what a person asks for twice is done twice.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "cli/session/credentials.h"
#include "cli/session/surroundings.h"
#include "contract/message.h"

namespace slipway::cli {

class ApiClient {
 public:
  ApiClient(Surroundings& surroundings, Credentials credentials)
      : surroundings_(surroundings), credentials_(std::move(credentials)) {}

  const Credentials& credentials() const { return credentials_; }
  bool was_answered() const { return was_answered_; }  // by a server that is there, whatever it said

  // Errors: those of the HTTP client; what the server refused, with its code (public or dotted) and message, the request
  // id as detail; cli.answer_not_understood.
  Result<http_client::HttpResponse> send(const contract::ClientCall& call);

  template <class Response>
  Result<Response> call(const contract::ClientCall& call) {
    TRY_LET(response, send(call));
    TRY_LET(json, parse_answer(response.body));
    auto answer = Response::decode(json);
    if (!answer) return not_understood(answer.error().message);
    return answer;
  }

 private:
  static Result<base::Json> parse_answer(const std::string& body);
  static base::Error not_understood(const std::string& why);

  Surroundings& surroundings_;
  Credentials credentials_;
  bool was_answered_ = false;
};

}  // namespace slipway::cli
