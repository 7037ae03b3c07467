-- fragment: and_not_set_aside
-- NOT IN, which PostgreSQL asks row by row of a hash. NOT EXISTS becomes a join: beside a table that was never analyzed, as one that is mostly
-- empty, it then expects no row to be left, and reads and sorts all that is ready.
AND n.instance_id NOT IN (SELECT x.instance_id FROM set_aside x WHERE x.instance_id IS NOT NULL)

-- fragment: and_not_kept
AND NOT EXISTS (SELECT 1 FROM kept_outcome k WHERE k.instance_id = n.instance_id AND k.ordinal = n.ordinal AND k.fence = n.fence)

-- fragment: columns_without_text
n.instance_id, n.ordinal, n.name, n.type, n.kind, n.queue_class, n.state, n.waiting_for, n.attempt, n.tries, n.ready_at, n.script_object_id, n.script_version,
  NULL AS script_content, n.holder_incarnation, n.fence, n.log_server, n.log_path, n.started_at, n.ended_at, n.message

-- fragment: what_a_claim_sets
state = 'running', attempt = attempt + 1, tries = tries + 1, fence = fence + 1, holder_incarnation = :incarnation, ready_at = NULL,
  handle = NULL, log_server = NULL, log_path = NULL, message = NULL, started_at = COALESCE(started_at, :now), attempt_started_at = :now

-- fragment: claimed_columns
instance_id, ordinal, name, type, kind, queue_class, state, waiting_for, attempt, tries, ready_at, script_object_id,
  script_version, script_content, holder_incarnation, fence, log_server, log_path, started_at, ended_at, message

-- name: insert_node_instance [sqlite]
INSERT INTO node_instance (instance_id, ordinal, name, type, kind, queue_class, state, waiting_for, attempt, tries, ready_at,
  script_object_id, script_version, script_content, fence, started_at, ended_at)
VALUES (:instance_id, :ordinal, :name, :type, :kind, :queue_class, :state, :waiting_for, 0, 0, :ready_at,
  :script_object_id, :script_version, :script_content, 0, :started_at, :ended_at);

-- name: insert_node_instance [postgres]
-- A value a row in each array.
INSERT INTO node_instance (instance_id, ordinal, name, type, kind, queue_class, state, waiting_for, attempt, tries, ready_at,
  script_object_id, script_version, script_content, fence, started_at, ended_at)
SELECT n.instance_id, n.ordinal, n.name, n.type, n.kind, n.queue_class, n.state, n.waiting_for, 0, 0, n.ready_at,
  n.script_object_id, n.script_version, n.script_content, 0, n.started_at, n.ended_at
FROM unnest(CAST(:instance_id AS BIGINT[]), CAST(:ordinal AS BIGINT[]), CAST(:name AS TEXT[]), CAST(:type AS TEXT[]),
  CAST(:kind AS TEXT[]), CAST(:queue_class AS TEXT[]), CAST(:state AS TEXT[]), CAST(:waiting_for AS BIGINT[]), CAST(:ready_at AS BIGINT[]),
  CAST(:script_object_id AS BIGINT[]), CAST(:script_version AS BIGINT[]), CAST(:script_content AS TEXT[]), CAST(:started_at AS BIGINT[]),
  (SELECT CAST(:ended_at AS BIGINT[])))
  AS n(instance_id, ordinal, name, type, kind, queue_class, state, waiting_for, ready_at, script_object_id, script_version, script_content,
       started_at, ended_at);

-- name: list_node_instances
SELECT {columns_without_text}
FROM node_instance n WHERE n.instance_id = :instance_id ORDER BY n.ordinal;

-- name: list_node_attempts
-- One that runs has no row yet: its node says of it what is known.
SELECT ordinal, attempt, outcome, exit_code, log_server, log_path, started_at, ended_at, message
FROM node_attempt WHERE instance_id = :instance_id
UNION ALL
SELECT ordinal, attempt, NULL, NULL, log_server, log_path, COALESCE(attempt_started_at, started_at), NULL, NULL
FROM node_instance WHERE instance_id = :instance_id AND state = 'running'
ORDER BY ordinal, attempt;

-- name: find_node_attempt
-- attempt NULL: the last one.
SELECT a.ordinal, a.attempt, a.outcome, a.exit_code, a.log_server, a.log_path, a.started_at, a.ended_at, a.message
FROM (
  SELECT n.ordinal, e.attempt, e.outcome, e.exit_code, e.log_server, e.log_path, e.started_at, e.ended_at, e.message
  FROM node_instance n JOIN node_attempt e ON e.instance_id = n.instance_id AND e.ordinal = n.ordinal
  WHERE n.instance_id = :instance_id AND n.name = :name
  UNION ALL
  SELECT n.ordinal, n.attempt, NULL, NULL, n.log_server, n.log_path, COALESCE(n.attempt_started_at, n.started_at), NULL, NULL
  FROM node_instance n
  WHERE n.instance_id = :instance_id AND n.name = :name AND n.state = 'running'
) AS a
WHERE CAST(:attempt AS BIGINT) IS NULL OR a.attempt = :attempt
ORDER BY a.attempt DESC LIMIT 1;

-- name: resolve_scripts
SELECT o.name, o.object_id, o.version FROM {texts names} AS wanted
CROSS JOIN environment_object o WHERE o.environment_id = :environment_id AND o.kind = 'script' AND o.name = wanted.value
  AND o.first_generation <= :generation AND (o.last_generation IS NULL OR o.last_generation >= :generation);

-- name: claim_ready_nodes [sqlite]
UPDATE node_instance SET {what_a_claim_sets}
WHERE (instance_id, ordinal) IN (
  SELECT instance_id, ordinal FROM (
    SELECT * FROM (
      SELECT n.instance_id, n.ordinal, n.ready_at FROM node_instance n
      WHERE n.state = 'ready' AND n.kind = :kind AND n.queue_class = 'production' AND n.ready_at <= :now
        {and_not_set_aside}
      ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT :limit)
    UNION ALL
    SELECT * FROM (
      SELECT n.instance_id, n.ordinal, n.ready_at FROM node_instance n
      WHERE n.state = 'ready' AND n.kind = :kind AND n.queue_class = 'test' AND n.ready_at <= :now
        {and_not_set_aside}
      ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT :test_limit))
  ORDER BY ready_at, instance_id, ordinal LIMIT :limit)
RETURNING {claimed_columns};

-- name: claim_ready_nodes [postgres]
-- Materialized, so that the rows are chosen once; one that another server is just claiming is left to it. A server whose
-- lease has ended claims nothing, though it may not know yet: others would take its process for lost and start another.
WITH claimant AS MATERIALIZED (
  SELECT 1 FROM incarnation c WHERE c.id = :incarnation
    AND c.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
), production AS MATERIALIZED (
  SELECT n.instance_id, n.ordinal, n.ready_at FROM node_instance n
  WHERE n.state = 'ready' AND n.kind = :kind AND n.queue_class = 'production' AND n.ready_at <= :now AND EXISTS (SELECT 1 FROM claimant)
    {and_not_set_aside}
  ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT :limit
  FOR UPDATE SKIP LOCKED
), tests AS MATERIALIZED (
  SELECT n.instance_id, n.ordinal, n.ready_at FROM node_instance n
  WHERE n.state = 'ready' AND n.kind = :kind AND n.queue_class = 'test' AND n.ready_at <= :now AND EXISTS (SELECT 1 FROM claimant)
    {and_not_set_aside}
  ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT :test_limit
  FOR UPDATE SKIP LOCKED
), due (due_instance, due_ordinal) AS MATERIALIZED (
  SELECT instance_id, ordinal FROM (SELECT * FROM production UNION ALL SELECT * FROM tests) AS both_classes
  ORDER BY ready_at, instance_id, ordinal LIMIT :limit
)
UPDATE node_instance SET {what_a_claim_sets}
FROM due WHERE instance_id = due_instance AND ordinal = due_ordinal
RETURNING {claimed_columns};

-- fragment: first_of_all [sqlite]
ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT 1

-- fragment: first_of_all [postgres]
-- Under lock, so that it is the one that is claimed next.
ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT 1 FOR UPDATE OF n SKIP LOCKED

-- name: find_first_to_claim
-- Whose node is claimed first: it may be what cannot be read or written.
SELECT n.instance_id FROM node_instance n
WHERE n.state = 'ready' AND n.kind = :kind AND n.queue_class IN ('production', 'test') AND n.ready_at <= :now
  AND (n.queue_class = 'production' OR CAST(:test_limit AS BIGINT) > 0)
  {and_not_set_aside}
{first_of_all};

-- name: list_version_contents [sqlite]
SELECT v.object_id, v.number, v.content FROM json_each(:versions) AS wanted
CROSS JOIN object_version v ON v.object_id = wanted.value ->> 'object' AND v.number = wanted.value ->> 'version';

-- name: list_version_contents [postgres]
SELECT v.object_id, v.number, v.content FROM json_array_elements(CAST(:versions AS json)) AS wanted(value)
JOIN object_version v ON v.object_id = CAST(wanted.value ->> 'object' AS BIGINT) AND v.number = CAST(wanted.value ->> 'version' AS BIGINT);

-- name: record_node_handle [sqlite]
-- A later server needs it to find again what runs.
UPDATE node_instance SET handle = :handle, log_server = :log_server, log_path = :log_path
WHERE instance_id = :instance_id AND ordinal = :ordinal AND fence = :fence AND state = 'running';

-- name: record_node_handle [postgres]
UPDATE node_instance n SET handle = new.handle, log_server = new.log_server, log_path = new.log_path
FROM unnest(CAST(:handle AS TEXT[]), CAST(:log_server AS TEXT[]), CAST(:log_path AS TEXT[]), CAST(:instance_id AS BIGINT[]),
  CAST(:ordinal AS BIGINT[]), (SELECT CAST(:fence AS BIGINT[]))) AS new(handle, log_server, log_path, instance_id, ordinal, fence)
WHERE n.instance_id = new.instance_id AND n.ordinal = new.ordinal AND n.fence = new.fence AND n.state = 'running';

-- name: list_nodes_of_attempts [sqlite]
-- The nodes whose attempts ended; script texts are not needed any more.
SELECT {columns_without_text}
FROM json_each(:nodes) AS wanted
CROSS JOIN node_instance n ON n.instance_id = wanted.value ->> 'instance' AND n.ordinal = wanted.value ->> 'ordinal';

-- name: list_nodes_of_attempts [postgres]
-- OFFSET 0: a look-up for each, whatever the planner thinks of the table.
SELECT n.* FROM json_to_recordset(CAST(:nodes AS json)) AS wanted(instance BIGINT, ordinal BIGINT)
CROSS JOIN LATERAL (
  SELECT {columns_without_text} FROM node_instance n WHERE n.instance_id = wanted.instance AND n.ordinal = wanted.ordinal OFFSET 0) AS n;

-- name: list_free_nodes [sqlite]
SELECT n.instance_id, n.ordinal FROM json_each(:nodes) AS wanted
CROSS JOIN node_instance n ON n.instance_id = wanted.value ->> 'instance' AND n.ordinal = wanted.value ->> 'ordinal';

-- name: list_free_nodes [postgres]
-- A transaction whose commit is still to come holds its rows.
SELECT n.instance_id, n.ordinal FROM json_to_recordset(CAST(:nodes AS json)) AS wanted(instance BIGINT, ordinal BIGINT)
JOIN node_instance n ON n.instance_id = wanted.instance AND n.ordinal = wanted.ordinal
ORDER BY n.instance_id, n.ordinal FOR UPDATE OF n SKIP LOCKED;

-- name: update_node_instance [sqlite]
-- Guarded by the fence: a claim that somebody else took over meanwhile is not touched. A node with a holder is claimed with this, which
-- its new fence says; no other runs any more.
UPDATE node_instance SET state = :state, waiting_for = :waiting_for, attempt = :attempt, tries = :tries, ready_at = :ready_at,
  ready_pause = :ready_pause, holder_incarnation = :holder_incarnation, handle = NULL, log_server = :log_server, log_path = :log_path,
  started_at = :started_at, attempt_started_at = COALESCE(:claimed_at, attempt_started_at), ended_at = :ended_at, message = :message, fence = :fence
WHERE instance_id = :instance_id AND ordinal = :ordinal AND fence = :fence - (:holder_incarnation IS NOT NULL);

-- name: update_node_instance [postgres]
UPDATE node_instance n SET state = new.state, waiting_for = new.waiting_for, attempt = new.attempt, tries = new.tries,
  ready_at = new.ready_at, ready_pause = new.ready_pause, holder_incarnation = new.holder_incarnation, handle = NULL,
  log_server = new.log_server, log_path = new.log_path, started_at = new.started_at, attempt_started_at = COALESCE(new.claimed_at, n.attempt_started_at), ended_at = new.ended_at,
  message = new.message, fence = new.fence
FROM unnest(CAST(:state AS TEXT[]), CAST(:waiting_for AS BIGINT[]), CAST(:attempt AS BIGINT[]), CAST(:tries AS BIGINT[]),
  CAST(:ready_at AS BIGINT[]), CAST(:ready_pause AS BIGINT[]), CAST(:holder_incarnation AS TEXT[]), CAST(:log_server AS TEXT[]), CAST(:log_path AS TEXT[]),
  CAST(:started_at AS BIGINT[]), CAST(:claimed_at AS BIGINT[]), CAST(:ended_at AS BIGINT[]), CAST(:message AS TEXT[]),
  CAST(:fence AS BIGINT[]), CAST(:instance_id AS BIGINT[]), (SELECT CAST(:ordinal AS BIGINT[])))
  AS new(state, waiting_for, attempt, tries, ready_at, ready_pause, holder_incarnation, log_server, log_path, started_at, claimed_at, ended_at, message,
         fence, instance_id, ordinal)
WHERE n.instance_id = new.instance_id AND n.ordinal = new.ordinal
  AND n.fence = new.fence - CASE WHEN new.holder_incarnation IS NULL THEN 0 ELSE 1 END;

-- name: insert_node_attempt [sqlite]
-- It ended; when it began its node says, which is changed afterwards.
INSERT INTO node_attempt (instance_id, ordinal, attempt, outcome, exit_code, log_server, log_path, started_at, ended_at, message)
SELECT n.instance_id, n.ordinal, :attempt, :outcome, :exit_code, :log_server, :log_path, COALESCE(n.attempt_started_at, :ended_at), :ended_at,
  :message
FROM node_instance n WHERE n.instance_id = :instance_id AND n.ordinal = :ordinal;

-- name: insert_node_attempt [postgres]
INSERT INTO node_attempt (instance_id, ordinal, attempt, outcome, exit_code, log_server, log_path, started_at, ended_at, message)
SELECT n.instance_id, n.ordinal, a.attempt, a.outcome, a.exit_code, a.log_server, a.log_path, COALESCE(n.attempt_started_at, a.ended_at),
  a.ended_at, a.message
FROM unnest(CAST(:attempt AS BIGINT[]), CAST(:outcome AS TEXT[]), CAST(:exit_code AS BIGINT[]), CAST(:log_server AS TEXT[]),
  CAST(:log_path AS TEXT[]), CAST(:ended_at AS BIGINT[]), CAST(:message AS TEXT[]), CAST(:instance_id AS BIGINT[]), (SELECT CAST(:ordinal AS BIGINT[])))
  AS a(attempt, outcome, exit_code, log_server, log_path, ended_at, message, instance_id, ordinal)
JOIN node_instance n ON n.instance_id = a.instance_id AND n.ordinal = a.ordinal;

-- name: skip_unstarted_nodes
-- Their instance failed; one that waits for its next attempt has failed itself. A row for each node, to be counted.
UPDATE node_instance SET state = CASE WHEN attempt > 0 THEN 'fail' ELSE 'skip' END, ready_at = NULL, ended_at = :now
WHERE instance_id {in ids} AND state IN ('waiting', 'ready') RETURNING instance_id;

-- name: stop_unstarted_nodes
UPDATE node_instance SET state = 'stopped', ready_at = NULL, ended_at = :now
WHERE instance_id = :instance_id AND state IN ('waiting', 'ready') RETURNING instance_id;

-- name: list_running_attempts
-- One whose outcome is kept runs no more.
SELECT n.instance_id, n.ordinal, n.attempt, n.fence FROM node_instance n
WHERE n.state = 'running' AND n.holder_incarnation = :incarnation {and_not_kept} ORDER BY n.instance_id, n.ordinal;

-- name: list_attempts_to_stop
SELECT n.instance_id, n.ordinal, n.attempt, n.fence FROM node_instance n
JOIN job_instance i ON i.id = n.instance_id
WHERE n.state = 'running' AND n.holder_incarnation = :incarnation AND i.is_stop_requested = 1 {and_not_kept};

-- name: take_over_node
UPDATE node_instance SET holder_incarnation = :incarnation, fence = fence + 1
WHERE instance_id = :instance_id AND ordinal = :ordinal AND attempt = :attempt AND fence = :fence AND state = 'running';

-- name: list_lost_attempts [sqlite]
-- One server owns the file: an incarnation that has no row is dead. The index is named since the order could make all nodes look cheaper.
SELECT n.instance_id, n.ordinal, n.name, n.type, n.attempt, n.fence, n.handle, i.workspace_id
FROM node_instance n INDEXED BY node_instance_running JOIN job_instance i ON i.id = n.instance_id
WHERE n.state = 'running' AND NOT EXISTS (SELECT 1 FROM incarnation c WHERE c.id = n.holder_incarnation)
  {and_not_kept}
ORDER BY n.instance_id, n.ordinal LIMIT :limit;

-- name: list_lost_attempts [postgres]
-- A process may live until the lease ends, by the clock that all servers share.
SELECT n.instance_id, n.ordinal, n.name, n.type, n.attempt, n.fence, n.handle, i.workspace_id
FROM node_instance n JOIN job_instance i ON i.id = n.instance_id
WHERE n.state = 'running' AND NOT EXISTS (
  SELECT 1 FROM incarnation c WHERE c.id = n.holder_incarnation
    AND c.lease_end > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT))
  {and_not_kept}
ORDER BY n.instance_id, n.ordinal LIMIT :limit;

-- name: look_for_work
-- A row for each queue, with its first ready node: one entry of an index each (a MIN over NOT EXISTS would read them all on PostgreSQL). A
-- pause that begins behind the clock is over. What is not of a queue stands in every row.
WITH queue (kind, queue_class) AS (
  VALUES ('none', 'production'), ('none', 'test'), ('process', 'production'), ('process', 'test'), ('flow', 'production'), ('flow', 'test')
)
SELECT q.kind, q.queue_class,
  (SELECT n.ready_at FROM node_instance n WHERE n.state = 'ready' AND n.kind = q.kind AND n.queue_class = q.queue_class
   {and_not_set_aside} ORDER BY n.ready_at LIMIT 1) AS ready_at,
  EXISTS (SELECT 1 FROM environment_job j WHERE j.waiting_count > 0 AND j.running_count < j.running_max) AS may_admit,
  EXISTS (SELECT 1 FROM node_instance n JOIN job_instance i ON i.id = n.instance_id
          WHERE n.state = 'running' AND n.holder_incarnation = :incarnation AND i.is_stop_requested = 1 {and_not_kept}) AS has_stops,
  (SELECT count(*) FROM node_instance n
   WHERE n.state = 'running' AND n.holder_incarnation = :incarnation {and_not_kept}) AS running_count,
  (SELECT count(*) FROM set_aside WHERE task = 'run') AS set_aside_count,
  (SELECT MIN(CASE WHEN paused_at > :now THEN 0 ELSE next_try END) FROM set_aside WHERE task = 'run') AS next_try
FROM queue q;

-- name: make_ahead_nodes_ready [sqlite]
-- A pause holds while begin <= now < end: what was made ready by a clock that was ahead is ready now.
UPDATE node_instance SET ready_at = :now, ready_pause = 0 WHERE state = 'ready' AND ready_at > :now AND ready_at - ready_pause > :now;

-- name: make_ahead_nodes_ready [postgres]
-- Without waiting: whoever holds one is just moving it.
WITH ahead AS MATERIALIZED (
  SELECT instance_id, ordinal FROM node_instance
  WHERE state = 'ready' AND ready_at > :now AND ready_at - ready_pause > :now
  ORDER BY instance_id, ordinal FOR UPDATE SKIP LOCKED
)
UPDATE node_instance n SET ready_at = :now, ready_pause = 0
FROM ahead WHERE n.instance_id = ahead.instance_id AND n.ordinal = ahead.ordinal;

-- name: list_passable_nodes
-- Ready nodes that need no executor: what an earlier transaction left.
SELECT n.instance_id, n.ordinal FROM node_instance n
WHERE n.state = 'ready' AND n.kind = 'none' AND n.queue_class IN ('production', 'test') {and_not_set_aside}
ORDER BY n.ready_at, n.instance_id, n.ordinal LIMIT :limit;
