"""Another session of a server's database, as a second program has it: what it locks stays locked until it ends its transaction.

    with SecondSession(server) as other:
        other.begin_write()
        other.run("UPDATE job SET ...")          # holds the row on PostgreSQL, all writing on SQLite
        answer = pool.submit(world.developer.submit, ...)
        other.wait_until_somebody_waits()        # PostgreSQL only: SQLite does not tell
        other.commit()
"""

import sqlite3
import subprocess

from server_process import wait_until

END = "second session: end of answer"


class SecondSession:
    def __init__(self, server):
        self.url = server.database_url
        if self.url:
            self.session = _Psql(self.url)
            self.pid = self.session.run("SELECT pg_backend_pid()")[0]
        else:
            self.session = _Sqlite(server.data_dir / "slipway.db")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def begin_write(self):
        self.run("BEGIN" if self.url else "BEGIN IMMEDIATE")

    def begin_read(self):
        """Sees the database as it is now until the transaction ends, as a backup does."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.url else "BEGIN")
        self.run("SELECT count(*) FROM " + ("pg_class" if self.url else "sqlite_schema"))  # the snapshot is taken here

    def commit(self):
        self.run("COMMIT")

    def rollback(self):
        self.run("ROLLBACK")

    def run(self, statement):
        """The first column of its rows, as text."""
        return self.session.run(statement)

    def waiting_sessions(self):
        """How many want a lock that this one holds; asked beside it, since its transaction may have failed."""
        if not self.url:
            raise ValueError("SQLite does not tell who waits for its lock")
        beside = _Psql(self.url)
        try:
            return int(beside.run(f"SELECT count(*) FROM pg_stat_activity WHERE {self.pid} = ANY (pg_blocking_pids(pid))")[0])
        finally:
            beside.close()

    def wait_until_somebody_waits(self, sessions=1):
        wait_until(lambda: self.waiting_sessions() >= sessions, what="somebody who waits for what the second session holds")

    def close(self):
        """What is open is rolled back."""
        self.session.close()


class _Psql:
    def __init__(self, url):
        self.process = subprocess.Popen(
            ["psql", url, "-qXAt", "-F", "\t"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, statement):
        self.process.stdin.write(f"{statement};\n\\echo :ERROR {END}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            line = line.rstrip("\n")
            if line.endswith(END):
                if line.startswith("true"):
                    raise RuntimeError(f"{statement}: " + "\n".join(lines))
                return [row.split("\t")[0] for row in lines]
            lines.append(line)
        raise RuntimeError(f"{statement}: the session has ended: " + "\n".join(lines))

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class _Sqlite:
    def __init__(self, path):
        # Without an isolation level the module begins no transactions of its own.
        self.connection = sqlite3.connect(path, timeout=10, isolation_level=None)

    def run(self, statement):
        return [str(row[0]) for row in self.connection.execute(statement)]

    def close(self):
        self.connection.close()
