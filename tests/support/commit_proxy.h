// A proxy in front of PostgreSQL that holds a COMMIT until the test says what becomes of it: tests/support/commit_proxy.py, which says more,
// as a child process that ends with this object. Python tests use it directly.
//
//   CommitProxy proxy(database.postgres_url());
//   options.url = proxy.url();                           // of a Database of the test's own
//   proxy.hold_next_commit("UPDATE node_instance");  // of a transaction that ran such a text; without one, of any
//   auto written = std::async(std::launch::async, [&] { return ours->write(unit); });
//   proxy.wait_until_held();                             // the server has not seen it
//   proxy.cut_client();                                  // written: store.outcome_unknown
//   EXPECT_EQ(proxy.deliver(), "COMMIT");                // it comes late
//
// Throws where it is told something that cannot be, or what it waits for does not come. For one thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace slipway::test {

class CommitProxy {
 public:
  explicit CommitProxy(const std::string& server_url);
  CommitProxy(const CommitProxy&) = delete;
  CommitProxy& operator=(const CommitProxy&) = delete;
  ~CommitProxy();  // cuts everybody off

  const std::string& url() const { return url_; }
  // "host=... port=...": what stands in the place of the server's own in a connection string.
  const std::string& address() const { return address_; }

  void hold_next_commit(const std::string& statement_text = "");
  void wait_until_held();

  // What the server said: "COMMIT", "ROLLBACK" or "ERROR". The client hears it, unless it was cut off.
  std::string deliver();
  // The client's connection is lost; the COMMIT is still held.
  void cut_client();
  // Delivered, and the client's connection is lost before it hears the answer.
  std::string lose_answer();
  // Never delivered: both connections are lost.
  void drop();

  // What clients have sent so far. Preparing a statement, BEGIN, COMMIT and ROLLBACK by themselves are no round trips.
  struct Traffic {
    std::int64_t begins = 0;
    std::int64_t commits = 0;
    std::int64_t round_trips = 0;
  };
  Traffic traffic();

 private:
  std::string tell(const std::string& line);
  std::string read_line();

  pid_t process_ = -1;
  FILE* orders_ = nullptr;
  FILE* answers_ = nullptr;
  std::string address_;
  std::string url_;
};

}  // namespace slipway::test
