"""The binary as its own client: commands of a person, with the credentials file that they would have."""

import json
import os
import subprocess

from server_process import BINARY

COMMAND_SECONDS_MAX = 60


class CommandLine:
    def __init__(self, person, folder):
        """`person` is an ApiClient of a member of a workspace."""
        self.credentials = folder / f"{person.name}.json"
        self.credentials.write_text(
            json.dumps(
                {
                    "endpoint": person.endpoint,
                    "project_id": person.project_id,
                    "workspace_id": person.workspace,
                    "user_id": person.user_id,
                    "user_name": person.name,
                    "access_key": person.access,
                    "secret_key": person.secret,
                }
            )
        )

    def begin(self, *arguments):
        """The process of one command, under way."""
        return subprocess.Popen(
            [BINARY, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "SLIPWAY_CREDENTIALS": str(self.credentials)},
            text=True,
        )

    def run(self, *arguments, expect=0):
        """What it wrote to standard output and to standard error."""
        process = self.begin(*arguments)
        out, err = process.communicate(timeout=COMMAND_SECONDS_MAX)
        assert process.returncode == expect, (arguments, process.returncode, out, err)
        return out, err
