-- Names are unique by the rules of a definition, which are asked whenever one is read. An attempt keeps looking up its run here, where that is
-- no statement.
CREATE TABLE narrow_node_instance (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'running', 'success', 'fail', 'skip', 'stopped')),
  waiting_for INTEGER NOT NULL CHECK (waiting_for >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  ready_at INTEGER,
  script_object_id INTEGER,
  script_version INTEGER,
  script_content TEXT,
  holder_incarnation TEXT,
  fence INTEGER NOT NULL,
  log_server TEXT,
  log_path TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  message TEXT,
  kind TEXT NOT NULL DEFAULT 'process',
  queue_class TEXT NOT NULL DEFAULT 'production' CHECK (queue_class IN ('production', 'test')),
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  handle TEXT,
  ready_pause INTEGER NOT NULL DEFAULT 0 CHECK (ready_pause >= 0),
  attempt_started_at INTEGER,
  PRIMARY KEY (instance_id, ordinal)
) STRICT, WITHOUT ROWID;

INSERT INTO narrow_node_instance (instance_id, ordinal, name, type, state, waiting_for, attempt, ready_at, script_object_id, script_version,
  script_content, holder_incarnation, fence, log_server, log_path, started_at, ended_at, message, kind, queue_class, tries, handle, ready_pause,
  attempt_started_at)
SELECT instance_id, ordinal, name, type, state, waiting_for, attempt, ready_at, script_object_id, script_version,
  script_content, holder_incarnation, fence, log_server, log_path, started_at, ended_at, message, kind, queue_class, tries, handle, ready_pause,
  attempt_started_at
FROM node_instance;

DROP TABLE node_instance;
ALTER TABLE narrow_node_instance RENAME TO node_instance;

CREATE INDEX node_instance_ready ON node_instance (kind, queue_class, ready_at, instance_id, ordinal) WHERE state = 'ready';
CREATE INDEX node_instance_running ON node_instance (holder_incarnation) WHERE state = 'running';
