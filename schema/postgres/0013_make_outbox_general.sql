-- The outbox is for effects of any kind: a subject and a payload in place of the deployment.
ALTER TABLE outbox ADD COLUMN subject TEXT COLLATE "C";
ALTER TABLE outbox ADD COLUMN payload TEXT COLLATE "C";
UPDATE outbox SET subject = 'deployment:' || deployment_id,
  payload = (SELECT CAST(json_build_object('environment', d.environment_id) AS TEXT) FROM deployment d WHERE d.id = outbox.deployment_id);
ALTER TABLE outbox ALTER COLUMN subject SET NOT NULL;
ALTER TABLE outbox ALTER COLUMN payload SET NOT NULL;
ALTER TABLE outbox DROP COLUMN deployment_id;
ALTER TABLE outbox ADD CONSTRAINT outbox_subject_kind_unique UNIQUE (subject, kind);
DROP INDEX outbox_available;
CREATE INDEX outbox_available ON outbox (kind, available_at, id);
