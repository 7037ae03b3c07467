// Stands between libpq and a PostgreSQL server as a pooler in transaction mode does: all its clients share one session, which goes from
// one to the other whenever a transaction has ended.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/temporary_directory.h"

namespace slipway::test {

class TransactionPooler {
 public:
  // The URL of a database, in keyword form, of a server that is reached by a Unix socket and asks for no password.
  explicit TransactionPooler(const std::string& database_url);
  TransactionPooler(const TransactionPooler&) = delete;
  TransactionPooler& operator=(const TransactionPooler&) = delete;
  ~TransactionPooler();

  const std::string& url() const { return url_; }  // the same database, by way of the pooler

 private:
  void accept_clients();
  void serve(int client);
  bool greet(int client);
  // Has the session from the first message of a transaction to its end.
  bool run_transaction(int client);
  void undo();

  TemporaryDirectory directory_;
  std::string url_;
  std::string server_socket_;
  int listener_ = -1;
  int server_ = -1;  // the one session
  std::string greeting_;  // what the server said to the first client, up to its first "ready"
  std::mutex session_;  // who holds it may use server_ and greeting_
  std::mutex clients_mutex_;
  std::vector<int> clients_;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

}  // namespace slipway::test
