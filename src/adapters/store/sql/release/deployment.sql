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
