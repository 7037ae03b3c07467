-- What belongs to a job in an environment. Its rows are also what is locked while instances of the job are admitted.

-- fragment: and_not_set_aside
AND (j.environment_id, j.object_id) NOT IN (SELECT x.environment_id, x.object_id FROM set_aside x WHERE x.instance_id IS NULL)

-- name: find_environment_job
SELECT environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through, next_plan_time
FROM environment_job WHERE environment_id = :environment_id AND object_id = :object_id;

-- name: ensure_environment_jobs
-- In one order, so that two who make the same rows do not wait for each other.
INSERT INTO environment_job (environment_id, object_id, status, parameters)
SELECT CAST(:environment_id AS BIGINT), wanted.value, 'stopped', '{}' FROM {set jobs} AS wanted WHERE true ORDER BY 2
ON CONFLICT (environment_id, object_id) DO NOTHING;

-- fragment: held_in_order [sqlite]

-- fragment: held_in_order [postgres]
ORDER BY j.object_id FOR UPDATE OF j

-- name: wait_for_environment_jobs
-- Whoever holds one is waited for.
SELECT j.environment_id, j.object_id, j.status, j.started_at, j.started_by, j.parameters, j.planned_version, j.planned_through,
  j.next_plan_time
FROM {set jobs} AS wanted
CROSS JOIN environment_job j WHERE j.environment_id = :environment_id AND j.object_id = wanted.value
{held_in_order};

-- name: upsert_environment_job [sqlite]
INSERT INTO environment_job (environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through, next_plan_time)
VALUES (:environment_id, :object_id, :status, :started_at, :started_by, :parameters, :planned_version, :planned_through, :next_plan_time)
ON CONFLICT (environment_id, object_id) DO UPDATE SET
  status = excluded.status, started_at = excluded.started_at, started_by = excluded.started_by, parameters = excluded.parameters,
  planned_version = excluded.planned_version, planned_through = excluded.planned_through, next_plan_time = excluded.next_plan_time;

-- name: upsert_environment_job [postgres]
INSERT INTO environment_job (environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through, next_plan_time)
SELECT * FROM unnest(CAST(:environment_id AS BIGINT[]), CAST(:object_id AS BIGINT[]), CAST(:status AS TEXT[]), CAST(:started_at AS BIGINT[]),
  CAST(:started_by AS TEXT[]), CAST(:parameters AS TEXT[]), CAST(:planned_version AS BIGINT[]), CAST(:planned_through AS BIGINT[]),
  CAST(:next_plan_time AS BIGINT[]))
ON CONFLICT (environment_id, object_id) DO UPDATE SET
  status = excluded.status, started_at = excluded.started_at, started_by = excluded.started_by, parameters = excluded.parameters,
  planned_version = excluded.planned_version, planned_through = excluded.planned_through, next_plan_time = excluded.next_plan_time;

-- name: update_environment_job_plan
-- Only while it is scheduling: who stopped it meanwhile is not undone.
UPDATE environment_job SET planned_version = :planned_version, planned_through = :planned_through, next_plan_time = :next_plan_time
WHERE environment_id = :environment_id AND object_id = :object_id AND status = 'scheduling';

-- name: make_ahead_jobs_due
-- What a clock that was ahead planned for years to come counts as planned now. Asked at a start and when the clock went back.
UPDATE environment_job SET next_plan_time = :now WHERE status = 'scheduling' AND planned_through > :now;

-- name: find_next_due_environment_job
-- Of those that are set aside their next try.
SELECT (SELECT j.next_plan_time FROM environment_job j WHERE j.next_plan_time IS NOT NULL
  {and_not_set_aside} ORDER BY j.next_plan_time LIMIT 1) AS next_plan_time,
  (SELECT MIN(CASE WHEN paused_at > :now THEN 0 ELSE next_try END) FROM set_aside WHERE task = 'plan') AS next_try;

-- name: list_due_environment_jobs
SELECT j.environment_id, j.object_id FROM environment_job j
WHERE j.next_plan_time IS NOT NULL AND j.next_plan_time <= :now
  {and_not_set_aside}
ORDER BY j.next_plan_time, j.environment_id, j.object_id LIMIT :limit;

-- name: lock_due_environment_jobs [sqlite]
-- The due jobs of one environment with the versions that it has held since they were planned, a row each, also ended ones: what a
-- switch left unplanned is planned as its version had it. A row that a deployment is about to close is still there: no generation ended it.
SELECT j.environment_id, j.object_id, j.status, j.started_at, j.started_by, j.parameters, j.planned_version, j.planned_through,
  j.next_plan_time, o.version AS held_version, o.name AS job_name, coalesce(CASE WHEN e.number IS NOT NULL THEN o.last_generation END,
  CAST(:generation AS BIGINT)) AS held_generation, b.created_at AS begins_at, e.created_at AS ends_at
FROM json_each(:jobs) AS wanted
CROSS JOIN environment_job j ON j.environment_id = :environment_id AND j.object_id = wanted.value
LEFT JOIN environment_object o ON o.environment_id = j.environment_id AND o.object_id = j.object_id
  AND o.first_generation <= :generation AND (o.last_generation IS NULL OR o.last_generation >= :generation
    OR coalesce(j.planned_through, j.next_plan_time) < (SELECT g.created_at FROM generation g
      WHERE g.environment_id = o.environment_id AND g.number = o.last_generation + 1))
LEFT JOIN generation b ON b.environment_id = o.environment_id AND b.number = o.first_generation
LEFT JOIN generation e ON e.environment_id = o.environment_id AND e.number = o.last_generation + 1 AND e.number <= :generation
WHERE j.next_plan_time IS NOT NULL AND j.next_plan_time <= :now
ORDER BY j.next_plan_time, j.object_id, o.first_generation;

-- name: lock_due_environment_jobs [postgres]
-- Lateral with a limit, so that what the environment holds is looked up for each job: without statistics the planner would compare every
-- job with all of it.
SELECT j.environment_id, j.object_id, j.status, j.started_at, j.started_by, j.parameters, j.planned_version, j.planned_through,
  j.next_plan_time, o.version AS held_version, o.name AS job_name, coalesce(CASE WHEN o.ended_by IS NOT NULL THEN o.last_generation END,
  CAST(:generation AS BIGINT)) AS held_generation, o.begins_at, o.ends_at
FROM json_array_elements_text(CAST(:jobs AS json)) AS wanted(value)
JOIN environment_job j ON j.environment_id = :environment_id AND j.object_id = CAST(wanted.value AS BIGINT)
LEFT JOIN LATERAL (
  SELECT x.version, x.name, x.first_generation, x.last_generation, b.created_at AS begins_at, e.number AS ended_by, e.created_at AS ends_at
  FROM environment_object x
  LEFT JOIN LATERAL (SELECT g.created_at FROM generation g
    WHERE g.environment_id = x.environment_id AND g.number = x.first_generation LIMIT 1) AS b ON true
  LEFT JOIN LATERAL (SELECT g.number, g.created_at FROM generation g
    WHERE g.environment_id = x.environment_id AND g.number = x.last_generation + 1 AND g.number <= :generation LIMIT 1) AS e ON true
  WHERE x.environment_id = j.environment_id AND x.object_id = j.object_id AND x.first_generation <= :generation
    AND (x.last_generation IS NULL OR x.last_generation >= :generation
      OR coalesce(j.planned_through, j.next_plan_time) < e.created_at)
  ORDER BY x.first_generation DESC LIMIT 10000) AS o ON true
WHERE j.next_plan_time IS NOT NULL AND j.next_plan_time <= :now
ORDER BY j.next_plan_time, j.object_id, o.first_generation
FOR UPDATE OF j SKIP LOCKED;

-- name: lock_jobs_to_admit [sqlite]
-- Jobs with a waiting instance and room for it, of an index that holds no others.
SELECT j.environment_id, j.object_id, j.running_max - j.running_count AS room FROM environment_job j
WHERE j.waiting_count > 0 AND j.running_count < j.running_max
ORDER BY j.environment_id, j.object_id LIMIT :limit;

-- name: lock_jobs_to_admit [postgres]
-- One that another server has locked is that server's to admit.
SELECT j.environment_id, j.object_id, j.running_max - j.running_count AS room FROM environment_job j
WHERE j.waiting_count > 0 AND j.running_count < j.running_max
ORDER BY j.environment_id, j.object_id LIMIT :limit
FOR NO KEY UPDATE SKIP LOCKED;

-- name: lock_environment_jobs [sqlite]
SELECT j.environment_id, j.object_id FROM json_each(:jobs) AS wanted
CROSS JOIN environment_job j ON j.environment_id = wanted.value ->> 'environment' AND j.object_id = wanted.value ->> 'job';

-- name: lock_environment_jobs [postgres]
-- Those that nobody else holds just now.
SELECT j.environment_id, j.object_id FROM json_to_recordset(CAST(:jobs AS json)) AS wanted(environment BIGINT, job BIGINT)
JOIN environment_job j ON j.environment_id = wanted.environment AND j.object_id = wanted.job
ORDER BY j.environment_id, j.object_id
FOR NO KEY UPDATE OF j SKIP LOCKED;

-- name: add_waiting_instances [sqlite]
-- So many were made. Every job with instances has a row; how many may run at once is what the newest of them brings.
INSERT INTO environment_job (environment_id, object_id, status, parameters, waiting_count, running_count, running_max)
VALUES (:environment_id, :object_id, 'stopped', '{}', :count, 0, :running_max)
ON CONFLICT (environment_id, object_id) DO UPDATE SET
  waiting_count = environment_job.waiting_count + excluded.waiting_count, running_max = excluded.running_max;

-- name: add_waiting_instances [postgres]
INSERT INTO environment_job (environment_id, object_id, status, parameters, waiting_count, running_count, running_max)
SELECT made.environment_id, made.object_id, 'stopped', '{}', made.count, 0, made.running_max
FROM unnest(CAST(:environment_id AS BIGINT[]), CAST(:object_id AS BIGINT[]), CAST(:count AS BIGINT[]), CAST(:running_max AS BIGINT[]))
  AS made(environment_id, object_id, count, running_max) ORDER BY 1, 2
ON CONFLICT (environment_id, object_id) DO UPDATE SET
  waiting_count = environment_job.waiting_count + excluded.waiting_count, running_max = excluded.running_max;

-- name: count_instances [sqlite]
-- Never below none: a counter that is wrong must stop nobody.
UPDATE environment_job SET waiting_count = max(waiting_count + :waiting, 0), running_count = max(running_count + :running, 0)
WHERE environment_id = :environment_id AND object_id = :object_id;

-- name: count_instances [postgres]
UPDATE environment_job j SET waiting_count = GREATEST(j.waiting_count + moved.waiting, 0),
  running_count = GREATEST(j.running_count + moved.running, 0)
FROM unnest(CAST(:waiting AS BIGINT[]), CAST(:running AS BIGINT[]), CAST(:environment_id AS BIGINT[]), (SELECT CAST(:object_id AS BIGINT[])))
  AS moved(waiting, running, environment_id, object_id)
WHERE j.environment_id = moved.environment_id AND j.object_id = moved.object_id;

-- fragment: where_changed
  JOIN environment e ON e.id = j.environment_id
  JOIN environment_object o ON o.environment_id = j.environment_id AND o.object_id = j.object_id
    AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation)
  JOIN generation g ON g.environment_id = o.environment_id AND g.number = o.first_generation
  WHERE j.environment_id = :environment_id AND j.status = 'scheduling'
    AND (j.planned_version IS DISTINCT FROM o.version OR j.planned_through < g.created_at)
    AND (j.next_plan_time IS NULL OR j.next_plan_time > :now)

-- fragment: where_removed
  JOIN environment e ON e.id = j.environment_id
  WHERE j.environment_id = :environment_id AND j.status <> 'stopped' AND NOT EXISTS (
    SELECT 1 FROM environment_object o WHERE o.environment_id = j.environment_id AND o.object_id = j.object_id
      AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation))

-- name: make_changed_jobs_due [sqlite]
-- Scheduling jobs whose plan was computed from another version than the environment holds now, or before it held that one.
UPDATE environment_job SET next_plan_time = :now
WHERE environment_id = :environment_id AND status = 'scheduling' AND object_id IN (
  SELECT j.object_id FROM environment_job j
{where_changed}
  LIMIT :limit);

-- name: make_changed_jobs_due [postgres]
-- Chosen under lock, in one order: a job that is stopped while we wait for its row is looked at again, and stays stopped.
WITH chosen AS MATERIALIZED (
  SELECT j.environment_id, j.object_id FROM environment_job j
{where_changed}
  ORDER BY j.object_id LIMIT :limit FOR UPDATE OF j
)
UPDATE environment_job SET next_plan_time = :now
FROM chosen WHERE environment_job.environment_id = chosen.environment_id AND environment_job.object_id = chosen.object_id;

-- name: make_removed_jobs_due [sqlite]
-- Jobs that the environment no longer holds and whose scheduling has not ended.
UPDATE environment_job SET next_plan_time = :now
WHERE environment_id = :environment_id AND status <> 'stopped' AND object_id IN (
  SELECT j.object_id FROM environment_job j
{where_removed}
  LIMIT :limit)
RETURNING object_id;

-- name: make_removed_jobs_due [postgres]
-- Chosen under lock, in one order.
WITH chosen AS MATERIALIZED (
  SELECT j.environment_id, j.object_id FROM environment_job j
{where_removed}
  ORDER BY j.object_id LIMIT :limit FOR UPDATE OF j
)
UPDATE environment_job SET next_plan_time = :now
FROM chosen WHERE environment_job.environment_id = chosen.environment_id AND environment_job.object_id = chosen.object_id
RETURNING environment_job.object_id;
