"""The main job of the product: develop, submit, package, deploy, run."""

from marks import api_test
from project_bodies import daily, job, node, runs_script, script
from release_steps import deploy_and_wait, finished, node_log, production, release
from server_process import wait_until


@api_test(
    "CreateScript",
    "CreateJob",
    "ListFactoryPendingItems",
    "CreateFactoryPendingItemsPackage",
    "ListFactoryReleasePackages",
    "ShowFactoryPackageDetail",
    "DeployFactoryPackages",
    "ListSystemTasks",
    "ListJobInstances",
    "ShowJobInstance",
    "ShowNodeLog",
)
def test_a_package_is_deployed_in_one_switch_started_and_run(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("extract", "echo extracted $SLIPWAY_JOB_NAME\n"))
    developer.create_job(job("load", [runs_script("first", script_name="extract"), node("second", "first")]))
    items = developer.pending_items()
    assert items["total"] == 2
    assert {(row["item_name"], row["task_type"], row["update_type"], row["package_flag"]) for row in items["data"]} == {
        ("extract", 2, 1, 0),
        ("load", 1, 1, 0),
    }

    package = developer.package(["extract", "load"], [deployer.user_id], name="first release")
    assert {row["package_flag"] for row in developer.pending_items()["data"]} == {1}
    listed = developer.packages()
    assert [(row["package_id"], row["deploy_status"]) for row in listed["data"]] == [(package, 1)]

    rows = deployer.deploy(package)
    assert rows == [{"asy_subtask_num": 2, "asy_task_id": rows[0]["asy_task_id"], "package_id": int(package)}]
    task = finished(developer, rows[0]["asy_task_id"])
    assert task["status"] == "SUCCESSFUL", task
    assert {subtask["status"] for subtask in task["subtasks"]} == {"SUCCESSFUL"}
    assert task == developer.call("GET", "/v1/{project_id}/systemTasks/" + task["id"])

    detail = developer.detail(package)
    assert detail["release_package"]["deploy_status"] == 2
    assert {(row["item_name"], row["deploy_status"], row.get("start_job_status")) for row in detail["task_details"]} == {
        ("extract", 2, None),
        ("load", 2, 2),
    }
    assert developer.pending_items()["total"] == 0

    instance = wait_until(
        lambda: (rows := developer.instances("load")) and rows[0]["status"] == "success" and rows[0], what="success of the run"
    )
    shown = developer.instance("load", instance["instanceId"])
    assert [(row["nodeName"], row["status"]) for row in shown["nodes"]] == [("first", "success"), ("second", "success")]
    assert "extracted load" in node_log(developer, world, instance["instanceId"], "first")


def test_a_cron_job_of_a_package_is_scheduling_afterwards(world):
    world.developer.create_job(job("nightly", schedule=daily()))
    release(world, "nightly", startup_mode=1)
    rows = world.developer.call("GET", "/v1/{project_id}/jobs", query={"jobName": "nightly"})["jobs"]
    assert [row["status"] for row in rows] == ["SCHEDULING"]


def test_without_a_start_nothing_runs(world):
    world.developer.create_job(job("quiet"))
    package = release(world, "quiet", startup_mode=0)
    assert "start_job_status" not in world.developer.detail(package)["task_details"][0]
    assert world.developer.instances("quiet") == []


def test_a_start_that_fails_is_a_warning_and_the_release_stands(world):
    world.developer.create_job(job("odd", [node("sql", kind="DWSSQL", properties={})]))
    package = world.developer.package(["odd"], [world.deployer.user_id])
    task = deploy_and_wait(world.deployer, package)
    assert task["status"] == "WARNING", task
    assert "DWSSQL" in task["subtasks"][0]["message"] and "sql" in task["subtasks"][0]["message"]
    row = world.developer.detail(package)["task_details"][0]
    assert (row["deploy_status"], row["start_job_status"]) == (2, 3)
    starts = world.viewer.call("GET", f"{world.native}/packages/{package}/starts", query={"state": "failed"})["items"]
    assert [(start["job_name"], start["message"]) for start in starts] == [("odd", task["subtasks"][0]["message"])]
    assert production(world.viewer, world) == {("job", "odd"): 1}


@api_test("ListGenerations", "ListGenerationObjects")
def test_older_generations_stay_readable(world):
    developer = world.developer
    developer.create_script(script("a"))
    release(world, "a")
    developer.update_script(script("a", "echo newer\n"))
    developer.create_script(script("b"))
    package = release(world, "a", "b")

    rows = world.viewer.call("GET", f"{world.native}/environments/production/generations")["items"]
    assert [(row["number"], row["item_count"], row["user_name"]) for row in rows] == [(2, 2, "deployer"), (1, 1, "deployer")]
    assert (rows[0]["package_id"], rows[0]["package_name"]) == (package, "release")
    assert production(developer, world) == {("script", "a"): 2, ("script", "b"): 1}
    assert production(developer, world, 1) == {("script", "a"): 1}
    first = world.viewer.call("GET", f"{world.native}/environments/production/generations/2/objects", query={"limit": 1})
    second = world.viewer.call(
        "GET", f"{world.native}/environments/production/generations/2/objects", query={"limit": 1, "after": first["next"]}
    )
    assert [row["name"] for row in first["items"] + second["items"]] == ["a", "b"]
    world.viewer.refused(
        "GET", f"{world.native}/environments/production/generations/3/objects", 404, "environment.generation_not_found"
    )
    world.viewer.refused("GET", f"{world.native}/environments/staging/generations", 404, "environment.not_found")


def test_a_deletion_is_released_like_a_change(world):
    developer = world.developer
    developer.create_script(script("used"))
    developer.create_job(job("user", [runs_script("n", script_name="used")]))
    release(world, "used", "user")

    developer.call("DELETE", "/v1/{project_id}/scripts/used", expect=204)
    row = developer.pending_items()["data"][0]
    assert (row["item_name"], row["update_type"], row["pending_version"], row["deployed_version"]) == ("used", 3, 0, 1)
    message = developer.refused(
        "POST",
        "/v2/{project_id}/factory/pending-items/package",
        400,
        "DLF.7010",
        json=developer.package_body(["used"], [world.deployer.user_id]),
    )
    assert "used" in message and "user" in message
    developer.call("DELETE", "/v1/{project_id}/jobs/user", expect=204)
    assert production(developer, world) == {("script", "used"): 1, ("job", "user"): 1}
    package = release(world, "used", "user")

    assert production(developer, world) == {}
    assert {(row["update_type"], row["deployed_version"]) for row in developer.detail(package)["task_details"]} == {(3, 1)}
    developer.refused("GET", "/v1/{project_id}/jobs/user", 400, "DLF.0100")
    world.operator.refused("POST", "/v1/{project_id}/jobs/user/start", 400, "DLF.7021")


def test_creating_a_deleted_name_again_brings_back_the_same_object(world):
    developer = world.developer
    developer.create_script(script("phoenix"))
    first_id = developer.show_script("phoenix")["id"]
    release(world, "phoenix")
    developer.call("DELETE", "/v1/{project_id}/scripts/phoenix", expect=204)
    developer.create_script(script("phoenix"))
    assert developer.show_script("phoenix")["id"] == first_id
    assert developer.pending_items()["total"] == 0, "it equals what production has"
    developer.update_script(script("phoenix", "echo risen\n"))
    assert [(row["update_type"], row["pending_version"]) for row in developer.pending_items()["data"]] == [(2, 2)]


def test_a_package_remembers_what_production_had_when_it_entered(world):
    developer = world.developer
    developer.create_script(script("a"))
    first = release(world, "a")
    developer.update_script(script("a", "echo 2\n"))
    second = release(world, "a")
    developer.update_script(script("a", "echo 3\n"))
    waiting = developer.package(["a"], [world.deployer.user_id])
    versions = [developer.detail(package)["task_details"][0].get("deployed_version") for package in (first, second, waiting)]
    assert versions == [None, 1, 2]
