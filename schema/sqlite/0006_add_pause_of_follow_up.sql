-- The length of the pause that ends at available_at, in microseconds: one that has not begun by the clock holds nothing up.
ALTER TABLE outbox ADD COLUMN pause INTEGER NOT NULL DEFAULT 0 CHECK (pause >= 0);
