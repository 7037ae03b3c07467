"""Deploying: who may, in which state, what each refusal says, what a failure leaves behind."""

from marks import api_test
from project_bodies import daily, job, node, runs_script, script
from release_steps import deploy_and_wait, finished, production, release
from server_process import wait_until
from store_dump import select
from team import Team, World

PATH = "/v2/{project_id}/factory/release-packages/deploy"


@api_test("DeployFactoryPackages")
def test_each_refusal_of_deploy_names_its_culprit_and_changes_nothing(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("a"))
    package = developer.package(["a"], [deployer.user_id])

    assert "999999" in deployer.refused("POST", PATH, 400, "DLF.7001", json={"package_ids": [package, "999999"]})
    assert "abc" in deployer.refused("POST", PATH, 400, "DLF.7001", json={"package_ids": ["abc", package]})
    assert "9" * 64 in deployer.refused("POST", PATH, 400, "DLF.7001", json={"package_ids": ["9" * 200, package]})
    assert package in deployer.refused("POST", PATH, 400, "DLF.7003", json={"package_ids": [package, package]})
    for ids in [], None, ["1"] * 101, [str(number) for number in range(1, 102)], package, {}:
        assert "package_ids" in deployer.refused("POST", PATH, 400, "DLF.7003", json={"package_ids": ids})
    assert "package_ids" in deployer.refused("POST", PATH, 400, "DLF.7003", json={})
    for mode in 2, -1, "1", True, 0.5:
        assert "startup_mode" in deployer.refused(
            "POST", PATH, 400, "DLF.3051", json={"package_ids": [package], "startup_mode": mode}
        )
    developer.refused("POST", PATH, 403, "DLF.6888", json={"package_ids": [package]})
    assert package in world.deployer2.refused("POST", PATH, 400, "DLF.7004", json={"package_ids": [package]})
    row = developer.detail(package)["release_package"]
    assert row["deploy_status"] == 1 and "deploy_user_id" not in row and "deploy_timestamp" not in row
    assert production(developer, world) == {}

    assert deploy_and_wait(deployer, package, startup_mode=0)["status"] == "SUCCESSFUL"
    assert package in deployer.refused("POST", PATH, 400, "DLF.7002", json={"package_ids": [package]})
    assert package in deployer.refused(
        "POST", "/v2/{project_id}/factory/release-packages/unpack", 400, "DLF.7002", json={"package_ids": [package]}
    )
    row = developer.detail(package)["release_package"]
    assert (row["deploy_user_name"], row["deploy_user_id"]) == ("deployer", deployer.user_id)
    assert row["deploy_timestamp"] >= row["apply_timestamp"]


def test_a_package_of_another_workspace_is_unknown(team, world):
    elsewhere = World(team)
    elsewhere.developer.create_script(script("a"))
    package = elsewhere.developer.package(["a"], [elsewhere.deployer.user_id])
    world.boss.refused("POST", PATH, 400, "DLF.7001", json={"package_ids": [package]})
    world.boss.refused("GET", "/v2/{project_id}/factory/release-packages/" + package, 400, "DLF.7001")
    task = deploy_and_wait(elsewhere.deployer, package)["id"]
    world.boss.refused("GET", "/v1/{project_id}/system-tasks/" + task, 400, "DLF.20810")


def test_a_workspace_admin_may_deploy_without_being_listed(world):
    world.developer.create_script(script("a"))
    package = world.developer.package(["a"], [world.deployer.user_id])
    assert deploy_and_wait(world.boss, package)["status"] == "SUCCESSFUL"


def test_an_approver_who_lost_his_role_may_not_deploy(world):
    world.developer.create_script(script("a"))
    package = world.developer.package(["a"], [world.deployer.user_id, world.deployer2.user_id])
    world.join(world.deployer, ["viewer"])
    world.deployer.refused("POST", PATH, 403, "DLF.6888", json={"package_ids": [package]})
    assert deploy_and_wait(world.deployer2, package)["status"] == "SUCCESSFUL"


def test_the_only_one_who_could_approve_may_deploy_his_own_package(team, world):
    alone = team.hire(team.next_name("alone")).but(workspace=world.workspace)
    world.join(alone, ["admin"])
    for person in (world.boss, world.deployer, world.deployer2):  # root, who made the workspace, stays and is not counted
        alone.call("DELETE", f"{world.native}/members/{person.user_id}", expect=204)
    alone.create_script(script("a"))
    package = alone.package(["a"], [alone.user_id])
    assert deploy_and_wait(alone, package)["status"] == "SUCCESSFUL"
    rows = alone.call("GET", f"{world.native}/audit")["items"]
    assert [row["detail"]["self_approved"] for row in rows if row["action"] == "package.deploy_requested"] == [True]


def test_an_applicant_who_may_not_deploy_is_no_approver_even_when_nobody_else_could(team, world):
    developer = world.developer
    for person in (world.deployer, world.deployer2, world.boss):
        world.root.call("DELETE", f"{world.native}/members/{person.user_id}", expect=204)
    developer.create_script(script("a"))
    packaging = "/v2/{project_id}/factory/pending-items/package"
    body = developer.package_body(["a"], [developer.user_id])
    assert developer.user_id in developer.refused("POST", packaging, 400, "DLF.7031", json=body)
    package = world.root.package(["a"], [world.root.user_id])
    assert deploy_and_wait(world.root, package)["status"] == "SUCCESSFUL"


def test_packages_of_one_call_enter_in_the_order_asked_and_a_failure_stops_no_other(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("base"))
    release(world, "base")
    developer.create_job(job("needs", [runs_script("n", script_name="base")]))
    needing = developer.package(["needs"], [deployer.user_id])
    developer.call("DELETE", "/v1/{project_id}/scripts/base", expect=204)
    deleting = developer.package(["base"], [deployer.user_id])
    developer.create_script(script("other"))
    other = developer.package(["other"], [deployer.user_id])

    rows = deployer.deploy(deleting, needing, other)

    assert [row["package_id"] for row in rows] == [int(deleting), int(needing), int(other)]
    assert len({row["asy_task_id"] for row in rows}) == 3
    tasks = [finished(developer, row["asy_task_id"]) for row in rows]
    assert [task["status"] for task in tasks] == ["SUCCESSFUL", "FAILED", "SUCCESSFUL"]
    assert "base" in tasks[1]["message"] and "needs" in tasks[1]["message"]
    assert tasks[1]["message"].startswith("DLF.7005: ")
    assert tasks[1]["subtasks"][0]["status"] == "FAILED" and tasks[1]["subtasks"][0]["message"] == tasks[1]["message"]
    assert production(developer, world) == {("script", "other"): 1}
    assert [row["deploy_status"] for row in developer.detail(needing)["task_details"]] == [3]

    # What failed stays in its package, and can be tried again or revoked.
    assert [(row["item_name"], row["package_flag"]) for row in developer.pending_items()["data"]] == [("needs", 1)]
    developer.create_script(script("base"))
    release(world, "base")
    assert deploy_and_wait(deployer, needing)["status"] == "SUCCESSFUL"
    assert production(developer, world) == {("script", "other"): 1, ("script", "base"): 1, ("job", "needs"): 1}


def test_a_failed_package_can_be_revoked(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("base"))
    release(world, "base")
    developer.create_job(job("needs", [runs_script("n", script_name="base")]))
    needing = developer.package(["needs"], [deployer.user_id])
    developer.call("DELETE", "/v1/{project_id}/scripts/base", expect=204)
    release(world, "base")
    assert deploy_and_wait(deployer, needing)["status"] == "FAILED"
    deployer.revoke(needing)
    row = developer.detail(needing)["release_package"]
    assert (row["delete_flag"], row["deploy_status"]) == (1, 3)
    assert [row["package_flag"] for row in developer.pending_items()["data"]] == [0]


def test_jobs_are_started_upstream_before_downstream(world):
    """Names would have it the other way round."""
    world.developer.create_job(job("z_first", schedule=daily()))
    world.developer.create_job(job("m_second", schedule=daily(dependJobs={"jobs": ["z_first"]})))
    world.developer.create_job(job("a_third", schedule=daily(dependJobs={"jobs": ["m_second"]})))
    package = world.developer.package(["z_first", "m_second", "a_third"], [world.deployer.user_id])
    deploy_and_wait(world.deployer, package)
    rows = select(
        world.server,
        "SELECT o.name, s.ordinal FROM start_journal s JOIN object o ON o.id = s.object_id"
        f" JOIN deployment d ON d.id = s.deployment_id WHERE d.package_id = {int(package)} ORDER BY s.ordinal",
    )
    assert [(row["name"], row["ordinal"]) for row in rows] == [("z_first", 0), ("m_second", 1), ("a_third", 2)]


def test_a_deployment_leaves_what_runs_on_its_own(world):
    """A job that is scheduling goes on scheduling; a stopped one stays stopped without startup_mode 1."""
    developer = world.developer
    for name in ("going", "resting"):
        developer.create_job(job(name, schedule=daily()))
    release(world, "going", "resting")
    world.operator.start("going")
    for name in ("going", "resting"):
        developer.update_job(job(name, [node("changed")], schedule=daily("0 0 4 * * ?")))
    package = release(world, "going", "resting")
    statuses = {row["name"]: row["status"] for row in developer.call("GET", "/v1/{project_id}/jobs")["jobs"]}
    assert statuses == {"going": "SCHEDULING", "resting": "STOPPED"}
    assert all("start_job_status" not in row for row in developer.detail(package)["task_details"])


def test_the_audit_log_tells_the_whole_story(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("a"))
    package = developer.package(["a"], [deployer.user_id])
    developer.revoke(package)
    release(world, "a")
    rows = world.viewer.call("GET", f"{world.native}/audit", query={"limit": 1000})["items"]
    story = [(row["action"], row.get("user_name")) for row in reversed(rows) if row["subject_kind"] == "package"]
    assert story == [
        ("package.created", "developer"),
        ("package.revoked", "developer"),
        ("package.created", "developer"),
        ("package.deploy_requested", "deployer"),
        ("package.deployed", "deployer"),
    ]


def test_in_a_simple_workspace_a_submit_is_live(team):
    simple = World(team, mode="simple")
    developer = simple.developer
    developer.create_script(script("a"))
    developer.create_job(job("direct", [runs_script("n", script_name="a")]))
    developer.update_script(script("a", "echo newer\n"))
    wait_until(lambda: production(developer, simple) == {("script", "a"): 2, ("job", "direct"): 1}, what="the third generation")
    assert production(developer, simple, 1) == {("script", "a"): 1}
    assert developer.pending_items()["total"] == 0
    instance = developer.run_once("direct")
    assert wait_until(lambda: developer.instance("direct", instance)["status"] == "success")


def test_in_a_simple_workspace_a_job_that_is_scheduling_is_not_deleted(team):
    simple = World(team, mode="simple")
    developer = simple.developer
    developer.create_job(job("nightly", schedule=daily()))
    wait_until(lambda: production(developer, simple) == {("job", "nightly"): 1}, what="the first generation")
    developer.start("nightly")
    assert "nightly" in developer.refused("DELETE", "/v1/{project_id}/jobs/nightly", 400, "DLF.7027")
    developer.call("POST", "/v1/{project_id}/jobs/nightly/stop", expect=204)
    developer.call("DELETE", "/v1/{project_id}/jobs/nightly", expect=204)
    wait_until(lambda: production(developer, simple) == {}, what="the second generation")


def test_a_setting_lets_the_operator_deploy(new_server):
    world = World(Team(new_server("sqlite").start(environment={"SLIPWAY_RELEASE_OPERATOR_MAY_DEPLOY": "true"})))
    world.developer.create_script(script("a"))
    package = world.developer.package(["a"], [world.operator.user_id])
    assert deploy_and_wait(world.operator, package)["status"] == "SUCCESSFUL"
    assert world.server.stop() == 0
