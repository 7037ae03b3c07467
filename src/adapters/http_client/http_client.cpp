#include "adapters/http_client/http_client.h"

#include <curl/curl.h>

#include <string>
#include <utility>

#include "base/text.h"

namespace slipway::http_client {

struct HttpClient::Handle {
  CURL* curl = nullptr;

  Handle() : curl(curl_easy_init()) {}
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

namespace {

// Where the callbacks of one request put what comes.
struct Reception {
  HttpResponse response;
  std::size_t body_size_max = 0;
  std::size_t header_size_left = 0;
  bool is_too_large = false;
};

class HeaderLines {
 public:
  HeaderLines() = default;
  ~HeaderLines() { curl_slist_free_all(list_); }
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;

  void add(const std::string& line) {
    if (auto* longer = curl_slist_append(list_, line.c_str())) list_ = longer;
  }
  curl_slist* list() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// libcurl starts its parts once in a process, before any handle.
bool curl_is_ready() {
  static const bool is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_ready;
}

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* target) {
  auto& reception = *static_cast<Reception*>(target);
  if (count > reception.body_size_max - reception.response.body.size()) {
    reception.is_too_large = true;
    return 0;  // makes libcurl end the transfer
  }
  reception.response.body.append(bytes, count);
  return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* target) {
  auto& reception = *static_cast<Reception*>(target);
  if (count > reception.header_size_left) {
    reception.is_too_large = true;
    return 0;
  }
  reception.header_size_left -= count;
  const auto line = base::trim(std::string_view(bytes, count));
  if (line.starts_with("HTTP/")) reception.response.headers.clear();  // an answer after "100 Continue"
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    reception.response.headers.emplace_back(base::lower_ascii(line.substr(0, colon)), base::trim(line.substr(colon + 1)));
  return count;
}

// What a line break in it would smuggle into the request.
bool is_clean(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos; }

bool is_sendable(const HttpRequest& request) {
  const bool is_http = request.url.starts_with("http://") || request.url.starts_with("https://");
  if (!is_http || !is_clean(request.url) || !is_clean(request.method)) return false;
  for (const auto& [name, value] : request.headers)
    if (name.empty() || !is_clean(name) || !is_clean(value)) return false;
  return true;
}

// Scheme, host and port: enough for a message, without what a path or query may hold.
std::string origin_of(const std::string& url) { return url.substr(0, url.find('/', url.find("://") + 3)); }

base::Error transfer_error(CURLcode code, const Reception& reception, const HttpRequest& request) {
  const auto origin = origin_of(request.url);
  const std::string reason = curl_easy_strerror(code);
  if (reception.is_too_large)
    return base::limit_reached("http_client.answer_too_large", "the answer of " + origin + " is larger than this client takes");
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return base::invalid_argument("http_client.url_not_valid",
                                    "'" + origin + "' is no address of a server; write http://HOST:PORT");
    case CURLE_OPERATION_TIMEDOUT: return base::unavailable("http_client.timed_out", origin + " did not answer in time", reason);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return base::unavailable("http_client.unreachable", "no server was reached at " + origin + ": " + reason);
    default: return base::unavailable("http_client.broken_off", "the connection to " + origin + " broke off: " + reason);
  }
}

void set_body(CURL* curl, const HttpRequest& request) {
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (!has_body) return;
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());  // not copied: the request outlives the transfer
}

void set_bounds(CURL* curl, const HttpLimits& limits) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.request_timeout.count()));
}

}  // namespace

HttpClient::HttpClient(HttpLimits limits) : limits_(limits), handle_(curl_is_ready() ? std::make_unique<Handle>() : nullptr) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request) {
  if (!is_sendable(request))
    return base::invalid_argument("http_client.url_not_valid",
                                  "a URL begins with http:// or https://, and neither it nor a header holds a line break");
  if (!handle_ || handle_->curl == nullptr)
    return base::internal("http_client.not_started", "the HTTP client could not be started");

  auto* curl = handle_->curl;
  curl_easy_reset(curl);  // keeps the connections
  Reception reception;
  reception.body_size_max = limits_.answer_size_max;
  reception.header_size_left = limits_.header_size_max;
  HeaderLines lines;
  lines.add("Expect:");        // no waiting for "100 Continue"
  lines.add("Content-Type:");  // none but the caller's
  for (const auto& [name, value] : request.headers) {
    auto line = name;
    line += value.empty() ? ";" : ": " + value;  // libcurl's way of saying a header without a value
    lines.add(line);
  }

  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.list());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reception);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reception);
  set_body(curl, request);
  set_bounds(curl, limits_);

  const auto code = curl_easy_perform(curl);
  if (code != CURLE_OK) return transfer_error(code, reception, request);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  reception.response.status = static_cast<int>(status);
  return std::move(reception.response);
}

}  // namespace slipway::http_client
