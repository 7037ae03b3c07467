"""Puts a database of the first version, and what belongs to it, where a server finds them."""

import json
import os
import pathlib
import pwd
import sqlite3
import subprocess

from api_client import ApiClient
from store_dump import select

HERE = pathlib.Path(__file__).resolve().parent / "first_version"
DIRECTORY = "/var/tmp/slipway-first-version"  # as in make_first_version.py
NODE_USER = "nobody"  # all nodes of the first version


class FirstVersion:
    """`root`, `developer` and so on are clients that sign with the keys of then."""

    def __init__(self, server, kind, directory):
        self.server, self.directory = server, directory
        self.story = json.loads((HERE / f"{kind}.json").read_text())
        self.workspace = self.story["workspace"]
        self.native = f"/api/v1/workspaces/{self.workspace}"
        self._restore_data_directory()
        self._restore_database((HERE / f"{kind}.sql").read_text().replace(DIRECTORY, str(directory)))
        self._leave_files_of_nodes()
        self.before = {table: self.rows(table) for table in ("job_instance", "node_attempt", "environment_job")}

    def _restore_data_directory(self):
        self.server.data_dir.mkdir(mode=0o700)
        key = self.server.data_dir / "secret.key"
        key.write_text(self.story["sealing_key"])
        key.chmod(0o600)
        for name, text in self.story["logs"].items():
            path = self.server.data_dir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def _restore_database(self, text):
        if self.server.database_url:
            subprocess.run(
                ["psql", self.server.database_url, "-qX", "-v", "ON_ERROR_STOP=1"],
                input=text,
                stdout=subprocess.DEVNULL,
                text=True,
                check=True,
            )
            return
        connection = sqlite3.connect(self.server.data_dir / "slipway.db")
        connection.executescript(text)
        connection.close()

    def _leave_files_of_nodes(self):
        """`ran` belongs to the user of the first version's nodes and to nobody else; with `go` no node hangs any more."""
        self.directory.chmod(0o777)
        (self.directory / "go").touch()
        ran = self.directory / "ran"
        ran.touch(mode=0o600)
        if os.geteuid() == 0:
            user = pwd.getpwnam(NODE_USER)
            os.chown(ran, user.pw_uid, user.pw_gid)

    def meet_people(self):
        for name, each in self.story["people"].items():
            client = ApiClient(
                self.server.endpoint,
                self.story["project_id"],
                each["access"],
                each["secret"],
                workspace=self.workspace,
                user_id=each["user_id"],
                name=each["name"],
            )
            setattr(self, name, client)

    def rows(self, table):
        return select(self.server, f"SELECT * FROM {table}")

    def run(self, instance):
        return self.viewer.call("GET", f"{self.native}/instances/{instance}")

    def lines_of(self, *instances):
        """What nodes of these runs have written since: (node, attempt)."""
        lines = [line.split() for line in (self.directory / "ran").read_text().splitlines()]
        return [(node, int(attempt)) for _, instance, node, attempt in lines if int(instance) in instances]

    def planned(self, job):
        """The plan times of its scheduled runs in milliseconds, in order."""
        statement = f"SELECT plan_time FROM job_instance WHERE job_name = '{job}' AND kind = 0 ORDER BY plan_time"
        return [row["plan_time"] // 1000 for row in select(self.server, statement)]
