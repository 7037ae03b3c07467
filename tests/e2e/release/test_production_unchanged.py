"""A package that cannot enter leaves production byte for byte as it was."""

from project_bodies import daily, job, runs_script, script
from release_steps import deploy_and_wait, release
from store_dump import dump_production


def test_a_failed_deployment_leaves_the_tables_as_they_were(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("base"))
    developer.create_script(script("kept"))
    developer.create_job(job("nightly", [runs_script("n", script_name="kept")], schedule=daily("0 0 3 1 * ?")))
    release(world, "base", "kept", "nightly", startup_mode=1)
    developer.create_job(job("needs", [runs_script("n", script_name="base")]))
    developer.update_script(script("kept", "echo newer\n"))
    package = developer.package(["needs", "kept"], [deployer.user_id])
    developer.call("DELETE", "/v1/{project_id}/scripts/base", expect=204)
    release(world, "base")
    before = dump_production(world.server)
    assert (
        any(world.workspace in row for row in before["environment"])
        and before["environment_object"]
        and before["environment_job"]
    )

    task = deploy_and_wait(deployer, package)

    assert task["status"] == "FAILED", task
    assert dump_production(world.server) == before
    messages = {row["name"]: row["message"] for row in task["subtasks"]}
    assert "base" in messages["needs"] and "base" not in messages["kept"], "the culprit is told from the others"


def test_refused_calls_leave_the_tables_as_they_were(world):
    developer, deployer = world.developer, world.deployer
    developer.create_script(script("a"))
    package = developer.package(["a"], [deployer.user_id])
    before = dump_production(world.server)
    for ids in ([package, "999999"], [package, package], [], ["x"]):
        deployer.send("POST", "/v2/{project_id}/factory/release-packages/deploy", json={"package_ids": ids})
    developer.send("POST", "/v2/{project_id}/factory/release-packages/deploy", json={"package_ids": [package]})
    assert dump_production(world.server) == before
    assert developer.detail(package)["release_package"]["deploy_status"] == 1
