"""A server that is killed and comes back, and the scene that is played on it."""

import concurrent.futures
import json
import shutil

import requests

from project_bodies import job, node, runs_script, script
from release_steps import ENDED
from server_process import wait_until
from store_dump import select
from team import Team, World

# Another server takes over as soon as it may: leases are short and what nobody woke is looked for often.
SETTINGS = {"SLIPWAY_TIMINGS_LEASE": "1 s", "SLIPWAY_TIMINGS_LEASE_RENEWAL": "300 ms", "SLIPWAY_TIMINGS_POLL_INTERVAL": "100 ms"}
LOST = (requests.ConnectionError, requests.Timeout, json.JSONDecodeError)


def new_replica(new_server, of):
    """Another server on the same database: it needs the same key file."""
    replica = new_server("sqlite")
    replica.database_url = of.database_url
    replica.data_dir.mkdir(mode=0o700)
    shutil.copy(of.data_dir / "secret.key", replica.data_dir / "secret.key")
    return replica


class Survivor:
    def __init__(self, server):
        self.server = server
        server.start(environment=SETTINGS)
        self.team = Team(server)
        self.worlds = []

    def world(self):
        self.worlds.append(World(self.team))
        return self.worlds[-1]

    def restart(self, crash_point=None):
        """After a kill, or instead of one."""
        self.server.kill()
        self.server.start(environment=self._environment(crash_point))
        for world in self.worlds:
            world.follow(self.server.endpoint)

    def restart_and_crash(self, crash_point):
        """What is left to do leads there by itself, perhaps before the server is ready."""
        self.server.kill()
        self.server.launch(environment=self._environment(crash_point))
        self.wait_for_crash()

    def wait_for_crash(self, seconds=30.0):
        """The armed crash point must be passed."""
        wait_until(lambda: not self.server.is_running(), seconds, "the crash")
        assert self.server.wait() == -9

    def _environment(self, crash_point):
        return {**SETTINGS, **({"SLIPWAY_CRASH_POINT": crash_point} if crash_point else {})}


class Scene:
    """A workspace with a job whose nodes write down that they ran."""

    def __init__(self, survivor, node_directory):
        if not survivor.server.is_running():
            survivor.restart()
        self.survivor, self.directory = survivor, node_directory
        self.world = survivor.world()
        self.started = {}  # package: was it deployed with a start?

    def note(self, text="true"):
        """One line a run of a node; then what may take time."""
        return f"echo $SLIPWAY_INSTANCE_ID $SLIPWAY_NODE_NAME $SLIPWAY_ATTEMPT >> {self.directory}/ran\n{text}\n"

    def write_job(self, version, text="true"):
        """Scripts, and a job with two nodes, one after the other."""
        developer = self.world.developer
        bodies = [
            script("first", f"# {version}\n" + self.note(text)),
            *(script(f"more{number}", f"echo {version}\n") for number in range(3)),
        ]
        is_new = version == 1
        for body in bodies:
            (developer.create_script if is_new else developer.update_script)(body)
        body = job(
            "work",
            [runs_script("a", script_name="first"), node("b", "a", properties={"statement": self.note()})],
            description=f"version {version}",
        )
        (developer.create_job if is_new else developer.update_job)(body)
        return ["work", *(body["name"] for body in bodies)]

    def package(self, names):
        return self.world.developer.package(names, [self.world.deployer.user_id])

    def run_once(self, job):
        """The instance; None when the server died between the commit and its answer."""
        try:
            return self.world.operator.run_once(job)
        except LOST:
            return None

    def deploy(self, package):
        """The task, or None when the server died before it answered."""
        try:
            return self.world.deployer.deploy(package)[0]["asy_task_id"]
        except LOST:
            return None

    def end_deployment(self, package):
        """Waits for the end of what was asked for and its follow-up; asks again when it never arrived. The package's status."""

        def status():
            return self.world.viewer.detail(package)["release_package"]["deploy_status"]

        if status() == 1:
            assert self.deploy(package)
        wait_until(lambda: status() != 5, what="the end of the deployment")
        unfinished = f"SELECT id FROM deployment WHERE package_id = {package} AND ended_at IS NULL"
        wait_until(lambda: select(self.survivor.server, unfinished) == [], what="the end of the follow-up")
        return status()

    def end_runs(self):
        """Waits until every run has ended; the runs."""

        def rows():
            return self.world.viewer.instances("work", limit=1000)

        return wait_until(
            lambda: (found := rows()) is not None and all(row["status"] in ENDED for row in found) and (found,),
            what="the end of all runs",
        )[0]

    def lines(self):
        path = self.directory / "ran"
        return path.read_text().splitlines() if path.exists() else []


def create_scripts(world, names, workers=8):
    """Creates many scripts at once."""
    clients = [world.developer.but() for _ in range(workers)]

    def create(number):
        for name in names[number::workers]:
            clients[number].create_script(script(name))

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(create, range(workers)))


def package_everything(world):
    """Packages all free items, more than one page of them."""
    ids, offset = [], 0
    while page := world.developer.pending_items(offset=offset)["data"]:
        ids += [row["pending_item_id"] for row in page if row["package_flag"] == 0]
        offset += 1
    body = {
        "apply_user_id": world.developer.user_id,
        "package_name": "everything",
        "pending_item_list": ids,
        "approver_ids": [world.deployer.user_id],
    }
    return world.developer.call("POST", "/v2/{project_id}/factory/pending-items/package", json=body)["release_package_id"]
