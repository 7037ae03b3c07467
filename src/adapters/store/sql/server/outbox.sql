-- name: insert_outbox_entry
INSERT INTO outbox (kind, subject, payload, available_at, attempt, fence) VALUES (:kind, :subject, :payload, :now, 0, 0);

-- fragment: is_free [sqlite]
(o.holder_incarnation IS NULL OR o.holder_incarnation = :incarnation
       OR NOT EXISTS (SELECT 1 FROM incarnation i WHERE i.id = o.holder_incarnation))

-- fragment: is_free [postgres]
-- Leases are compared by the database's clock, and a server whose session lock is free is gone before its lease ends.
(o.holder_incarnation IS NULL OR o.holder_incarnation = :incarnation
       OR NOT EXISTS (SELECT 1 FROM incarnation i WHERE i.id = o.holder_incarnation
                      AND i.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
                      AND NOT pg_try_advisory_xact_lock_shared(hashtextextended(i.id, 0))))

-- fragment: skips_taken [sqlite]
-- One writer at a time: reading is locking.

-- fragment: skips_taken [postgres]
FOR UPDATE OF o SKIP LOCKED

-- name: list_due_outbox_entries
-- The first of each subject only: they are done in order. A pause holds while begin <= now < end: a clock that was set back makes none
-- longer. Skips what another server is just claiming.
SELECT o.id, o.kind, o.subject, o.payload FROM {texts kinds} AS k CROSS JOIN outbox o
WHERE o.kind = k.value AND (o.available_at <= :now OR o.available_at - o.pause > :now)
  AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.subject = o.subject AND earlier.id < o.id)
  AND {is_free}
ORDER BY o.available_at, o.id LIMIT :limit {skips_taken};

-- name: claim_outbox_entry
UPDATE outbox SET holder_incarnation = :incarnation, fence = fence + 1, attempt = attempt + 1 WHERE id = :id RETURNING fence, attempt;

-- name: lock_outbox_entry
-- No row changes when somebody else took it over.
UPDATE outbox SET attempt = attempt WHERE id = :id AND fence = :fence;

-- name: find_outbox_entry
SELECT id FROM outbox WHERE id = :id;

-- name: postpone_outbox_entry
UPDATE outbox SET available_at = :until, pause = :pause, holder_incarnation = NULL WHERE id = :id AND fence = :fence;

-- name: delete_outbox_entry
DELETE FROM outbox WHERE id = :id AND fence = :fence;

-- name: count_outbox_entries
SELECT count(*) AS total FROM outbox WHERE subject = :subject;
