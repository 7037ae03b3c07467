// Signs a request with an access key (SDK-HMAC-SHA256). Pure.
#pragma once

#include <string>

#include "adapters/http_client/http_message.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::http_client {

struct AccessKey {
  std::string access_key;
  std::string secret_key;
};

// Adds Host, X-Sdk-Date and Authorization. Everything the request carries is signed: its headers, host and body.
// Error: http_client.url_not_valid.
Result<void> sign_request(HttpRequest& request, const AccessKey& key, base::Instant now);

}  // namespace slipway::http_client
