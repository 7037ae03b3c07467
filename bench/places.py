"""Where a server keeps its rows while it is measured: a SQLite file, or a database of a PostgreSQL server of our own, both durable."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

from server_process import ROOT

TEST_POSTGRES = str(ROOT / "tools/test-postgres")


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class SqlitePlace:
    """The file in the server's data directory. Rows are written into it while the server is stopped."""

    kind = "sqlite"
    database_url = None

    def __init__(self, directory):
        self.path = directory / "data" / "slipway.db"

    def run(self, statements):
        """The statements in one transaction, without waiting for the disk before its end."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        with contextlib.closing(connection):
            connection.create_function("sha256_hex", 1, sha256, deterministic=True)
            connection.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;")
            connection.executescript("BEGIN;" + ";".join(statements) + ";COMMIT;")
            # What the server's own upkeep does, which rows from outside would else have to wait for.
            connection.executescript("PRAGMA synchronous = FULL; PRAGMA analysis_limit = 400; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")
        subprocess.run(["sync", str(self.path)], check=True)

    def select(self, statement):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)
        with contextlib.closing(connection):
            return [[str(cell) for cell in row] for row in connection.execute(statement)]

    def change(self, statement):
        """While the server runs."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            connection.execute(statement)

    def copy(self, directory):
        """The file has been copied with its folder."""
        return SqlitePlace(directory)

    def remove(self):
        """The file goes with its folder."""

    def process(self):
        """The database works in the server's process."""


class PostgresPlace:
    """A database of its own."""

    kind = "postgres"

    def __init__(self, admin, name, template="template1"):
        self.admin, self.name, self.copies = admin, name, 0
        psql(admin, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        given = dict(part.split("=", 1) for part in admin.split())
        self.host, self.port = given["host"], given["port"]
        self.database_url = f"postgresql://{given['user']}@/{name}?host={self.host}&port={self.port}"

    def run(self, statements, is_analyzed=True):
        function = "CREATE FUNCTION pg_temp.sha256_hex(value text) RETURNS text LANGUAGE sql IMMUTABLE AS " \
                   "$$ SELECT encode(sha256(convert_to(value, 'UTF8')), 'hex') $$"
        text = ";\n".join(["BEGIN", function, *statements, "COMMIT", "VACUUM ANALYZE" if is_analyzed else "", "CHECKPOINT", ""])
        psql(self.database_url, text.replace("sha256_hex(", "pg_temp.sha256_hex(").replace("pg_temp.pg_temp.", "pg_temp."))

    def select(self, statement):
        return [line.split("|") for line in psql(self.database_url, statement).splitlines()]

    def change(self, statement):
        psql(self.database_url, statement)

    def copy(self, _directory):
        """Nobody may be connected to it meanwhile."""
        self.copies += 1
        return PostgresPlace(self.admin, f"{self.name}_{self.copies}", self.name)

    def remove(self):
        psql(self.admin, f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def data_directory(self):
        return pathlib.Path(psql(self.admin, "SHOW data_directory").strip())

    def process(self):
        """The id of the PostgreSQL server's first process."""
        return int((self.data_directory() / "postmaster.pid").read_text().split()[0])

    def log_path(self):
        return self.data_directory().parent / "log"


def psql(url, text):
    """The rows as lines; any error ends the benchmark."""
    done = subprocess.run(["psql", url, "-qXAt", "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()[-2000:]}\nin: {text[:500]}")
    return done.stdout


class Postgres:
    """A durable PostgreSQL server for one run; it ends with this process however that ends."""

    def __init__(self):
        self.directory, self.admin, self.count = None, None, 0

    def place(self, _directory):
        if not self.directory:
            self.directory = tempfile.mkdtemp(prefix="slipway-pg.", dir="/tmp")
            started = subprocess.run(
                [TEST_POSTGRES, "start", self.directory, "--fsync", "on", "--watch", str(os.getpid())],
                check=True, stdout=subprocess.PIPE, text=True,
            )
            self.admin = started.stdout.strip().splitlines()[-1]
        self.count += 1
        return PostgresPlace(self.admin, f"bench{self.count}")

    def close(self):
        if self.directory:
            subprocess.run([TEST_POSTGRES, "remove", self.directory], check=False)
            shutil.rmtree(self.directory, ignore_errors=True)
