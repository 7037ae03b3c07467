#include "adapters/store/incarnation_repository.h"
#include "generated/sql/statements.h"

namespace slipway::store {

Result<void> SqlIncarnationRepository::begin(const std::string& id, const std::string& host_name, base::Instant now,
                                             std::chrono::microseconds lease) {
  TRY(connection_.execute(sql::delete_other_incarnations, {{"id", id}}));
  TRY(connection_.execute(sql::insert_incarnation,
                          {{"id", id}, {"host_name", host_name}, {"now", now}, {"lease", lease.count()}}));
  return {};
}

Result<bool> SqlIncarnationRepository::renew(const std::string& id, base::Instant now, std::chrono::microseconds lease) {
  TRY_LET(rows, connection_.execute(sql::renew_incarnation, {{"id", id}, {"now", now}, {"lease", lease.count()}}));
  return rows == 1;
}

Result<void> SqlIncarnationRepository::end(const std::string& id) {
  TRY(connection_.execute(sql::delete_incarnation, {{"id", id}}));
  return {};
}

}  // namespace slipway::store
