-- name: insert_replay
-- A twin waits for the first one's transaction, then changes no row.
INSERT INTO replay (access, signature, request_digest, expires_at) VALUES (:access, :signature, :request_digest, :expires_at)
ON CONFLICT (access, signature) DO NOTHING;

-- name: take_replay_turn
-- Of several at once one changes a row: the others wait for it and then see its time.
INSERT INTO replay (access, signature, request_digest, expires_at) VALUES (:access, :signature, :request_digest, :expires_at)
ON CONFLICT (access, signature) DO UPDATE SET expires_at = excluded.expires_at
WHERE replay.expires_at <= :now OR replay.expires_at > :ahead;

-- name: find_replay
SELECT request_digest, status, answer FROM replay WHERE access = :access AND signature = :signature;

-- name: set_replay_answer
UPDATE replay SET status = :status, answer = :answer WHERE access = :access AND signature = :signature;

-- name: delete_expired_replays
-- Asked of the row itself too, which may be another's by then.
DELETE FROM replay WHERE expires_at <= :now
  AND (access, signature) IN (SELECT access, signature FROM replay WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit);
