-- A key that was made with a credential of one project opens that project only.
ALTER TABLE access_key ADD COLUMN is_for_home_only BIGINT NOT NULL DEFAULT 0 CHECK (is_for_home_only IN (0, 1));
