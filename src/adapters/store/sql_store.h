// app::Store over a Database: every unit of work gets its own repositories over the unit's connection.
#pragma once

#include "adapters/store/database.h"
#include "app/ports/store.h"

namespace slipway::store {

// Safe to use from any thread. The database must outlive it.
class SqlStore final : public app::Store {
 public:
  explicit SqlStore(Database& database, Share share = Share::callers) : database_(database), share_(share) {}

 protected:
  Result<void> run_read(const TxUnit& unit) override;
  Result<void> run_write(const TxUnit& unit) override;

 private:
  Database& database_;
  const Share share_;
};

}  // namespace slipway::store
