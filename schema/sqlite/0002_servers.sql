-- Servers by the id that their data directory keeps. node_instance.log_host and node_attempt.log_host hold such an id; in rows of the
-- first version, which knew no ids, the name of the host.
CREATE TABLE server (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  host_name TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;
