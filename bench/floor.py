"""The floor of a deployment: the least that a database must do for one, as a handful of statements in one transaction.

No server, no API, no packages, claims or follow-ups. A table of heads stands for production and one of versions for what it points
to; bodies are stored before and known by digest. The transaction checks that every item finds the version that it expects, then
writes the new versions, the audit rows, the heads, and the deployment. The databases' own programs run it, at the durability the
product has; starting the program is part of the time, as the call is part of the product's, and is measured by itself too.
"""

import subprocess
import time

from places import psql

TABLES = {
    "sqlite": """
PRAGMA journal_mode = WAL;
CREATE TABLE head (object_id INTEGER PRIMARY KEY, version INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE version (object_id INTEGER, number INTEGER, digest TEXT NOT NULL, deployment INTEGER NOT NULL,
                      PRIMARY KEY (object_id, number)) WITHOUT ROWID;
CREATE TABLE item (package INTEGER, object_id INTEGER, expected INTEGER, digest TEXT NOT NULL, PRIMARY KEY (package, object_id)) WITHOUT ROWID;
CREATE TABLE audit (id INTEGER PRIMARY KEY, deployment INTEGER NOT NULL, object_id INTEGER NOT NULL, old INTEGER, new INTEGER NOT NULL);
CREATE TABLE deployment (id INTEGER PRIMARY KEY, item_count INTEGER NOT NULL);
WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count}) INSERT INTO head SELECT n, 1, hex(randomblob(32)) FROM g;
""",
    "postgres": """
CREATE TABLE head (object_id bigint PRIMARY KEY, version bigint NOT NULL, digest text NOT NULL);
CREATE TABLE version (object_id bigint, number bigint, digest text NOT NULL, deployment bigint NOT NULL, PRIMARY KEY (object_id, number));
CREATE TABLE item (package bigint, object_id bigint, expected bigint, digest text NOT NULL, PRIMARY KEY (package, object_id));
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, deployment bigint NOT NULL, object_id bigint NOT NULL, old bigint,
                    new bigint NOT NULL);
CREATE TABLE deployment (id bigint PRIMARY KEY, item_count bigint NOT NULL);
INSERT INTO head SELECT n, 1, encode(sha256(convert_to(n::text, 'UTF8')), 'hex') FROM generate_series(1, {count}) AS g(n);
""",
}
AFTER_FILL = {
    "sqlite": "INSERT INTO version SELECT object_id, 1, digest, 0 FROM head; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);",
    "postgres": "INSERT INTO version SELECT object_id, 1, digest, 0 FROM head;\nVACUUM ANALYZE;\nCHECKPOINT;",
}
CHECK = {
    "sqlite": "CREATE TEMP TABLE verdict (stale INTEGER CHECK (stale = 0)); INSERT INTO verdict SELECT count(*) FROM item i "
              "LEFT JOIN head h ON h.object_id = i.object_id WHERE i.package = {id} AND h.version IS NOT i.expected;",
    "postgres": "SELECT 1 / (CASE WHEN count(*) = 0 THEN 1 ELSE 0 END) FROM item i "
                "LEFT JOIN head h ON h.object_id = i.object_id WHERE i.package = {id} AND h.version IS DISTINCT FROM i.expected;",
}
BEGIN = {"sqlite": "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; BEGIN IMMEDIATE;", "postgres": "BEGIN;"}
# Nine of ten items are in production; the others have no head yet.
SWITCH = """
INSERT INTO version SELECT object_id, coalesce(expected, 0) + 1, digest, {id} FROM item WHERE package = {id};
INSERT INTO audit (deployment, object_id, old, new) SELECT {id}, object_id, expected, coalesce(expected, 0) + 1 FROM item WHERE package = {id};
UPDATE head SET version = i.expected + 1, digest = i.digest FROM item i WHERE i.package = {id} AND head.object_id = i.object_id;
INSERT INTO head SELECT object_id, 1, digest FROM item WHERE package = {id} AND expected IS NULL;
INSERT INTO deployment VALUES ({id}, {items});
COMMIT;
"""


class Floor:
    def __init__(self, kind, directory, new_database, count):
        """`new_database` makes a place of PostgreSQL; SQLite lies in the directory."""
        self.kind, self.count, self.id = kind, count, 0
        self.target = str(directory / "floor.db") if kind == "sqlite" else new_database().database_url
        self.run(TABLES[kind].format(count=count))
        self.run(AFTER_FILL[kind])

    def run(self, text):
        if self.kind == "postgres":
            return psql(self.target, text)
        done = subprocess.run(["sqlite3", "-bail", self.target], input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"sqlite3: {done.stderr[-1000:]}")
        return done.stdout

    def start_seconds(self):
        """Of the program alone."""
        started = time.perf_counter()
        self.run("SELECT 1;")
        return time.perf_counter() - started

    def deploy_seconds(self, items):
        self.id += 1
        new = items // 10
        drawn = f"SELECT object_id, version, digest FROM head WHERE object_id <= {self.count} " \
                f"ORDER BY (object_id + {self.id}) * 15485863 % 1000003 LIMIT {items - new}"
        self.run(
            f"INSERT INTO item SELECT {self.id}, object_id, version, digest FROM ({drawn}) AS x;\n"
            f"INSERT INTO item SELECT {self.id}, (SELECT max(object_id) FROM head) + row_number() OVER (), NULL, digest "
            f"FROM (SELECT digest FROM head LIMIT {new}) AS y;\n"
            + ("ANALYZE item;\nCHECKPOINT;" if self.kind == "postgres" else "PRAGMA wal_checkpoint(TRUNCATE);"))
        text = BEGIN[self.kind] + (CHECK[self.kind] + SWITCH).format(id=self.id, items=items)
        started = time.perf_counter()
        self.run(text)
        return time.perf_counter() - started
