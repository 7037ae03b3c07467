#include "adapters/store/server/outbox_repository.h"

#include <utility>

#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

constexpr std::int64_t entries_looked_at = 1'000;  // to find one that is wanted

app::OutboxEntry to_entry(const Row& row) {
  auto payload = base::parse_json(row.text("payload"));
  return {.id = row.integer("id"),
          .kind = row.text("kind"),
          .subject = row.text("subject"),
          .payload = payload ? std::move(*payload) : base::Json()};
}

}  // namespace

Result<void> SqlOutbox::add(const app::NewOutboxEntry& entry, base::Instant now) {
  TRY(connection_.execute(
      sql::insert_outbox_entry,
      {{"kind", entry.kind}, {"subject", entry.subject}, {"payload", base::format_json(entry.payload)}, {"now", now}}));
  return {};
}

Result<std::optional<app::OutboxEntry>> SqlOutbox::claim(const std::vector<std::string>& kinds, const std::string& incarnation,
                                                         const std::function<bool(const app::OutboxEntry&)>& is_wanted,
                                                         base::Instant now) {
  base::Json::Array wanted_kinds;
  for (const auto& kind : kinds) wanted_kinds.emplace_back(kind);
  TRY_LET(rows,
          connection_.query(sql::list_due_outbox_entries, {{"kinds", base::format_json(base::Json(std::move(wanted_kinds)))},
                                                           {"incarnation", incarnation},
                                                           {"now", now},
                                                           {"limit", entries_looked_at}}));
  for (const auto row : rows) {
    auto entry = to_entry(row);
    if (!is_wanted(entry)) continue;
    TRY_LET(claimed, connection_.query(sql::claim_outbox_entry, {{"id", entry.id}, {"incarnation", incarnation}}));
    entry.fence = claimed.front().integer("fence");
    entry.attempt = claimed.front().integer("attempt");
    return std::optional(std::move(entry));
  }
  return std::optional<app::OutboxEntry>{};
}

Result<bool> SqlOutbox::holds(const app::OutboxEntry& entry) {
  TRY_LET(rows, connection_.execute(sql::lock_outbox_entry, {{"id", entry.id}, {"fence", entry.fence}}));
  return rows == 1;
}

Result<bool> SqlOutbox::is_there(const app::OutboxEntry& entry) {
  TRY_LET(rows, connection_.query(sql::find_outbox_entry, {{"id", entry.id}}));
  return !rows.empty();
}

Result<void> SqlOutbox::finish(const app::OutboxEntry& entry) {
  TRY(connection_.execute(sql::delete_outbox_entry, {{"id", entry.id}, {"fence", entry.fence}}));
  return {};
}

Result<void> SqlOutbox::postpone(const app::OutboxEntry& entry, base::Instant until, std::chrono::milliseconds pause) {
  const std::chrono::microseconds length = pause;
  TRY(connection_.execute(
      sql::postpone_outbox_entry,
      {{"id", entry.id}, {"fence", entry.fence}, {"until", until}, {"pause", static_cast<std::int64_t>(length.count())}}));
  return {};
}

Result<std::int64_t> SqlOutbox::count(const std::string& subject) {
  TRY_LET(rows, connection_.query(sql::count_outbox_entries, {{"subject", subject}}));
  return rows.front().integer("total");
}

}  // namespace slipway::store
