-- A job that is stopped has no next plan time: nothing would ever look at it, or it would be planned in spite of all. A plan time that
-- such a row holds was written after the job had been stopped. SQLite cannot add a rule to a table, so it is made anew.
CREATE TABLE environment_job_new (
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  status TEXT NOT NULL CHECK (status IN ('scheduling', 'paused', 'stopped')),
  started_at INTEGER,
  started_by TEXT REFERENCES users (id),
  parameters TEXT NOT NULL,
  planned_version INTEGER,
  planned_through INTEGER,
  next_plan_time INTEGER,
  PRIMARY KEY (environment_id, object_id),
  CONSTRAINT environment_job_stopped_has_no_plan CHECK (status <> 'stopped' OR next_plan_time IS NULL)
) STRICT, WITHOUT ROWID;

INSERT INTO environment_job_new (environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through,
  next_plan_time)
SELECT environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through,
  CASE WHEN status = 'stopped' THEN NULL ELSE next_plan_time END
FROM environment_job;

DROP TABLE environment_job;
ALTER TABLE environment_job_new RENAME TO environment_job;
CREATE INDEX environment_job_due ON environment_job (next_plan_time) WHERE next_plan_time IS NOT NULL;
