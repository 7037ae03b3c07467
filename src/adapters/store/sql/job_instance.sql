-- name: insert_job_instance
-- Nothing comes back when its key is taken: (job, plan time) of a scheduled one, (deployment, job) of one that a deployment started.
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  deployment_id, definition, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at)
VALUES (:workspace_id, :environment_id, :object_id, :job_name, :job_name_folded, :kind, :plan_time, :version, :generation,
  :deployment_id, :definition, :parameters, 'waiting', 0, 0, 0, 0, :created_by, :submitted_at)
ON CONFLICT DO NOTHING RETURNING id;

-- name: insert_planned_instances [sqlite]
-- One scheduled instance for each plan time; what is there stays as it is.
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at)
SELECT :workspace_id, :environment_id, :object_id, :job_name, :job_name_folded, 0, planned.value, :version, :generation,
  :parameters, 'waiting', 0, 0, 0, 0, :submitted_at
FROM json_each(:plan_times) AS planned WHERE true ON CONFLICT DO NOTHING;

-- name: insert_planned_instances [postgres]
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at)
SELECT :workspace_id, CAST(:environment_id AS BIGINT), CAST(:object_id AS BIGINT), :job_name, :job_name_folded, 0, CAST(planned.value AS BIGINT),
  CAST(:version AS BIGINT), CAST(:generation AS BIGINT), :parameters, 'waiting', 0, 0, 0, 0, CAST(:submitted_at AS BIGINT)
FROM json_array_elements_text(CAST(:plan_times AS json)) AS planned(value) ON CONFLICT DO NOTHING;

-- name: find_job_instance
SELECT id, workspace_id, environment_id, object_id, job_name, kind, plan_time, version, generation, deployment_id, definition, parameters,
  state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at, started_at, ended_at, message
FROM job_instance WHERE workspace_id = :workspace_id AND id = :id;

-- name: list_job_instances
-- Always a row at least, for the total. states: a JSON list, or NULL for all.
WITH matching AS (
  SELECT id, row_number() OVER (ORDER BY plan_time DESC, id DESC) AS position
  FROM job_instance
  WHERE workspace_id = :workspace_id AND plan_time >= :planned_from
    AND (CAST(:planned_to AS BIGINT) IS NULL OR plan_time <= :planned_to)
    AND (CAST(:job_name AS TEXT) IS NULL OR job_name = :job_name)
    AND (CAST(:name_like AS TEXT) IS NULL OR job_name_folded LIKE :name_like ESCAPE '\')
    AND (CAST(:kind AS BIGINT) IS NULL OR kind = :kind)
    AND (CAST(:states AS TEXT) IS NULL OR replace(CAST(:states AS TEXT), :separator || state || :separator, '') <> :states)
)
SELECT counted.total, i.id, i.workspace_id, i.environment_id, i.object_id, i.job_name, i.kind, i.plan_time, i.version, i.generation,
  i.deployment_id, NULL AS definition, i.parameters, i.state, i.is_failure_ignored, i.is_stop_requested, i.has_failed, i.unfinished_nodes,
  i.created_by, i.submitted_at, i.started_at, i.ended_at, i.message
FROM (SELECT count(*) AS total FROM matching) AS counted
LEFT JOIN (SELECT id, position FROM matching
           WHERE position > CAST(:skip AS BIGINT) AND position <= CAST(:skip AS BIGINT) + CAST(:limit AS BIGINT)) AS page ON 1 = 1
LEFT JOIN job_instance i ON i.id = page.id
ORDER BY page.position NULLS LAST;

-- name: find_unfinished_instance
SELECT id FROM job_instance
WHERE environment_id = :environment_id AND object_id = :object_id AND ended_at IS NULL AND kind <> 2 LIMIT 1;

-- name: cancel_waiting_instances
-- Scheduling was stopped. Waiting instances of production have no nodes yet.
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
WHERE environment_id = :environment_id AND object_id = :object_id AND ended_at IS NULL AND state = 'waiting' AND kind <> 2;

-- name: cancel_removed_instances [sqlite]
-- Of jobs that the environment no longer holds.
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
WHERE id IN (
  SELECT i.id FROM job_instance i
  JOIN environment e ON e.id = i.environment_id
  WHERE i.environment_id = :environment_id AND i.ended_at IS NULL AND i.state = 'waiting' AND i.kind <> 2 AND NOT EXISTS (
    SELECT 1 FROM environment_object o WHERE o.environment_id = i.environment_id AND o.object_id = i.object_id
      AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation))
  LIMIT :limit);

-- name: cancel_removed_instances [postgres]
-- Chosen under lock, in one order: an instance that is admitted while we wait for its row is looked at again, and runs on.
WITH chosen AS MATERIALIZED (
  SELECT i.id FROM job_instance i
  JOIN environment e ON e.id = i.environment_id
  WHERE i.environment_id = :environment_id AND i.ended_at IS NULL AND i.state = 'waiting' AND i.kind <> 2 AND NOT EXISTS (
    SELECT 1 FROM environment_object o WHERE o.environment_id = i.environment_id AND o.object_id = i.object_id
      AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation))
  ORDER BY i.id LIMIT :limit FOR NO KEY UPDATE OF i
)
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
FROM chosen WHERE job_instance.id = chosen.id;

-- name: list_jobs_to_admit
-- Jobs with a waiting instance and room for it; running ones come first in the count.
SELECT DISTINCT environment_id, object_id FROM (
  SELECT u.environment_id, u.object_id, u.state, j.running_max,
    row_number() OVER (PARTITION BY u.environment_id, u.object_id ORDER BY u.state, u.plan_time, u.id) AS position
  FROM job_instance u
  JOIN environment_job j ON j.environment_id = u.environment_id AND j.object_id = u.object_id
  WHERE u.ended_at IS NULL
) AS unfinished
WHERE state = 'waiting' AND position <= running_max
ORDER BY environment_id, object_id LIMIT :limit;

-- name: list_instances_to_admit [sqlite]
SELECT id FROM (
  SELECT u.id, u.state, u.plan_time, j.running_max,
    row_number() OVER (PARTITION BY u.environment_id, u.object_id ORDER BY u.state, u.plan_time, u.id) AS position
  FROM json_each(:jobs) AS wanted
  CROSS JOIN environment_job j ON j.environment_id = wanted.value ->> 'environment' AND j.object_id = wanted.value ->> 'job'
  CROSS JOIN job_instance u ON u.environment_id = j.environment_id AND u.object_id = j.object_id AND u.ended_at IS NULL
) AS unfinished
WHERE state = 'waiting' AND position <= running_max ORDER BY plan_time, id;

-- name: list_instances_to_admit [postgres]
-- Lateral, so that each job's own are looked up: as many as may run at once, running ones first.
SELECT u.id FROM json_array_elements(CAST(:jobs AS json)) AS wanted(value)
JOIN environment_job j ON j.environment_id = CAST(wanted.value ->> 'environment' AS BIGINT)
  AND j.object_id = CAST(wanted.value ->> 'job' AS BIGINT)
CROSS JOIN LATERAL (
  SELECT x.id, x.state, x.plan_time FROM job_instance x
  WHERE x.environment_id = j.environment_id AND x.object_id = j.object_id AND x.ended_at IS NULL
  ORDER BY x.state, x.plan_time, x.id LIMIT j.running_max) AS u
WHERE u.state = 'waiting' ORDER BY u.plan_time, u.id;

-- name: lock_job_instances [sqlite]
SELECT id, workspace_id, environment_id, object_id, job_name, kind, plan_time, version, generation, deployment_id, definition, parameters,
  state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at, started_at, ended_at, message
FROM job_instance WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id;

-- name: lock_job_instances [postgres]
-- In one order, so that two servers do not wait for each other; nodes that refer to the row do not wait.
SELECT id, workspace_id, environment_id, object_id, job_name, kind, plan_time, version, generation, deployment_id, definition, parameters,
  state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at, started_at, ended_at, message
FROM job_instance WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS json)))
ORDER BY id FOR NO KEY UPDATE;

-- name: list_claimed_instances [sqlite]
-- What the attempts of these instances need to know of them.
SELECT i.id, i.workspace_id, i.environment_id, i.object_id, i.job_name, i.kind, i.plan_time, i.version, i.generation, i.deployment_id,
  i.definition, i.parameters, i.state, i.is_failure_ignored, i.is_stop_requested, i.has_failed, i.unfinished_nodes, i.created_by,
  i.submitted_at, i.started_at, i.ended_at, i.message, w.project_id
FROM job_instance i JOIN workspace w ON w.id = i.workspace_id
WHERE i.id IN (SELECT value FROM json_each(:ids)) ORDER BY i.id;

-- name: list_claimed_instances [postgres]
SELECT i.id, i.workspace_id, i.environment_id, i.object_id, i.job_name, i.kind, i.plan_time, i.version, i.generation, i.deployment_id,
  i.definition, i.parameters, i.state, i.is_failure_ignored, i.is_stop_requested, i.has_failed, i.unfinished_nodes, i.created_by,
  i.submitted_at, i.started_at, i.ended_at, i.message, w.project_id
FROM job_instance i JOIN workspace w ON w.id = i.workspace_id
WHERE i.id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS json))) ORDER BY i.id;

-- name: update_job_instance
-- The row is locked by the transaction that read it.
UPDATE job_instance SET state = :state, is_failure_ignored = :is_failure_ignored, is_stop_requested = :is_stop_requested,
  has_failed = :has_failed, unfinished_nodes = :unfinished_nodes, started_at = :started_at, ended_at = :ended_at, message = :message
WHERE id = :id;

-- name: count_unfinished_instances
SELECT state, count(*) AS total FROM job_instance WHERE ended_at IS NULL GROUP BY state ORDER BY state;
