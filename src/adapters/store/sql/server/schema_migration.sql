-- Which migrations this database has had. The table is made by the first of all, so it is in no migration.

-- name: create_schema_migration [sqlite]
CREATE TABLE IF NOT EXISTS schema_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

-- name: create_schema_migration [postgres]
-- Types, and the order of texts, are SQLite's only with these words.
CREATE TABLE IF NOT EXISTS schema_migration (
  number bigint NOT NULL PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  applied_at bigint NOT NULL
);

-- name: list_schema_migrations
SELECT number, name FROM schema_migration ORDER BY number;

-- name: list_first_migrations
SELECT number, applied_at FROM schema_migration WHERE number <= 2 ORDER BY number;

-- name: insert_schema_migration
INSERT INTO schema_migration (number, name, applied_at) VALUES (:number, :name, :applied_at);
