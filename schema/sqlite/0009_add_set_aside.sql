-- What cannot be recorded or judged is set aside alone, until it can: the others go on. A run that is set aside counts in
-- environment_job as neither waiting nor running.
CREATE TABLE set_aside (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL CHECK (task IN ('run', 'plan')),
  environment_id INTEGER NOT NULL,
  object_id INTEGER NOT NULL,
  instance_id INTEGER REFERENCES job_instance (id),
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 1),
  paused_at INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  CHECK ((task = 'run') = (instance_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX set_aside_instance ON set_aside (instance_id) WHERE instance_id IS NOT NULL;

CREATE UNIQUE INDEX set_aside_job ON set_aside (environment_id, object_id) WHERE instance_id IS NULL;

-- How an attempt of such a run ended. It is completed with that, and never run again.
CREATE TABLE kept_outcome (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  outcome TEXT,
  exit_code INTEGER,
  message TEXT,
  log_host TEXT,
  log_path TEXT,
  PRIMARY KEY (instance_id, ordinal)
) STRICT, WITHOUT ROWID;
