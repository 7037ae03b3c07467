-- What names a running attempt for its executor is one text that the executor made. Tries, which count against a node's retries,
-- stand beside the attempts; kind and queue class say whose places a node takes.
ALTER TABLE node_instance ADD COLUMN kind TEXT NOT NULL DEFAULT 'process';
ALTER TABLE node_instance ADD COLUMN queue_class TEXT NOT NULL DEFAULT 'production' CHECK (queue_class IN ('production', 'test'));
ALTER TABLE node_instance ADD COLUMN tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0);
ALTER TABLE node_instance ADD COLUMN handle TEXT;

UPDATE node_instance SET
  kind = CASE WHEN type = 'Dummy' THEN 'flow' ELSE 'process' END,
  queue_class = CASE WHEN EXISTS (SELECT 1 FROM job_instance i WHERE i.id = node_instance.instance_id AND i.kind = 2)
    THEN 'test' ELSE 'production' END,
  tries = attempt,
  handle = CASE WHEN process_id IS NOT NULL AND state = 'running'
    THEN '{"boot_id":"' || boot_id || '","pid":' || process_id || ',"start_ticks":' || process_start || '}' END;

ALTER TABLE node_instance DROP COLUMN process_id;
ALTER TABLE node_instance DROP COLUMN process_start;
ALTER TABLE node_instance DROP COLUMN boot_id;

DROP INDEX node_instance_ready;
CREATE INDEX node_instance_ready ON node_instance (kind, queue_class, ready_at, instance_id, ordinal) WHERE state = 'ready';
