"""Scripts in development: what was given comes back as given, and each mistake has its code."""

import pytest

from marks import api_test
from project_bodies import script

PATH = "/v1/{project_id}/scripts"


@api_test("CreateScript", "ShowScript")
def test_a_script_comes_back_as_it_was_given(world):
    developer = world.developer
    given = {
        "name": "full.sh",
        "type": "Shell",
        "content": 'echo é 中 \u2028 "q" \\ \t\r\n' + "x" * 5000,
        "directory": "/sales/daily",
        "connectionName": "local",
        "database": "d",
        "queueName": "q",
        "description": "what it does",
        "owner": "Ada",
        "configuration": {"b": 1, "a": {"deep": [True, None, 1.5]}},
        "createUser": "ada",
        "targetStatus": "SAVED",
        "approvers": [{"approverName": "lin"}],
    }
    developer.create_script(given)
    shown = developer.show_script("full.sh")
    assert {name: shown[name] for name in given} == given
    assert shown["version"] == 0 and int(shown["id"]) > 0
    assert list(shown["configuration"]) == ["b", "a"] or shown["configuration"] == given["configuration"]


def test_nothing_is_invented_on_reading(world):
    world.developer.create_script({"name": "bare", "type": "Shell", "content": ""})
    shown = world.developer.show_script("bare")
    assert set(shown) - {"id", "version"} <= {"name", "type", "content", "owner", "createUser"}
    assert not {
        "directory",
        "database",
        "queueName",
        "description",
        "targetStatus",
        "connectionName",
        "configuration",
        "approvers",
    } & set(shown)
    assert shown["version"] == 1


def test_versions_stay_readable(world):
    developer = world.developer
    developer.create_script(script("a", "echo 1\n"))
    developer.update_script(script("a", "echo 2\n"))
    developer.update_script(script("a", "echo 3\n", targetStatus="SAVED"))

    def shown(**query):
        answer = developer.show_script("a", **query)
        return answer["content"], answer["version"]

    assert shown() == ("echo 3\n", 2)
    assert shown(getJobSubmitVersion="true") == ("echo 2\n", 2)
    assert shown(getJobSubmitVersion="false") == ("echo 3\n", 2)
    assert shown(version=1) == ("echo 1\n", 1)
    for number in (0, 3):
        developer.refused("GET", PATH + "/a", 400, "DLF.3051", query={"version": number})


@api_test("UpdateScript")
def test_an_update_replaces_the_whole_draft(world):
    developer = world.developer
    developer.create_script(script("a", description="old", directory="/d"))
    developer.update_script({"name": "a", "type": "PYTHON", "content": "print(1)"})
    shown = developer.show_script("a")
    assert (shown["type"], shown["content"], shown["version"]) == ("PYTHON", "print(1)", 2)
    assert "description" not in shown and "directory" not in shown and "connectionName" not in shown
    message = developer.refused("PUT", PATH + "/a", 400, "DLF.3051", json=script("b"))
    assert "rename" in message
    developer.refused("PUT", PATH + "/nothing", 400, "DLF.6201", json=script("nothing"))


def test_saving_makes_no_version_and_no_item(world):
    developer = world.developer
    developer.create_script(script("a", targetStatus="SAVED"))
    assert developer.pending_items()["total"] == 0
    developer.update_script(script("a", "echo 2\n", targetStatus="SUBMITTED"))
    assert (developer.show_script("a")["version"], developer.pending_items()["total"]) == (1, 1)
    assert developer.show_script("a")["targetStatus"] == "SUBMITTED"
    assert "release" in developer.refused("PUT", PATH + "/a", 400, "DLF.3051", json=script("a", targetStatus="PRODUCTION"))


def test_the_last_writer_takes_the_lock_over_and_the_log_says_so(world):
    world.developer.create_script(script("a"))
    world.developer2.update_script(script("a", "echo 2\n"))
    actions = [
        (row["action"], row["user_name"])
        for row in world.viewer.call("GET", f"{world.native}/audit")["items"]
        if row["subject_name"] == "a"
    ]
    assert ("script.lock_taken_over", "developer2") in actions


@api_test("ListScripts")
def test_scripts_are_listed_by_name_with_their_text(world):
    for name in ("c", "a", "B_two"):
        world.developer.create_script(script(name, f"echo {name}\n"))

    def page(**query):
        return world.viewer.call("GET", PATH, query=query)

    assert {row["name"]: row["content"] for row in page()["scripts"]} == {name: f"echo {name}\n" for name in ("c", "a", "B_two")}
    order = [row["name"] for row in page()["scripts"]]
    assert order.index("a") < order.index("c")
    assert [row["name"] for row in page(scriptName="TWO")["scripts"]] == ["B_two"]
    assert [[row["name"] for row in page(limit=2, offset=number)["scripts"]] for number in range(3)] == [order[:2], order[2:], []]
    assert page(limit=1, offset=50) == {"total": 3, "scripts": []}
    for query in ({"limit": 0}, {"limit": 101}, {"offset": -1}):
        world.viewer.refused("GET", PATH, 400, "DLF.3051", query=query)


@api_test("DeleteScript")
def test_a_script_that_was_never_released_is_gone_with_its_item(world):
    developer = world.developer
    developer.create_script(script("a"))
    developer.call("DELETE", PATH + "/a", expect=204, json={"approvers": [{"approverName": "x"}]})
    assert developer.pending_items()["total"] == 0
    developer.refused("GET", PATH + "/a", 400, "DLF.6201")
    assert "a" in developer.refused("DELETE", PATH + "/a", 400, "DLF.6201")
    developer.create_script(script("a"))
    assert developer.show_script("a")["version"] == 1


@pytest.mark.parametrize(
    "change, code",
    [
        ({"name": ""}, "DLF.3051"),
        ({"name": "no blanks"}, "DLF.3051"),
        ({"name": "n" * 129}, "DLF.3051"),
        ({"name": "脚本"}, "DLF.3051"),
        ({"name": None}, "DLF.0802"),
        ({"name": "a/b"}, "DLF.3051"),
        ({"type": None}, "DLF.6247"),
        ({"type": ""}, "DLF.6247"),
        ({"type": "COBOL"}, "DLF.3051"),
        ({"type": 7}, "DLF.3051"),
        ({"type": "t" * 129}, "DLF.3051"),
        ({"content": None}, "DLF.0802"),
        ({"content": 7}, "DLF.3051"),
        ({"directory": "no/slash"}, "DLF.3051"),
        ({"directory": "/a/../b"}, "DLF.3051"),
        ({"directory": "/a//"}, "DLF.3051"),
        ({"name": "."}, "DLF.3051"),
        ({"name": ".."}, "DLF.3051"),
        ({"directory": "/1/2/3/4/5/6/7/8/9/10/11"}, "DLF.3051"),
        ({"description": "d" * 256}, "DLF.3050"),
        ({"targetStatus": "DONE"}, "DLF.3051"),
        ({"configuration": []}, "DLF.3051"),
        ({"configuration": {str(n): n for n in range(11)}}, "DLF.3051"),
        ({"approvers": {}}, "DLF.3051"),
        ({"content": "x" * (4 * 1024 * 1024 + 1)}, "DLF.7040"),
        ({"content": "nul \x00 inside"}, "DLF.3051"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_mistake_is_refused_by_its_code(shared_world, change, code):
    developer = shared_world.developer
    body = {**script("right"), **change}
    developer.refused("POST", PATH, 400, code, json=body)
    assert developer.call("GET", PATH)["total"] == 0


def test_a_name_is_taken_once_a_kind(world):
    developer = world.developer
    developer.create_script(script("a"))
    assert "a" in developer.refused("POST", PATH, 400, "DLF.0202", json=script("a"))
    developer.create_script(script("A"))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_list_of_too_much_text_is_refused(world):
    for number in range(17):
        world.developer.create_script(script(f"large{number}", "x" * (4 * 1024 * 1024)))
    assert "fewer" in world.viewer.refused("GET", PATH, 400, "DLF.7040", query={"limit": 100})
    assert len(world.viewer.call("GET", PATH, query={"limit": 2})["scripts"]) == 2
