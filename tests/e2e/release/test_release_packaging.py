"""Pending items and packaging: what may go together, who may apply and approve, what is refused and why."""

import pytest

from marks import api_test
from project_bodies import job, runs_script, script
from release_steps import production, release
from team import World

PATH = "/v2/{project_id}/factory/pending-items/package"


def refuse_package(client, code, body, status=400):
    message = client.refused("POST", PATH, status, code, json=body)
    assert client.packages()["total"] == 0, "nothing was created"
    return message


@pytest.fixture
def with_script(world):
    world.developer.create_script(script("a"))
    return world


@api_test("CreateFactoryPendingItemsPackage")
def test_a_package_that_would_break_production_is_refused_at_packaging(world):
    developer = world.developer
    developer.create_job(job("load", [runs_script("first", script_name="missing")]))
    message = refuse_package(developer, "DLF.7005", developer.package_body(["load"], [world.deployer.user_id]))
    assert "missing" in message and "first" in message and "load" in message
    assert developer.pending_items()["data"][0]["package_flag"] == 0


def test_the_closure_is_satisfied_by_production_or_by_the_package(world):
    developer = world.developer
    developer.create_script(script("shared"))
    developer.create_job(job("one", [runs_script("n", script_name="shared")]))
    release(world, "shared", "one")
    developer.create_job(job("two", [runs_script("n", script_name="shared")]))
    release(world, "two")
    assert production(developer, world) == {("script", "shared"): 1, ("job", "one"): 1, ("job", "two"): 1}


@pytest.mark.parametrize(
    "change, code",
    [
        ({"pending_item_list": []}, "DLF.7003"),
        ({"pending_item_list": None}, "DLF.7003"),
        ({"pending_item_list": ["abc"]}, "DLF.7008"),
        ({"pending_item_list": ["0"]}, "DLF.7008"),
        ({"pending_item_list": ["9223372036854775807"]}, "DLF.7008"),
        ({"pending_item_list": ["9223372036854775808"]}, "DLF.7008"),
        ({"pending_item_list": "1"}, "DLF.7003"),
        ({"approver_ids": []}, "DLF.7031"),
        ({"approver_ids": None}, "DLF.7031"),
        ({"approver_ids": ["0" * 32]}, "DLF.7031"),
        ({"approver_ids": ["nobody"]}, "DLF.7031"),
        ({"apply_user_id": "0" * 32}, "DLF.7030"),
        ({"apply_user_id": None}, "DLF.0802"),
        ({"package_name": ""}, "DLF.3051"),
        ({"package_name": "n" * 129}, "DLF.3051"),
        ({"package_name": None}, "DLF.0802"),
    ],
    ids=str,
)
def test_each_wrong_member_is_refused_by_its_code(with_script, change, code):
    developer = with_script.developer
    body = {**developer.package_body(["a"], [with_script.deployer.user_id]), **change}
    message = refuse_package(developer, code, body)
    assert next(iter(change)) in message or str(next(iter(change.values()))[0]) in message
    assert [row["package_flag"] for row in developer.pending_items()["data"]] == [0]


def test_an_id_of_any_length_is_an_unknown_item(with_script):
    developer = with_script.developer
    body = developer.package_body(["a"], [with_script.deployer.user_id])
    assert "1" * 64 in refuse_package(developer, "DLF.7008", {**body, "pending_item_list": ["1" * 200]})


def test_repeated_ids_are_refused(with_script):
    developer, deployer = with_script.developer, with_script.deployer
    body = developer.package_body(["a"], [deployer.user_id])
    refuse_package(developer, "DLF.7003", {**body, "pending_item_list": body["pending_item_list"] * 2})
    refuse_package(developer, "DLF.7031", {**body, "approver_ids": [deployer.user_id] * 2})


def test_a_package_name_has_up_to_128_characters_and_need_not_be_unique(with_script):
    developer = with_script.developer
    developer.create_script(script("b"))
    name = "版" * 128
    first = developer.package(["a"], [with_script.deployer.user_id], name=name)
    second = developer.package(["b"], [with_script.deployer.user_id], name=name)
    assert {row["package_id"]: row["package_name"] for row in developer.packages()["data"]} == {first: name, second: name}


def test_an_item_is_packaged_once(with_script):
    developer = with_script.developer
    body = developer.package_body(["a"], [with_script.deployer.user_id])
    package = developer.call("POST", PATH, json=body)["release_package_id"]
    message = developer.refused("POST", PATH, 400, "DLF.7009", json=body)
    assert f"pending item {body['pending_item_list'][0]} " in message and f"package {package} " in message


def test_an_object_is_in_one_open_package(with_script):
    developer, deployer = with_script.developer, with_script.deployer
    package = developer.package(["a"], [deployer.user_id])
    developer.update_script(script("a", "echo newer\n"))
    assert [(row["package_flag"], row["pending_version"]) for row in developer.pending_items()["data"]] == [(0, 2), (1, 1)]
    message = developer.refused("POST", PATH, 400, "DLF.7007", json=developer.package_body(["a"], [deployer.user_id]))
    assert package in message
    message = developer.refused("DELETE", "/v1/{project_id}/scripts/a", 400, "DLF.7007")
    assert package in message


def test_items_of_another_workspace_are_unknown(team, with_script):
    elsewhere = World(team)
    elsewhere.developer.create_script(script("theirs"))
    foreign = elsewhere.developer.item_ids("theirs")
    body = {**with_script.developer.package_body(["a"], [with_script.deployer.user_id]), "pending_item_list": foreign}
    assert foreign[0] in refuse_package(with_script.developer, "DLF.7008", body)


def test_approvers_must_be_able_to_approve(with_script):
    world, developer = with_script, with_script.developer
    for person in (world.developer2, world.operator, world.viewer, world.outsider, developer):
        assert person.user_id in refuse_package(
            developer, "DLF.7031", developer.package_body(["a"], [world.deployer.user_id, person.user_id])
        )
    refuse_package(world.boss, "DLF.7031", world.boss.package_body(["a"], [world.boss.user_id]))
    disabled = world.join(world.team.hire(world.team.next_name("gone")), ["deployer"])
    world.root.call("PATCH", f"/api/v1/users/{disabled.user_id}", json={"disabled": True})
    refuse_package(developer, "DLF.7031", developer.package_body(["a"], [disabled.user_id]))
    developer.package(["a"], [world.deployer.user_id, world.deployer2.user_id, world.boss.user_id])


def test_an_admin_may_apply_for_a_member_who_may_package(with_script):
    world = with_script
    refuse_package(
        world.developer,
        "DLF.7030",
        world.developer.package_body(["a"], [world.deployer.user_id], applicant=world.developer2.user_id),
    )
    refuse_package(
        world.boss, "DLF.7030", world.boss.package_body(["a"], [world.deployer.user_id], applicant=world.viewer.user_id)
    )
    package = world.boss.package(["a"], [world.deployer.user_id], applicant=world.developer.user_id)
    assert world.viewer.detail(package)["release_package"]["apply_user_name"] == "developer"
    world.boss.refused(
        "POST", "/v2/{project_id}/factory/release-packages/deploy", 400, "DLF.7004", json={"package_ids": [package]}
    )


def test_a_newer_submit_replaces_the_free_item(with_script):
    developer = with_script.developer
    before = developer.item_ids("a")
    developer.update_script(script("a", "echo newer\n"))
    rows = developer.pending_items()["data"]
    assert [(row["pending_item_id"], row["pending_version"], row["update_type"]) for row in rows] == [(before[0], 2, 1)]
    developer.update_script(script("a", "echo newer\n"))
    assert developer.show_script("a")["version"] == 2, "an equal submit makes no version"


def test_what_is_equal_to_production_is_not_pending(with_script):
    developer = with_script.developer
    release(with_script, "a")
    developer.update_script(script("a", "echo newer\n"))
    row = developer.pending_items()["data"][0]
    assert (row["update_type"], row["pending_version"], row["deployed_version"]) == (2, 2, 1)
    developer.update_script(script("a"))
    assert developer.pending_items()["total"] == 0


@api_test("CancelFactoryPackages")
def test_a_revoked_package_frees_its_items_and_leaves_the_lists(with_script):
    developer, deployer = with_script.developer, with_script.deployer
    items = developer.item_ids("a")
    package = developer.package(["a"], [deployer.user_id])

    answer = deployer.send("POST", "/v2/{project_id}/factory/release-packages/unpack", json={"package_ids": [package]})

    assert (answer.status_code, answer.content) == (200, b"")
    assert developer.item_ids("a") == items
    assert developer.packages()["total"] == 0
    detail = developer.detail(package)
    assert (detail["release_package"]["delete_flag"], detail["release_package"]["deploy_status"]) == (1, 1)
    assert [row["item_name"] for row in detail["task_details"]] == ["a"]
    for path in ("unpack", "deploy"):
        assert package in deployer.refused(
            "POST", f"/v2/{{project_id}}/factory/release-packages/{path}", 400, "DLF.7002", json={"package_ids": [package]}
        )


def test_revoking_is_all_or_nothing(with_script):
    developer, deployer = with_script.developer, with_script.deployer
    path = "/v2/{project_id}/factory/release-packages/unpack"
    package = developer.package(["a"], [deployer.user_id])
    for ids, code in (
        ([], "DLF.7003"),
        ([package, package], "DLF.7003"),
        ([package, "77777"], "DLF.7001"),
        (["x", package], "DLF.7001"),
        (["1"] * 101, "DLF.7003"),
    ):
        deployer.refused("POST", path, 400, code, json={"package_ids": ids})
    assert developer.packages()["total"] == 1
    with_script.developer2.refused("POST", path, 403, "DLF.6888", json={"package_ids": [package]})
    developer.revoke(package)
    assert developer.packages()["total"] == 0


def test_after_a_revoke_the_newer_free_item_stays(with_script):
    developer = with_script.developer
    package = developer.package(["a"], [with_script.deployer.user_id])
    developer.update_script(script("a", "echo newer\n"))
    newer = developer.item_ids("a")
    developer.revoke(package)
    assert [(row["pending_item_id"], row["pending_version"]) for row in developer.pending_items()["data"]] == [(newer[0], 2)]
