-- A job that is stopped has no next plan time: nothing would ever look at it, or it would be planned in spite of all. A plan time that
-- such a row holds was written after the job had been stopped.
UPDATE environment_job SET next_plan_time = NULL WHERE status = 'stopped' AND next_plan_time IS NOT NULL;
ALTER TABLE environment_job ADD CONSTRAINT environment_job_stopped_has_no_plan CHECK (status <> 'stopped' OR next_plan_time IS NULL);
