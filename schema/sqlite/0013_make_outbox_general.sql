-- The outbox is for effects of any kind: a subject and a payload in place of the deployment. SQLite cannot drop a column that a rule
-- names, so it is made anew.
CREATE TABLE outbox_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  available_at INTEGER NOT NULL,
  pause INTEGER NOT NULL DEFAULT 0 CHECK (pause >= 0),
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  holder_incarnation TEXT,
  CONSTRAINT outbox_subject_kind_unique UNIQUE (subject, kind)
) STRICT;

INSERT INTO outbox_new (id, kind, subject, payload, available_at, pause, attempt, fence, holder_incarnation)
SELECT o.id, o.kind, 'deployment:' || o.deployment_id, json_object('environment', d.environment_id), o.available_at, o.pause, o.attempt,
  o.fence, o.holder_incarnation
FROM outbox o JOIN deployment d ON d.id = o.deployment_id;

DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_available ON outbox (kind, available_at, id);
