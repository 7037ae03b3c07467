-- name: insert_deployment
INSERT INTO deployment (task_id, package_id, workspace_id, environment_id, state, starts_jobs, requested_by, requested_at, attempt,
  base_generation, generation, staged_through, staged_count, item_count, updated_at, ended_at)
VALUES (:task_id, :package_id, :workspace_id, :environment_id, :state, :starts_jobs, :requested_by, :requested_at, :attempt,
  :base_generation, :generation, :staged_through, :staged_count, :item_count, :updated_at, :ended_at)
RETURNING id;

-- name: find_deployment
SELECT id, task_id, package_id, workspace_id, environment_id, state, starts_jobs, requested_by, requested_at, attempt, base_generation,
  generation, staged_through, staged_count, item_count, updated_at, ended_at, failure_code, failure_message, culprit_object_id
FROM deployment WHERE id = :id;

-- name: find_deployment_by_task
SELECT d.id, d.task_id, d.package_id, d.workspace_id, d.environment_id, d.state, d.starts_jobs, d.requested_by, d.requested_at, d.attempt,
  d.base_generation, d.generation, d.staged_through, d.staged_count, d.item_count, d.updated_at, d.ended_at, d.failure_code,
  d.failure_message, d.culprit_object_id
FROM deployment d JOIN workspace w ON w.id = d.workspace_id
WHERE d.task_id = :task_id AND w.project_id = :project_id;

-- name: list_deployment_heads
SELECT d.id, d.task_id, d.package_id, d.workspace_id, d.environment_id, d.state, d.starts_jobs, d.requested_by, d.requested_at, d.attempt,
  d.base_generation, d.generation, d.staged_through, d.staged_count, d.item_count, d.updated_at, d.ended_at, d.failure_code,
  d.failure_message, d.culprit_object_id
FROM deployment d
WHERE d.id IN (SELECT min(h.id) FROM deployment h
               WHERE h.ended_at IS NULL AND h.state IN ('queued', 'staging') GROUP BY h.environment_id)
ORDER BY d.id;

-- name: update_deployment
UPDATE deployment SET state = :state, attempt = :attempt, base_generation = :base_generation, generation = :generation,
  staged_through = :staged_through, staged_count = :staged_count, updated_at = :updated_at, ended_at = :ended_at,
  failure_code = :failure_code, failure_message = :failure_message, culprit_object_id = :culprit_object_id
WHERE id = :id AND ended_at IS NULL;

-- name: find_queue_position
SELECT count(*) AS length, CAST(coalesce(sum(CASE WHEN id <= :id THEN 1 ELSE 0 END), 0) AS BIGINT) AS position, min(id) AS head_id
FROM deployment WHERE environment_id = :environment_id AND ended_at IS NULL AND state IN ('queued', 'staging');

-- name: find_package_of_deployment
SELECT package_id FROM deployment WHERE id = :id;

-- name: count_unfinished_deployments
SELECT count(*) AS total FROM deployment WHERE ended_at IS NULL;

-- name: insert_follow_up
INSERT INTO outbox (kind, deployment_id, available_at, attempt, fence) VALUES (:kind, :deployment_id, :now, 0, 0);

-- name: list_due_follow_ups [sqlite]
-- The first of each deployment only: they are done in order. A pause holds while begin <= now < end: a clock that was set back makes none
-- longer.
SELECT o.id, o.kind, o.deployment_id, d.environment_id, o.fence FROM outbox o JOIN deployment d ON d.id = o.deployment_id
WHERE (o.available_at <= :now OR o.available_at - o.pause > :now)
  AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.deployment_id = o.deployment_id AND earlier.id < o.id)
  AND (o.holder_incarnation IS NULL OR o.holder_incarnation = :incarnation
       OR NOT EXISTS (SELECT 1 FROM incarnation i WHERE i.id = o.holder_incarnation))
ORDER BY o.available_at, o.id LIMIT :limit;

-- name: list_due_follow_ups [postgres]
-- Skips what another server is just claiming; leases are compared by the database's clock, and a server whose session lock is
-- free is gone before its lease ends.
SELECT o.id, o.kind, o.deployment_id, d.environment_id, o.fence FROM outbox o JOIN deployment d ON d.id = o.deployment_id
WHERE (o.available_at <= :now OR o.available_at - o.pause > :now)
  AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.deployment_id = o.deployment_id AND earlier.id < o.id)
  AND (o.holder_incarnation IS NULL OR o.holder_incarnation = :incarnation
       OR NOT EXISTS (SELECT 1 FROM incarnation i WHERE i.id = o.holder_incarnation
                      AND i.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
                      AND NOT pg_try_advisory_xact_lock_shared(hashtextextended(i.id, 0))))
ORDER BY o.available_at, o.id LIMIT :limit FOR UPDATE OF o SKIP LOCKED;

-- name: claim_follow_up
UPDATE outbox SET holder_incarnation = :incarnation, fence = fence + 1, attempt = attempt + 1 WHERE id = :id RETURNING fence, attempt;

-- name: lock_follow_up
-- No row changes when somebody else took it over.
UPDATE outbox SET attempt = attempt WHERE id = :id AND fence = :fence;

-- name: find_follow_up
SELECT id FROM outbox WHERE id = :id;

-- name: postpone_follow_up
UPDATE outbox SET available_at = :until, pause = :pause, holder_incarnation = NULL WHERE id = :id AND fence = :fence;

-- name: delete_follow_up
DELETE FROM outbox WHERE id = :id AND fence = :fence;

-- name: count_follow_ups
SELECT count(*) AS total FROM outbox WHERE deployment_id = :deployment_id;
