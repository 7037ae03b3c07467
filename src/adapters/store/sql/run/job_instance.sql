-- fragment: instance_columns
i.id, i.workspace_id, i.environment_id, i.object_id, i.job_name, i.kind, i.plan_time, i.version, i.generation, i.deployment_id, i.definition,
  i.parameters, i.state, i.is_failure_ignored, i.is_stop_requested, i.has_failed, i.unfinished_nodes, i.created_by, i.submitted_at,
  i.started_at, i.ended_at, i.message

-- fragment: and_not_set_aside
-- Why NOT IN: see node_instance.sql.
AND i.id NOT IN (SELECT x.instance_id FROM set_aside x WHERE x.instance_id IS NOT NULL)

-- fragment: held [sqlite]

-- fragment: held [postgres]
FOR NO KEY UPDATE

-- fragment: held_for_nobody_else [sqlite]

-- fragment: held_for_nobody_else [postgres]
FOR NO KEY UPDATE OF i SKIP LOCKED

-- fragment: and_lasts [sqlite]

-- fragment: and_lasts [postgres]
AND c.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)

-- name: insert_job_instance
-- Nothing comes back when its key is taken: (job, plan time) of a scheduled one, (deployment, job) of one that a deployment started.
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  deployment_id, definition, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at)
VALUES (:workspace_id, :environment_id, :object_id, :job_name, :job_name_folded, :kind, :plan_time, :version, :generation,
  :deployment_id, :definition, :parameters, 'waiting', 0, 0, 0, 0, :created_by, :submitted_at)
ON CONFLICT DO NOTHING RETURNING id;

-- name: insert_started_instances [sqlite]
-- One of each job; nothing comes back of one whose key is taken.
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  deployment_id, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at)
SELECT i.value ->> 'workspace', i.value ->> 'environment', i.value ->> 'job', i.value ->> 'name', i.value ->> 'folded', i.value ->> 'kind',
  i.value ->> 'plan_time', i.value ->> 'version', i.value ->> 'generation', i.value ->> 'starter', i.value ->> 'parameters',
  'waiting', 0, 0, 0, 0, i.value ->> 'created_by', i.value ->> 'submitted_at'
FROM json_each(:instances) AS i WHERE true ON CONFLICT DO NOTHING RETURNING object_id;

-- name: insert_started_instances [postgres]
INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
  deployment_id, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at)
SELECT i.workspace, i.environment, i.job, i.name, i.folded, i.kind, i.plan_time, i.version, i.generation, i.starter, i.parameters,
  'waiting', 0, 0, 0, 0, i.created_by, i.submitted_at
FROM json_to_recordset(CAST(:instances AS json)) AS i(workspace TEXT, environment BIGINT, job BIGINT, name TEXT, folded TEXT, kind BIGINT,
  plan_time BIGINT, version BIGINT, generation BIGINT, starter BIGINT, parameters TEXT, created_by TEXT, submitted_at BIGINT)
ON CONFLICT DO NOTHING RETURNING object_id;

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
SELECT {instance_columns}
FROM job_instance i WHERE i.workspace_id = :workspace_id AND i.id = :id;

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

-- name: list_running_if_full
SELECT i.id, j.running_max FROM environment_job j
JOIN job_instance i ON i.environment_id = j.environment_id AND i.object_id = j.object_id AND i.ended_at IS NULL AND i.state = 'running'
WHERE j.environment_id = :environment_id AND j.object_id = :object_id AND j.running_count >= j.running_max
ORDER BY i.id LIMIT :limit;

-- name: cancel_waiting_instances
-- Scheduling was stopped. Waiting instances of production have no nodes yet. A row for each, to be counted.
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
WHERE environment_id = :environment_id AND object_id = :object_id AND ended_at IS NULL AND state = 'waiting' AND kind <> 2
RETURNING job_instance.id, environment_id, object_id;

-- name: cancel_removed_instances [sqlite]
-- Of jobs that the environment no longer holds. A row for each, to be counted.
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
WHERE id IN (
  SELECT i.id FROM job_instance i
  JOIN environment e ON e.id = i.environment_id
  WHERE i.environment_id = :environment_id AND i.ended_at IS NULL AND i.state = 'waiting' AND i.kind <> 2 AND NOT EXISTS (
    SELECT 1 FROM environment_object o WHERE o.environment_id = i.environment_id AND o.object_id = i.object_id
      AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation))
  LIMIT :limit)
RETURNING job_instance.id, environment_id, object_id;

-- name: cancel_removed_instances [postgres]
-- Chosen under lock, each job before its instances: one that was admitted while we waited for it is looked at again, and left.
WITH removed AS MATERIALIZED (
  SELECT i.id FROM environment_job j
  JOIN job_instance i ON i.environment_id = j.environment_id AND i.object_id = j.object_id
  JOIN environment e ON e.id = i.environment_id
  WHERE i.environment_id = :environment_id AND i.ended_at IS NULL AND i.state = 'waiting' AND i.kind <> 2 AND NOT EXISTS (
    SELECT 1 FROM environment_object o WHERE o.environment_id = i.environment_id AND o.object_id = i.object_id
      AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation))
  ORDER BY i.id LIMIT :limit
  FOR NO KEY UPDATE OF j, i
)
UPDATE job_instance SET state = 'stopped', is_stop_requested = 1, ended_at = :now, message = :message
FROM removed WHERE job_instance.id = removed.id
RETURNING job_instance.id, environment_id, object_id;

-- name: lock_instances_to_admit [sqlite]
-- The first waiting ones of each job, as many as it has room for. 128 is the most that any job may run at once.
SELECT {instance_columns}
FROM (
  SELECT u.id, wanted.value ->> 'room' AS room,
    row_number() OVER (PARTITION BY u.environment_id, u.object_id ORDER BY u.plan_time, u.id) AS position
  FROM json_each(:jobs) AS wanted
  CROSS JOIN job_instance u ON u.id IN (
    SELECT i.id FROM job_instance i
    WHERE i.environment_id = wanted.value ->> 'environment' AND i.object_id = wanted.value ->> 'job' AND i.ended_at IS NULL
      AND i.state = 'waiting' {and_not_set_aside}
    ORDER BY i.plan_time, i.id LIMIT 128)
) AS first
CROSS JOIN job_instance i ON i.id = first.id
WHERE first.position <= first.room ORDER BY i.plan_time, i.id;

-- name: lock_instances_to_admit [postgres]
-- One that somebody is just stopping is left out.
SELECT {instance_columns}
FROM json_to_recordset(CAST(:jobs AS json)) AS wanted(environment BIGINT, job BIGINT, room BIGINT)
CROSS JOIN LATERAL (
  SELECT i.* FROM job_instance i
  WHERE i.environment_id = wanted.environment AND i.object_id = wanted.job AND i.ended_at IS NULL AND i.state = 'waiting'
    {and_not_set_aside}
  ORDER BY i.plan_time, i.id LIMIT wanted.room
  {held_for_nobody_else}
) AS i
ORDER BY i.plan_time, i.id;

-- name: find_first_to_admit
-- No more than its id: it may be what cannot be read. It is the one that is admitted next.
SELECT i.id FROM job_instance i
WHERE i.environment_id = :environment_id AND i.object_id = :object_id AND i.ended_at IS NULL AND i.state = 'waiting'
  {and_not_set_aside}
ORDER BY i.plan_time, i.id LIMIT 1 {held_for_nobody_else};

-- name: lock_job_instances
-- In one order, so that two servers do not wait for each other; nodes that refer to the row do not wait.
SELECT {instance_columns}
FROM job_instance i WHERE i.id {in ids} ORDER BY i.id {held};

-- name: lock_free_job_instances
-- The engine waits for nobody: one that somebody else holds is moved by a later round. One that is set aside counts in no counter, so
-- nobody moves it before it is taken back.
SELECT {instance_columns}
FROM job_instance i WHERE i.id {in ids} {and_not_set_aside} ORDER BY i.id {held_for_nobody_else};

-- name: lock_instances_to_move
-- As lock_free_job_instances, with what the nodes that start need to know. A server whose lease has ended claims nothing: see
-- claim_ready_nodes.
SELECT {instance_columns}, w.project_id, EXISTS (SELECT 1 FROM incarnation c WHERE c.id = :incarnation {and_lasts}) AS may_claim
FROM job_instance i JOIN workspace w ON w.id = i.workspace_id
WHERE i.id {in ids} {and_not_set_aside} ORDER BY i.id {held_for_nobody_else};

-- name: list_claimed_instances
-- What the attempts of these instances need to know of them.
SELECT {instance_columns}, w.project_id
FROM job_instance i JOIN workspace w ON w.id = i.workspace_id
WHERE i.id {in ids} ORDER BY i.id;

-- name: update_job_instance [sqlite]
-- The row is locked by the transaction that read it.
UPDATE job_instance SET state = :state, is_failure_ignored = :is_failure_ignored, is_stop_requested = :is_stop_requested,
  has_failed = :has_failed, unfinished_nodes = :unfinished_nodes, started_at = :started_at, ended_at = :ended_at, message = :message
WHERE id = :id;

-- name: update_job_instance [postgres]
UPDATE job_instance i SET state = new.state, is_failure_ignored = new.is_failure_ignored, is_stop_requested = new.is_stop_requested,
  has_failed = new.has_failed, unfinished_nodes = new.unfinished_nodes, started_at = new.started_at, ended_at = new.ended_at,
  message = new.message
FROM unnest(CAST(:state AS TEXT[]), CAST(:is_failure_ignored AS BIGINT[]), CAST(:is_stop_requested AS BIGINT[]),
  CAST(:has_failed AS BIGINT[]), CAST(:unfinished_nodes AS BIGINT[]), CAST(:started_at AS BIGINT[]), CAST(:ended_at AS BIGINT[]),
  CAST(:message AS TEXT[]), (SELECT CAST(:id AS BIGINT[])))
  AS new(state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, started_at, ended_at, message, id)
WHERE i.id = new.id;

-- name: count_unfinished_instances
SELECT state, count(*) AS total FROM job_instance WHERE ended_at IS NULL GROUP BY state ORDER BY state;
