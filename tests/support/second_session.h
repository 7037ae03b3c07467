// Another session of a test's database, as a second program has it. What it locks stays locked until it commits, rolls back or is gone,
// so that a test can change a row between the moment a statement looks at it and the moment it gets it:
//
//   SecondSession other(database);
//   other.begin_write();
//   other.run("UPDATE node_instance SET state = 'stopped' WHERE instance_id = 7");
//   auto result = std::async(std::launch::async, [&] { return claim(); });
//   other.wait_until_somebody_waits();
//   other.commit();
//   EXPECT_EQ(result.get(), ...);
//
// PostgreSQL locks rows; SQLite has one lock for all that write, and a reader holds up the checkpoint only. Throws where a statement fails.
// For one thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "support/test_database.h"

namespace slipway::test {

class SecondSession {
 public:
  explicit SecondSession(const TestDatabase& database);
  // Of a PostgreSQL database that the test opened itself.
  explicit SecondSession(const std::string& postgres_url);
  SecondSession(const SecondSession&) = delete;
  SecondSession& operator=(const SecondSession&) = delete;
  ~SecondSession();  // rolls back what is open

  // A transaction that may write: on SQLite it holds the write lock from here on.
  void begin_write();
  // A transaction that sees the database as it is now until it ends, as a backup does.
  void begin_read();
  void commit();
  void rollback();

  // In the open transaction, else in one of its own. The result is the first value of the first row; empty when there is none.
  std::string run(const std::string& sql);

  // PostgreSQL only, since SQLite does not tell: how many sessions want a lock that this one holds.
  int waiting_sessions();
  void wait_until_somebody_waits(int sessions = 1);

  class Session;

 private:
  std::unique_ptr<Session> session_;
  std::string postgres_url_;  // empty: SQLite
};

}  // namespace slipway::test
