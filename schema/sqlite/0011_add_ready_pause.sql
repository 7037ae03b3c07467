-- The length of the pause that ends at ready_at, in microseconds: one that has not begun by the clock holds nothing up.
ALTER TABLE node_instance ADD COLUMN ready_pause INTEGER NOT NULL DEFAULT 0 CHECK (ready_pause >= 0);
