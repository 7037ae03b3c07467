-- name: insert_environment
INSERT INTO environment (workspace_id, name, generation, fence) VALUES (:workspace_id, :name, 0, 0) RETURNING id;

-- name: find_environment
SELECT id, workspace_id, name, generation FROM environment WHERE id = :id;

-- name: find_environment_named
SELECT id, workspace_id, name, generation FROM environment WHERE workspace_id = :workspace_id AND name = :name;

-- name: lock_environment_shared [sqlite]
-- One writer at a time: reading is locking.
SELECT id, workspace_id, name, generation FROM environment WHERE id = :id;

-- name: lock_environment_shared [postgres]
SELECT id, workspace_id, name, generation FROM environment WHERE id = :id FOR SHARE;

-- name: lock_environment [sqlite]
SELECT e.id, e.workspace_id, e.name, e.generation, e.fence, e.holder_deployment_id, e.holder_incarnation,
  CASE WHEN i.id IS NULL THEN 0 ELSE 1 END AS holder_is_alive
FROM environment e LEFT JOIN incarnation i ON i.id = e.holder_incarnation
WHERE e.id = :id;

-- name: lock_environment [postgres]
-- Leases are compared by the database's clock, the only one that all servers share. A server whose session lock is free is gone
-- before its lease ends, which is enough here: what is claimed lies in the store only.
SELECT e.id, e.workspace_id, e.name, e.generation, e.fence, e.holder_deployment_id, e.holder_incarnation,
  CASE WHEN i.id IS NULL THEN 0 WHEN pg_try_advisory_xact_lock_shared(hashtextextended(i.id, 0)) THEN 0 ELSE 1 END AS holder_is_alive
FROM environment e LEFT JOIN incarnation i ON i.id = e.holder_incarnation
  AND i.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
WHERE e.id = :id FOR UPDATE OF e;

-- name: set_environment_holder
UPDATE environment SET holder_deployment_id = :deployment_id, holder_incarnation = :incarnation, fence = fence + 1
WHERE id = :id RETURNING fence;

-- name: clear_environment_holder
UPDATE environment SET holder_deployment_id = NULL, holder_incarnation = NULL WHERE id = :id;

-- name: advance_environment
-- The switch. No row changes when the environment is not where the deployment was planned.
UPDATE environment SET generation = :generation WHERE id = :id AND generation = :base;

-- name: insert_generation
INSERT INTO generation (environment_id, number, deployment_id, created_by, created_at, item_count)
VALUES (:environment_id, :number, :deployment_id, :created_by, :created_at, :item_count);

-- name: list_generations
SELECT g.number, g.deployment_id, d.package_id, p.name AS package_name, g.created_by, u.name AS created_by_name, g.created_at, g.item_count
FROM generation g
JOIN deployment d ON d.id = g.deployment_id
JOIN users u ON u.id = g.created_by
LEFT JOIN release_package p ON p.id = d.package_id
WHERE g.environment_id = :environment_id AND (:before = 0 OR g.number < :before)
ORDER BY g.number DESC LIMIT :limit;
