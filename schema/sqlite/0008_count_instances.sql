-- How many instances of a job wait and run stands beside the job, and those that may be admitted have an index of their own: what
-- admits looks at no instance that must wait.
ALTER TABLE environment_job ADD COLUMN waiting_count INTEGER NOT NULL DEFAULT 0 CHECK (waiting_count >= 0);
ALTER TABLE environment_job ADD COLUMN running_count INTEGER NOT NULL DEFAULT 0 CHECK (running_count >= 0);

UPDATE environment_job SET
  waiting_count = (SELECT count(*) FROM job_instance i WHERE i.environment_id = environment_job.environment_id
    AND i.object_id = environment_job.object_id AND i.ended_at IS NULL AND i.state = 'waiting'),
  running_count = (SELECT count(*) FROM job_instance i WHERE i.environment_id = environment_job.environment_id
    AND i.object_id = environment_job.object_id AND i.ended_at IS NULL AND i.state = 'running');

CREATE INDEX environment_job_to_admit ON environment_job (environment_id, object_id)
  WHERE waiting_count > 0 AND running_count < running_max;

-- Nodes that need no executor end as soon as it is their turn.
UPDATE node_instance SET kind = 'none' WHERE type = 'Dummy';
