#include "support/transaction_pooler.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace slipway::test {
namespace {

constexpr std::uint32_t ssl_request = 80877103;
constexpr std::uint32_t gss_request = 80877104;
constexpr std::string_view port = "5432";

std::map<std::string, std::string> settings_of(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(PQconninfoParse(url.c_str(), nullptr),
                                                                            &PQconninfoFree);
  std::map<std::string, std::string> settings;
  for (const auto* option = parsed.get(); option != nullptr && option->keyword != nullptr; ++option)
    if (option->val != nullptr) settings[option->keyword] = option->val;
  return settings;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error("the path of a socket is too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto done = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

bool receive(int socket, std::string& into, std::size_t size) {
  const auto start = into.size();
  into.resize(start + size);
  for (std::size_t have = 0; have < size;) {
    const auto done = ::recv(socket, into.data() + start + have, size - have, 0);
    if (done <= 0) return false;
    have += static_cast<std::size_t>(done);
  }
  return true;
}

std::uint32_t number_at(const std::string& message, std::size_t at) {
  std::uint32_t number = 0;
  std::memcpy(&number, message.data() + at, sizeof(number));
  return ntohl(number);
}

// A whole message with its length, and with its type where it has one; none when the other end is gone.
std::optional<std::string> read_message(int socket, bool has_type) {
  const std::size_t type_size = has_type ? 1 : 0;
  std::string message;
  if (!receive(socket, message, type_size + 4)) return std::nullopt;
  if (!receive(socket, message, number_at(message, type_size) - 4)) return std::nullopt;
  return message;
}

// Passes on what the server answers up to the next "ready for query", whose status it gives: I outside any transaction.
std::optional<char> pass_answers(int server, int client) {
  while (const auto message = read_message(server, true)) {
    if (!send_all(client, *message)) return std::nullopt;
    if (message->front() == 'Z') return message->back();
  }
  return std::nullopt;
}

}  // namespace

TransactionPooler::TransactionPooler(const std::string& database_url) {
  auto settings = settings_of(database_url);
  server_socket_ = settings["host"] + "/.s.PGSQL." + (settings["port"].empty() ? std::string(port) : settings["port"]);
  url_ =
      "host=" + directory_.path() + " port=" + std::string(port) + " user=" + settings["user"] + " dbname=" + settings["dbname"];
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(directory_ / (".s.PGSQL." + std::string(port)));
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 || ::listen(listener_, 16) != 0)
    throw std::runtime_error("the pooler cannot listen");
  accepting_ = std::thread([this] { accept_clients(); });
}

TransactionPooler::~TransactionPooler() {
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    const std::lock_guard lock(clients_mutex_);
    for (const int client : clients_) ::shutdown(client, SHUT_RDWR);
  }
  if (server_ >= 0) ::shutdown(server_, SHUT_RDWR);
  for (auto& thread : serving_) thread.join();
  for (const int client : clients_) ::close(client);
  if (server_ >= 0) ::close(server_);
  ::close(listener_);
}

void TransactionPooler::accept_clients() {
  for (int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC); client >= 0;
       client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) {
    const std::lock_guard lock(clients_mutex_);
    clients_.push_back(client);
    serving_.emplace_back([this, client] { serve(client); });
  }
}

void TransactionPooler::serve(int client) {
  if (!greet(client)) return;
  while (run_transaction(client)) continue;
  ::shutdown(client, SHUT_RDWR);
}

// The first client's start opens the session; the others hear what the first one heard, but for the number of the process.
bool TransactionPooler::greet(int client) {
  auto start = read_message(client, false);
  while (start && (number_at(*start, 4) == ssl_request || number_at(*start, 4) == gss_request)) {
    if (!send_all(client, "N")) return false;
    start = read_message(client, false);
  }
  if (!start) return false;
  const std::lock_guard lock(session_);
  if (server_ < 0) {
    server_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(server_socket_);
    if (::connect(server_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return false;
    if (!send_all(server_, *start)) return false;
    while (const auto message = read_message(server_, true)) {
      auto said = *message;
      if (said.front() == 'K') said[5] = static_cast<char>(said[5] ^ 0x40);  // poolers say a process of their own
      greeting_ += said;
      if (said.front() == 'Z') break;
    }
  }
  return send_all(client, greeting_);
}

bool TransactionPooler::run_transaction(int client) {
  auto message = read_message(client, true);
  if (!message || message->front() == 'X') return false;
  const std::lock_guard lock(session_);
  for (; message && message->front() != 'X'; message = read_message(client, true)) {
    if (!send_all(server_, *message)) return false;
    const bool is_answered = message->front() == 'Q' || message->front() == 'S';
    if (!is_answered) continue;
    const auto status = pass_answers(server_, client);
    if (!status) return false;
    if (*status == 'I') return true;
  }
  undo();
  return false;
}

// The client left in the middle of its transaction; the next one begins outside any.
void TransactionPooler::undo() {
  constexpr std::string_view rollback{"Q\0\0\0\x0dROLLBACK\0", 14};
  if (!send_all(server_, rollback)) return;
  while (const auto message = read_message(server_, true))
    if (message->front() == 'Z') return;
}

}  // namespace slipway::test
