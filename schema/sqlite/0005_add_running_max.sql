-- How many instances of a job run at once: its own number, or the setting limits.instances_per_job, as its newest instance brought it.
ALTER TABLE environment_job ADD COLUMN running_max INTEGER NOT NULL DEFAULT 5 CHECK (running_max > 0);
