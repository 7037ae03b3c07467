#include "adapters/store/server/replay_repository.h"

#include "generated/sql/statements.h"

namespace slipway::store {

Result<bool> SqlReplayRepository::insert(const app::ReplayKey& key, base::Instant expires_at) {
  TRY_LET(inserted, connection_.execute(sql::insert_replay, {{"access", key.access},
                                                             {"signature", key.signature},
                                                             {"request_digest", key.request_digest},
                                                             {"expires_at", expires_at}}));
  return inserted == 1;
}

Result<std::optional<app::RememberedAnswer>> SqlReplayRepository::find(const app::ReplayKey& key) {
  TRY_LET(rows, connection_.query(sql::find_replay, {{"access", key.access}, {"signature", key.signature}}));
  if (rows.empty()) return std::optional<app::RememberedAnswer>{};
  const auto row = rows.front();
  return std::optional<app::RememberedAnswer>{{.request_digest = row.text("request_digest"),
                                               .status = static_cast<int>(row.optional_integer("status").value_or(0)),
                                               .body = row.optional_text("answer").value_or(std::string())}};
}

Result<void> SqlReplayRepository::set_answer(const app::ReplayKey& key, int status, const std::string& body) {
  TRY(connection_.execute(sql::set_replay_answer,
                          {{"access", key.access}, {"signature", key.signature}, {"status", status}, {"answer", body}}));
  return {};
}

Result<bool> SqlReplayRepository::take_turn(const app::ReplayKey& key, base::Instant now, base::Instant expires_at) {
  TRY_LET(taken, connection_.execute(sql::take_replay_turn, {{"access", key.access},
                                                             {"signature", key.signature},
                                                             {"request_digest", key.request_digest},
                                                             {"now", now},
                                                             {"expires_at", expires_at},
                                                             {"ahead", expires_at + (expires_at - now)}}));
  return taken == 1;
}

Result<std::int64_t> SqlReplayRepository::delete_expired(base::Instant now, std::int64_t limit) {
  return connection_.execute(sql::delete_expired_replays, {{"now", now}, {"limit", limit}});
}

}  // namespace slipway::store
