-- How often a run was tried that was set aside and taken back, should it fail again; forgotten when it has ended.
CREATE TABLE past_set_aside (
  instance_id INTEGER NOT NULL PRIMARY KEY REFERENCES job_instance (id),
  tries INTEGER NOT NULL CHECK (tries > 0)
) STRICT;
