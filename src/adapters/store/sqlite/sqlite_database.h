// The SQLite driver: one file in the data directory, one writer thread with group commit, a bounded pool of readers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/store/database.h"
#include "base/result.h"

namespace slipway::store {

struct SqliteOptions {
  std::string directory;  // must exist and be the caller's alone (directory_lock.h); slipway.db and its WAL lie in it
  std::size_t reader_count_max = 4;                         // for callers; beside them those of database.h
  std::size_t write_queue_max = 4096;                       // units of callers that may wait for the writer
  std::chrono::milliseconds statement_time_max{5'000};      // one statement
  std::chrono::milliseconds wait_max{5'000};                // for a reader or for the writer to begin the unit
  std::uint64_t wal_bytes_max = 64ULL * 1024 * 1024;        // past it readers wait until the WAL has been emptied
  std::uint64_t free_bytes_min = 64ULL * 1024 * 1024;       // less free space than this and check() fails
  std::int64_t page_count_max = 0;                          // 0: no limit; tests provoke a full disk with it
  bool is_memory_mapped = true;                             // readers map the file; an I/O error is then a SIGBUS
  bool is_network_file_system_allowed = false;              // locks are not to be trusted there
  StatementObserver observer;                               // may be empty
};

// Opens and makes what is missing, but no tables: see migrations.h. Errors: store.network_file_system,
// store.unavailable, store.internal (no SQLite file, damaged).
Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

}  // namespace slipway::store
