"""Deployments of one environment wait for each other, and tell what for."""

import subprocess

import pytest

from project_bodies import script
from release_steps import finished, generation_numbers


class HeldEnvironment:
    """Holds the row of an environment in PostgreSQL from outside, so that nothing can enter it."""

    def __init__(self, server, workspace):
        self.session = subprocess.Popen(
            ["psql", server.database_url, "-qXAt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        where = f"workspace_id = '{workspace}' AND name = 'production'"
        self.session.stdin.write(f"BEGIN; SELECT 'held' FROM environment WHERE {where} FOR NO KEY UPDATE;\n")
        assert self.session.stdout.readline() == "held\n"

    def let_go(self):
        self.session.communicate("ROLLBACK;\n")


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
def test_what_a_deployment_waits_for_is_told(world):
    developer, deployer = world.developer, world.deployer
    packages = []
    for name in ("a", "b", "c"):
        developer.create_script(script(name))
        packages.append(developer.package([name], [deployer.user_id], name=name))
    held = HeldEnvironment(world.server, world.workspace)
    try:
        rows = deployer.deploy(*packages)
        tasks = [developer.task(row["asy_task_id"]) for row in rows]
        assert [task["status"] for task in tasks] == ["RUNNING"] * 3
        assert f"package {packages[0]}, position 2 of 3" in tasks[1]["message"]
        assert f"package {packages[0]}, position 3 of 3" in tasks[2]["message"]
        assert {row["deploy_status"] for row in developer.packages()["data"]} == {5}
        path = "/v2/{project_id}/factory/release-packages/"
        for call in ("deploy", "unpack"):
            assert packages[1] in deployer.refused("POST", path + call, 400, "DLF.7002", json={"package_ids": [packages[1]]})
    finally:
        held.let_go()

    assert [finished(developer, row["asy_task_id"])["status"] for row in rows] == ["SUCCESSFUL"] * 3
    history = developer.call("GET", f"{world.native}/environments/production/generations")["items"]
    assert [row["package_name"] for row in history] == ["c", "b", "a"], "in the order asked"
    assert generation_numbers(developer, world) == [3, 2, 1]
