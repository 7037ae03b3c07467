"""The lists of pending items and of packages: filters, order, pages, bounds."""

import pytest

from marks import api_test
from project_bodies import job, script
from release_steps import deploy_and_wait, release
from team import World

ITEMS = "/v2/{project_id}/factory/pending-items"
PACKAGES = "/v2/{project_id}/factory/release-packages"


@pytest.fixture(scope="module")
def items(team):
    """A workspace with an added job and script, a modified one and a deleted one, by two people."""
    world = World(team)
    for name in ("modified", "deleted"):
        world.developer.create_script(script(name))
    release(world, "modified", "deleted")
    world.developer.update_script(script("modified", "echo newer\n"))
    world.developer.call("DELETE", "/v1/{project_id}/scripts/deleted", expect=204)
    world.developer2.create_script(script("Added.sh"))
    world.developer2.create_job(job("Unicode_added"))
    return world


def names(world, **query):
    return {row["item_name"] for row in world.viewer.pending_items(**query)["data"]}


@api_test("ListFactoryPendingItems")
def test_pending_items_are_filtered(items):
    everything = {"modified", "deleted", "Added.sh", "Unicode_added"}
    assert names(items) == everything
    assert names(items, update_type="1") == {"Added.sh", "Unicode_added"}
    assert names(items, update_type="2") == {"modified"}
    assert names(items, update_type="3") == {"deleted"}
    assert names(items, task_type="1") == {"Unicode_added"}
    assert names(items, task_type="2") == everything - {"Unicode_added"}
    assert names(items, item_name="ADDED") == {"Added.sh", "Unicode_added"}
    assert names(items, item_name="%") == set() == names(items, item_name="_dded")
    assert names(items, submit_user_name="developer2") == {"Added.sh", "Unicode_added"}
    assert names(items, submit_user_name="developer") == {"modified", "deleted"}
    assert names(items, item_name="added", task_type="2") == {"Added.sh"}


def test_pending_items_are_filtered_by_inclusive_times(items):
    rows = items.viewer.pending_items()["data"]
    times = [row["submit_timestamp"] for row in rows]
    assert times == sorted(times, reverse=True), "newest first"
    for row in rows:
        at = str(row["submit_timestamp"])
        assert row["item_name"] in names(items, start_time=at, end_time=at)
    assert names(items, start_time=str(max(times) + 1)) == set()
    assert names(items, end_time=str(min(times) - 1)) == set()


def test_offset_counts_pages_and_records_for_terraform(items):
    rows = [row["item_name"] for row in items.viewer.pending_items()["data"]]

    def page(offset, **headers):
        answer = items.viewer.call("GET", ITEMS, query={"limit": 2, "offset": offset}, headers=headers)
        assert answer["total"] == 4
        return [row["item_name"] for row in answer["data"]]

    assert [page(0), page(1), page(2)] == [rows[:2], rows[2:], []]
    assert page(9_000_000) == []
    terraform = {"User-Agent": "HashiCorp Terraform/1.9 terraform-provider-huaweicloud/1.70"}
    assert [page(0, **terraform), page(1, **terraform), page(3, **terraform), page(4, **terraform)] == [
        rows[:2],
        rows[1:3],
        rows[3:],
        [],
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"limit": "1e1"},
        {"limit": ""},
        {"offset": -1},
        {"offset": "9" * 30},
        {"update_type": "4"},
        {"update_type": ""},
        {"task_type": "9"},
        {"task_type": "job"},
        {"start_time": "12"},
        {"end_time": "123456789012x"},
        {"start_time": "-123456789012"},
    ],
    ids=str,
)
def test_bad_filters_of_pending_items_are_refused(shared_world, query):
    message = shared_world.developer.refused("GET", ITEMS, 400, "DLF.3051", query=query)
    assert next(iter(query)) in message


def test_a_row_of_an_item_has_the_published_types(items):
    row = next(row for row in items.viewer.pending_items()["data"] if row["item_name"] == "modified")
    assert row["project_id"] == f"{items.project_id}-workspace-{items.workspace}"
    assert row["submit_user_id"] == items.developer.user_id and row["task_id"] == items.viewer.show_script("modified")["id"]
    assert all(
        isinstance(row[name], int)
        for name in ("pending_version", "deployed_version", "submit_timestamp", "task_type", "update_type", "package_flag")
    )
    assert isinstance(row["pending_item_id"], str) and int(row["pending_item_id"]) > 0


@pytest.fixture(scope="module")
def packages(team):
    """Three packages: Alpha is deployed by deployer2, beta waits, gamma (of developer2) waits; the ids by name."""
    world = World(team)
    world.ids = {}
    for name, applicant in (("Alpha", world.developer), ("beta", world.developer), ("gamma", world.developer2)):
        applicant.create_script(script(name))
        world.ids[name] = applicant.package([name], [world.deployer.user_id, world.deployer2.user_id], name=name)
    deploy_and_wait(world.deployer2, world.ids["Alpha"])
    return world


def listed(world, **filters):
    return [row["package_name"] for row in world.viewer.packages(**filters)["data"]]


@api_test("ListFactoryReleasePackages")
def test_packages_are_filtered(packages):
    assert listed(packages) == ["gamma", "beta", "Alpha"]
    assert listed(packages, key_word="ALPHA") == ["Alpha"]
    assert listed(packages, key_word="%") == []
    assert listed(packages, apply_user_name="developer2") == ["gamma"]
    assert listed(packages, apply_user_name_filter=["developer2", "nobody"]) == ["gamma"]
    assert listed(packages, apply_user_name="DEVEL") == ["gamma", "beta", "Alpha"], "part of a name, in any case"
    assert listed(packages, apply_user_name_filter=["developer"]) == ["beta", "Alpha"], "whole names"
    assert listed(packages, apply_user_name="er2", apply_user_name_filter=["developer"]) == [], "both must hold"
    assert listed(packages, deploy_user_name="deployer2") == ["Alpha"] == listed(packages, deploy_user_name_filter=["deployer2"])
    assert listed(packages, deploy_user_name="deployer") == ["Alpha"]
    assert listed(packages, deploy_user_name="deployer1") == [] == listed(packages, deploy_user_name_filter=["deployer"])
    assert listed(packages, deploy_status_filter=[2]) == ["Alpha"]
    assert listed(packages, deploy_status_filter=[1, 3]) == ["gamma", "beta"]
    assert listed(packages, deploy_status_filter=[5]) == []


@pytest.mark.parametrize(
    "empty",
    [
        {"deploy_status_filter": []},
        {"apply_user_name_filter": []},
        {"deploy_user_name_filter": []},
        {"key_word": "", "apply_user_name": "", "deploy_user_name": ""},
    ],
    ids=str,
)
def test_an_empty_filter_is_no_filter(packages, empty):
    assert listed(packages, **empty) == ["gamma", "beta", "Alpha"]


def test_packages_are_filtered_by_inclusive_times(packages):
    row = next(row for row in packages.viewer.packages()["data"] if row["package_name"] == "Alpha")
    at, deployed = row["apply_timestamp"], row["deploy_timestamp"]
    assert "Alpha" in listed(packages, apply_begin_time=at, apply_end_time=at)
    assert listed(packages, deploy_begin_time=deployed, deploy_end_time=deployed) == ["Alpha"]
    assert listed(packages, deploy_begin_time=deployed + 1) == [] == listed(packages, deploy_end_time=deployed - 1)
    assert listed(packages, apply_end_time=at - 1) == []


def test_packages_are_ordered(packages):
    assert listed(packages, sorted_direction="asc") == ["Alpha", "beta", "gamma"]
    assert sorted(listed(packages, order_column="package_name", sorted_direction="asc")) == ["Alpha", "beta", "gamma"]
    assert (
        listed(packages, order_column="package_name", sorted_direction="asc")
        == listed(packages, order_column="package_name")[::-1]
    )
    assert listed(packages, order_column="deploy_status", sorted_direction="asc")[-1] == "Alpha"
    assert listed(packages, order_column="deploy_status", sorted_direction="desc")[0] == "Alpha"
    assert set(listed(packages, order_column="deploy_timestamp")) == {"Alpha", "beta", "gamma"}


def test_packages_come_in_pages(packages):
    assert [listed(packages, limit=2, offset=number) for number in range(3)] == [["gamma", "beta"], ["Alpha"], []]
    assert packages.viewer.packages(limit=1, offset=77)["total"] == 3


@pytest.mark.parametrize(
    "filters",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "10"},
        {"offset": -1},
        {"deploy_status_filter": [4]},
        {"deploy_status_filter": ["1"]},
        {"deploy_status_filter": 1},
        {"order_column": "name"},
        {"sorted_direction": "up"},
        {"apply_begin_time": "yesterday"},
        {"apply_begin_time": -1},
        {"key_word": 7},
        {"apply_user_name_filter": "developer"},
    ],
    ids=str,
)
def test_bad_filters_of_packages_are_refused(shared_world, filters):
    message = shared_world.developer.refused("POST", PACKAGES, 400, "DLF.3051", json=filters)
    assert next(iter(filters)) in message


@api_test("ShowFactoryPackageDetail")
def test_an_unknown_package_is_named(shared_world):
    for wrong in ("1234567", "abc", "99999999999999999999", "9" * 64):
        assert wrong in shared_world.viewer.refused("GET", f"{PACKAGES}/{wrong}", 400, "DLF.7001")


def test_a_package_row_has_the_published_members(packages):
    row = packages.viewer.detail(packages.ids["Alpha"])["release_package"]
    assert (
        row["workspace_id"] == packages.workspace and row["project_id"] == f"{packages.project_id}-workspace-{packages.workspace}"
    )
    assert [approver["user_name"] for approver in row["package_approvers"]] == ["deployer", "deployer2"]
    assert (row["apply_user_id"], row["deploy_user_id"]) == (packages.developer.user_id, packages.deployer2.user_id)
    assert row == next(listed_row for listed_row in packages.viewer.packages()["data"] if listed_row["package_name"] == "Alpha")
    item = packages.viewer.detail(packages.ids["Alpha"])["task_details"][0]
    assert item["script_id"] == item["task_id"] and "deployed_version" not in item
