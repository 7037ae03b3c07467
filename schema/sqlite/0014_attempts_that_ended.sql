-- A row of node_attempt is an attempt that ended. While it runs its node says when it began.
ALTER TABLE node_instance ADD COLUMN attempt_started_at INTEGER;

UPDATE node_instance SET attempt_started_at = (
  SELECT a.started_at FROM node_attempt a
  WHERE a.instance_id = node_instance.instance_id AND a.ordinal = node_instance.ordinal AND a.attempt = node_instance.attempt)
WHERE state = 'running';

DELETE FROM node_attempt WHERE ended_at IS NULL;
