"""32 callers package, deploy and revoke the same objects while readers page through production."""

import concurrent.futures
import random
import threading

from project_bodies import script
from release_steps import finished, generation_numbers, production, release
from store_dump import select

WRITERS, READERS, OBJECTS, ROUNDS = 24, 8, 12, 5
NAMES = [f"s{number}" for number in range(OBJECTS)]
REFUSALS = {"DLF.7001", "DLF.7002", "DLF.7003", "DLF.7006", "DLF.7007", "DLF.7008", "DLF.7009", "DLF.7050"}


def attempt(client, path, body, fits):
    """A call that may lose against another; its answer, or None when it was refused for a reason that fits."""
    answer = client.send("POST", path, json=body)
    if answer.status_code == 200:
        return answer.json() if answer.content else {}
    assert answer.json()["error_code"] in fits, f"{path}: {answer.status_code} {answer.text[:300]}"
    return None


class Traffic:
    """Each caller has clients of their own; what was answered is kept for the check."""

    def __init__(self, world):
        self.world, self.stop = world, threading.Event()
        self.deployed, self.revoked, self.mixed = [], [], []

    def write(self, seed):
        draw = random.Random(seed)
        developer, deployer = self.world.developer.but(), self.world.deployer.but()
        for round_number in range(ROUNDS):
            name = draw.choice(NAMES)
            developer.send("PUT", f"/v1/{{project_id}}/scripts/{name}", json=script(name, f"echo {seed} {round_number}\n"))
            free = [row for row in developer.pending_items()["data"] if row["package_flag"] == 0]
            if not free:
                continue
            chosen = draw.sample(free, min(len(free), draw.randint(1, 4)))
            body = {
                "apply_user_id": developer.user_id,
                "package_name": f"p{seed}",
                "pending_item_list": [row["pending_item_id"] for row in chosen],
                "approver_ids": [deployer.user_id],
            }
            made = attempt(developer, "/v2/{project_id}/factory/pending-items/package", body, REFUSALS)
            if made:
                self.finish(made["release_package_id"], developer, deployer, draw)

    def finish(self, package, developer, deployer, draw):
        """Two of them deploy, or one deploys and one revokes: one only may win."""
        path = "/v2/{project_id}/factory/release-packages/"
        if draw.random() < 0.3 and attempt(developer, path + "unpack", {"package_ids": [package]}, REFUSALS) is not None:
            self.revoked.append(package)
        for _ in range(2):
            answer = attempt(deployer, path + "deploy", {"package_ids": [package], "startup_mode": 0}, REFUSALS)
            if answer:
                self.deployed.append((package, answer["deploy_package_details"][0]["asy_task_id"]))

    def read(self):
        """Pages through one generation; each object must stand in it once, with one version."""
        viewer = self.world.viewer.but()
        while not self.stop.is_set():
            number = max(generation_numbers(viewer, self.world))
            first = self.page_through(viewer, number)
            second = production(viewer, self.world, number)
            if first != second or set(first) != {("script", name) for name in NAMES}:
                self.mixed.append((number, first, second))

    def page_through(self, viewer, number):
        rows, query = [], {"limit": 5}
        while query is not None:
            page = viewer.call("GET", f"{self.world.native}/environments/production/generations/{number}/objects", query=query)
            rows += page["items"]
            query = {"limit": 5, "after": page["next"]} if "next" in page else None
        assert len(rows) == len({row["object_id"] for row in rows}), "an object stands twice in a generation"
        return {(row["kind"], row["name"]): row["version"] for row in rows}


def test_callers_at_the_same_objects_leave_no_mixed_state(world):
    for name in NAMES:
        world.developer.create_script(script(name))
    release(world, *NAMES)
    traffic = Traffic(world)

    with concurrent.futures.ThreadPoolExecutor(WRITERS + READERS) as pool:
        readers = [pool.submit(traffic.read) for _ in range(READERS)]
        writers = [pool.submit(traffic.write, seed) for seed in range(WRITERS)]
        try:
            for writer in writers:
                writer.result()
        finally:
            traffic.stop.set()
        for reader in readers:
            reader.result()

    assert traffic.mixed == []
    tasks = {package: finished(world.viewer, task) for package, task in traffic.deployed}
    assert len(tasks) == len(traffic.deployed), "a package was deployed twice"
    assert tasks and not set(tasks) & set(traffic.revoked), "a package was deployed and revoked"
    check_history(world, [package for package, task in tasks.items() if task["status"] == "SUCCESSFUL"])


def check_history(world, deployed):
    """One generation a deployment, each with exactly the versions of its package over the one before."""
    numbers = sorted(generation_numbers(world.viewer, world))
    assert numbers == list(range(1, len(deployed) + 2))
    rows = world.viewer.call("GET", f"{world.native}/environments/production/generations", query={"limit": 1000})["items"]
    package_of = {row["number"]: row["package_id"] for row in rows}
    state = production(world.viewer, world, 1)
    for number in numbers[1:]:
        items = {
            ("script", row["item_name"]): row["pending_version"]
            for row in world.viewer.detail(package_of[number])["task_details"]
        }
        assert all(version > state[name] for name, version in items.items()), "a deployment lowered a version"
        state = {**state, **items}
        assert production(world.viewer, world, number) == state
    assert set(package_of.values()) >= set(deployed)
    memberships = select(world.server, "SELECT object_id FROM package_item WHERE is_open = 1")
    assert len(memberships) == len({row["object_id"] for row in memberships})


def test_one_of_many_equal_deploy_calls_wins(world):
    world.developer.create_script(script("a"))
    package = world.developer.package(["a"], [world.deployer.user_id])
    body = {"package_ids": [package], "startup_mode": 0}
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(
                lambda client: attempt(client, "/v2/{project_id}/factory/release-packages/deploy", body, {"DLF.7002"}),
                [world.deployer.but() for _ in range(16)],
            )
        )
    won = [answer for answer in answers if answer]
    assert len(won) == 1
    assert finished(world.viewer, won[0]["deploy_package_details"][0]["asy_task_id"])["status"] == "SUCCESSFUL"


def test_one_of_many_equal_creates_wins_and_versions_have_no_gaps(world):
    def create(client):
        return client.send("POST", "/v1/{project_id}/scripts", json=script("a")).status_code

    def update(pair):
        client, number = pair
        return client.send("PUT", "/v1/{project_id}/scripts/a", json=script("a", f"echo {number}\n")).status_code

    clients = [world.developer.but() for _ in range(12)]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(create, clients)) == [204] + [400] * 11
        assert set(pool.map(update, zip(clients, range(12)))) == {204}
    assert world.developer.show_script("a")["version"] == 13
    assert world.developer.pending_items()["total"] == 1
