-- What was set aside, and how attempts of such runs ended. Both tables are empty while nothing is wrong.

-- fragment: set_aside_columns
x.task, x.environment_id, x.object_id, x.instance_id, x.code, x.reason, x.since, x.tries, x.paused_at, x.next_try

-- name: find_set_aside_instance
SELECT {set_aside_columns} FROM set_aside x WHERE x.instance_id = :instance_id;

-- name: lock_set_aside_instance [sqlite]
SELECT {set_aside_columns} FROM set_aside x WHERE x.instance_id = :instance_id;

-- name: lock_set_aside_instance [postgres]
-- One that another server is just trying again is that server's.
SELECT {set_aside_columns} FROM set_aside x WHERE x.instance_id = :instance_id FOR UPDATE SKIP LOCKED;

-- name: lock_set_aside_job [sqlite]
SELECT {set_aside_columns} FROM set_aside x
WHERE x.environment_id = :environment_id AND x.object_id = :object_id AND x.instance_id IS NULL;

-- name: lock_set_aside_job [postgres]
SELECT {set_aside_columns} FROM set_aside x
WHERE x.environment_id = :environment_id AND x.object_id = :object_id AND x.instance_id IS NULL FOR UPDATE SKIP LOCKED;

-- name: list_set_aside_instances
SELECT instance_id FROM set_aside WHERE instance_id IS NOT NULL ORDER BY instance_id;

-- name: list_set_aside_due
SELECT {set_aside_columns} FROM set_aside x
WHERE x.task = :task AND (x.next_try <= :now OR x.paused_at > :now) ORDER BY x.next_try, x.id LIMIT :limit;

-- name: upsert_set_aside_instance
INSERT INTO set_aside (task, environment_id, object_id, instance_id, code, reason, since, tries, paused_at, next_try)
VALUES ('run', :environment_id, :object_id, :instance_id, :code, :reason, :since, :tries, :paused_at, :next_try)
ON CONFLICT (instance_id) WHERE instance_id IS NOT NULL DO UPDATE SET
  code = excluded.code, reason = excluded.reason, tries = excluded.tries, paused_at = excluded.paused_at, next_try = excluded.next_try;

-- name: upsert_set_aside_job
INSERT INTO set_aside (task, environment_id, object_id, code, reason, since, tries, paused_at, next_try)
VALUES ('plan', :environment_id, :object_id, :code, :reason, :since, :tries, :paused_at, :next_try)
ON CONFLICT (environment_id, object_id) WHERE instance_id IS NULL DO UPDATE SET
  code = excluded.code, reason = excluded.reason, tries = excluded.tries, paused_at = excluded.paused_at, next_try = excluded.next_try;

-- name: delete_set_aside_instance
DELETE FROM set_aside WHERE instance_id = :instance_id;

-- name: delete_set_aside_job
DELETE FROM set_aside WHERE environment_id = :environment_id AND object_id = :object_id AND instance_id IS NULL;

-- name: delete_set_aside_ended
-- Runs that were cancelled while they were set aside.
DELETE FROM set_aside WHERE instance_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM job_instance i WHERE i.id = set_aside.instance_id AND i.ended_at IS NOT NULL);

-- name: hurry_set_aside_instance
UPDATE set_aside SET next_try = :now WHERE instance_id = :instance_id;

-- name: hurry_set_aside_jobs
UPDATE set_aside SET next_try = :now
WHERE instance_id IS NULL AND environment_id = :environment_id AND object_id {in jobs};

-- name: hurry_set_aside_environment
UPDATE set_aside SET next_try = :now WHERE instance_id IS NULL AND environment_id = :environment_id;

-- name: upsert_past_set_aside
INSERT INTO past_set_aside (instance_id, tries) VALUES (:instance_id, :tries)
ON CONFLICT (instance_id) DO UPDATE SET tries = excluded.tries;

-- name: find_past_set_aside
SELECT tries FROM past_set_aside WHERE instance_id = :instance_id;

-- name: delete_past_set_aside
DELETE FROM past_set_aside
WHERE EXISTS (SELECT 1 FROM job_instance i WHERE i.id = past_set_aside.instance_id AND i.ended_at IS NOT NULL);

-- name: find_set_aside_subject
-- No more of the run than its key: the rest may be what cannot be read.
SELECT environment_id, object_id, job_name, workspace_id, state FROM job_instance WHERE id = :instance_id;

-- name: find_set_aside_job_subject
SELECT o.name AS job_name, o.workspace_id FROM object o WHERE o.id = :object_id;

-- name: insert_kept_outcome
-- What was said first of a claim stands, and nothing of an earlier claim replaces it.
INSERT INTO kept_outcome (instance_id, ordinal, attempt, fence, outcome, exit_code, message, log_server, log_path)
VALUES (:instance_id, :ordinal, :attempt, :fence, :outcome, :exit_code, :message, :log_server, :log_path)
ON CONFLICT (instance_id, ordinal) DO UPDATE SET attempt = excluded.attempt, fence = excluded.fence, outcome = excluded.outcome,
  exit_code = excluded.exit_code, message = excluded.message, log_server = excluded.log_server, log_path = excluded.log_path
WHERE excluded.fence > kept_outcome.fence;

-- name: list_kept_outcomes
SELECT instance_id, ordinal, attempt, fence, outcome, exit_code, message, log_server, log_path
FROM kept_outcome WHERE instance_id = :instance_id ORDER BY ordinal;

-- name: delete_kept_outcomes
DELETE FROM kept_outcome WHERE instance_id = :instance_id;

-- name: count_set_aside
SELECT task, count(*) AS total FROM set_aside GROUP BY task ORDER BY task;
