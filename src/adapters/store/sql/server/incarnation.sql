-- name: delete_other_incarnations [sqlite]
-- One process owns the file: whoever else is in the table is dead.
DELETE FROM incarnation WHERE id <> :id;

-- name: delete_other_incarnations [postgres]
-- Others may be alive; those whose lease ended long ago are of no use to anybody.
DELETE FROM incarnation WHERE id <> :id AND lease_end < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) - 3600000000;

-- name: insert_incarnation [sqlite]
INSERT INTO incarnation (id, host_name, started_at, lease_end) VALUES (:id, :host_name, :now, :now + :lease);

-- name: insert_incarnation [postgres]
INSERT INTO incarnation (id, host_name, started_at, lease_end)
VALUES (:id, :host_name, :now, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) + CAST(:lease AS BIGINT));

-- name: renew_incarnation [sqlite]
UPDATE incarnation SET lease_end = :now + :lease WHERE id = :id;

-- name: renew_incarnation [postgres]
-- A lease that ended is not renewed: somebody may have taken over already.
UPDATE incarnation SET lease_end = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) + CAST(:lease AS BIGINT)
WHERE id = :id AND lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AND CAST(:now AS BIGINT) > 0;

-- name: delete_incarnation
DELETE FROM incarnation WHERE id = :id;
