// A PostgreSQL server for tests, run by tools/test-postgres and gone when the test process ends, however it ends.
#pragma once

#include <string>

namespace slipway::test {

class PostgresServer {
 public:
  struct Options {
    bool listens_on_tcp = false;  // else on a Unix socket only
    bool is_durable = false;      // fsync and the like
  };

  PostgresServer() : PostgresServer(Options{}) {}
  explicit PostgresServer(Options options);
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  const std::string& url() const { return url_; }  // of the database postgres, as its superuser

  void stop();   // connections are cut, data is kept
  void start();  // again, at the same address

  // The server that the tests of this process share: SLIPWAY_TEST_POSTGRES where it is set, else one of our own that
  // is started with the first use.
  static const std::string& shared_url();

 private:
  std::string run(const std::string& action, const std::string& options) const;

  Options options_;
  std::string directory_;
  std::string url_;
};

// In the server of that URL. The result is the new database's URL.
std::string new_database(const std::string& server_url, const std::string& name);
void drop_database(const std::string& server_url, const std::string& name);
// On a connection of its own, outside any transaction of ours. Throws where it fails.
void run_sql(const std::string& url, const std::string& sql);

}  // namespace slipway::test
