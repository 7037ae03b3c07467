"""The native API of people, projects and workspaces."""

import pytest

from marks import api_test
from team import PASSWORD, World


@api_test("CreateUser", "ListUsers", "UpdateUser")
def test_users_are_created_listed_and_disabled(team):
    root, name = team.root, team.next_name("user-")
    made = root.call("POST", "/api/v1/users", expect=201, json={"name": name, "password": PASSWORD})
    assert (made["name"], made["disabled"], made["system_admin"]) == (name, False, False)
    assert root.call("GET", "/api/v1/users", query={"name": name})["items"] == [made]
    root.refused("POST", "/api/v1/users", 409, "user.name_taken", json={"name": name, "password": PASSWORD})
    person = team.hire(team.next_name("leaver"))
    assert person.call("GET", "/v3/projects")["projects"]
    root.call("PATCH", f"/api/v1/users/{person.user_id}", json={"disabled": True})
    person.refused("GET", "/v3/projects", 401, "APIGW.0301")
    root.call("PATCH", f"/api/v1/users/{person.user_id}", json={"disabled": False})
    assert person.call("GET", "/v3/projects")["projects"]
    root.refused("PATCH", f"/api/v1/users/{root.user_id}", 409, "user.last_administrator", json={"disabled": True})
    root.refused("PATCH", "/api/v1/users/" + "0" * 32, 404, "user.not_found", json={"disabled": True})


def test_users_come_in_pages_by_name(team):
    found, query = [], {"limit": 3}
    while True:
        page = team.root.call("GET", "/api/v1/users", query=query)
        found += [row["name"] for row in page["items"]]
        if "next" not in page:
            break
        query["after"] = page["next"]
    assert len(found) >= 9 and len(set(found)) == len(found) and "developer" in found


@pytest.mark.parametrize(
    "body, member",
    [
        ({"name": "", "password": PASSWORD}, "name"),
        ({"name": "a b", "password": PASSWORD}, "name"),
        ({"name": "x" * 65, "password": PASSWORD}, "name"),
        ({"name": "fine", "password": "short"}, "password"),
        ({"name": "fine"}, "password"),
        ({"name": "fine", "password": PASSWORD, "color": 1}, "color"),
        ({"name": 5, "password": PASSWORD}, "name"),
    ],
    ids=str,
)
def test_a_wrong_user_is_refused_and_the_member_named(team, body, member):
    assert member in team.root.refused("POST", "/api/v1/users", 400, "request.not_valid", json=body)


@api_test("SetUserPassword")
def test_people_change_their_own_password(team):
    person = team.hire(team.next_name("changer"))
    path = f"/api/v1/users/{person.user_id}/password"
    person.refused(
        "PUT", path, 400, "user.current_password_wrong", json={"password": "another phrase", "current_password": "wrong"}
    )
    person.call("PUT", path, expect=204, json={"password": "another phrase", "current_password": PASSWORD})
    person.refused(
        "PUT",
        f"/api/v1/users/{team.root.user_id}/password",
        403,
        "access.forbidden",
        json={"password": "another phrase", "current_password": "x"},
    )
    team.root.call("PUT", path, expect=204, json={"password": "a third phrase"})


@api_test("CreateAccessKey", "ListAccessKeys", "DeleteAccessKey")
def test_access_keys_show_their_secret_once_and_end_when_deleted(team):
    person = team.hire(team.next_name("keyed"))
    path = f"/api/v1/users/{person.user_id}/access-keys"
    made = person.call("POST", path, expect=201, json={"project_id": team.project_id, "description": "second"})
    listed = person.call("GET", path)["items"]
    assert {row["access_key"] for row in listed} == {person.access, made["access_key"]} and not any(
        "secret_key" in row for row in listed
    )
    second = person.but(access=made["access_key"], secret=made["secret_key"])
    assert second.call("GET", "/v3/auth/domains")["domains"]
    person.call("DELETE", f"{path}/{made['access_key']}", expect=204)
    second.refused("GET", "/v3/auth/domains", 401, "APIGW.0301")
    person.refused("DELETE", f"{path}/{made['access_key']}", 404, "key.not_found")
    for method, where in (("GET", path), ("POST", path), ("DELETE", f"{path}/{person.access}")):
        team.outsider.refused(method, where, 403, "access.forbidden")
    assert person.call("GET", "/v3/auth/domains")


@api_test("CreateProject", "ListProjects")
def test_a_project_is_seen_by_who_may_enter_it(team):
    name = team.next_name("project-")
    made = team.root.call("POST", "/api/v1/projects", expect=201, json={"name": name})
    assert made in team.root.call("GET", "/api/v1/projects")["items"]
    assert name not in {row["name"] for row in team.outsider.call("GET", "/api/v1/projects")["items"]}
    team.root.refused("POST", "/api/v1/projects", 409, "project.name_taken", json={"name": name})
    team.root.refused("POST", "/api/v1/projects", 400, "request.not_valid", json={"name": "no/slash"})


@api_test("CreateWorkspace", "ListWorkspaces")
def test_a_workspace_is_listed_for_its_members(team, world):
    mine = world.viewer.call("GET", "/api/v1/workspaces", query={"project_id": team.project_id})["items"]
    assert world.workspace in {row["id"] for row in mine}
    assert team.outsider.call("GET", "/api/v1/workspaces")["items"] == []
    row = next(row for row in mine if row["id"] == world.workspace)
    assert (row["mode"], row["project_id"]) == ("enterprise", team.project_id)
    root = team.root
    root.refused(
        "POST", "/api/v1/workspaces", 409, "workspace.name_taken", json={"project_id": team.project_id, "name": row["name"]}
    )
    root.call("POST", "/api/v1/workspaces", expect=201, json={"project_id": team.other_project_id, "name": row["name"]})
    root.refused("POST", "/api/v1/workspaces", 403, "project.forbidden", json={"project_id": "0" * 32, "name": "fine"})
    root.refused(
        "POST",
        "/api/v1/workspaces",
        400,
        "request.not_valid",
        json={"project_id": team.project_id, "name": "fine", "mode": "loose"},
    )


@api_test("SetMember", "ShowMember", "ListMembers", "RemoveMember")
def test_members_come_and_go(team, world):
    boss, person = world.boss, team.hire(team.next_name("member"))
    path = f"{world.native}/members/{person.user_id}"
    boss.refused("GET", path, 404, "member.not_found")
    assert set(boss.call("PUT", path, json={"roles": ["viewer", "operator"]})["roles"]) == {"operator", "viewer"}
    assert boss.call("PUT", path, json={"roles": ["viewer"]})["roles"] == ["viewer"]
    assert boss.call("GET", path)["user_name"] == person.name
    members = boss.call("GET", f"{world.native}/members")["items"]
    assert person.user_id in {row["user_id"] for row in members} and len(members) == 9
    inside = person.but(workspace=world.workspace)
    assert inside.pending_items()["total"] == 0
    boss.call("DELETE", path, expect=204)
    inside.refused("GET", "/v2/{project_id}/factory/pending-items", 400, "DLF.20819")
    boss.refused("DELETE", path, 404, "member.not_found")
    for roles in ([], ["king"], ["viewer", "viewer"], "viewer", None):
        boss.refused("PUT", path, 400, "request.not_valid", json={"roles": roles})
    boss.refused("PUT", f"{world.native}/members/{'0' * 32}", 404, "user.not_found", json={"roles": ["viewer"]})


def test_a_workspace_keeps_an_admin(world):
    world.root.call("DELETE", f"{world.native}/members/{world.root.user_id}", expect=204)
    world.boss.refused("DELETE", f"{world.native}/members/{world.boss.user_id}", 409, "member.last_admin")
    world.boss.refused(
        "PUT", f"{world.native}/members/{world.boss.user_id}", 409, "member.last_admin", json={"roles": ["viewer"]}
    )


@api_test("ListAudit")
def test_the_audit_log_is_newest_first_in_pages_and_of_its_workspace(team, world):
    world.developer.call("POST", "/v1/{project_id}/scripts", expect=204, json={"name": "a", "type": "Shell", "content": ""})
    first = world.viewer.call("GET", f"{world.native}/audit", query={"limit": 2})
    assert [row["subject_name"] for row in first["items"]][0] == "a" and first["items"][0]["user_name"] == "developer"
    rows, query = list(first["items"]), {"limit": 2, "after": first.get("next")}
    while query["after"]:
        page = world.viewer.call("GET", f"{world.native}/audit", query=query)
        rows += page["items"]
        query["after"] = page.get("next")
    assert [int(row["id"]) for row in rows] == sorted((int(row["id"]) for row in rows), reverse=True)
    assert {"workspace.created", "member.set", "script.submitted"} <= {row["action"] for row in rows}
    query = {"user": "developer", "action": "script", "from": rows[0]["at"], "limit": 1}
    submitted = world.viewer.call("GET", f"{world.native}/audit", query=query)["items"]
    assert [(row["action"], row["subject_name"]) for row in submitted] == [("script.submitted", "a")]
    other = World(team)
    assert "a" not in {
        row["subject_name"] for row in other.viewer.call("GET", f"{other.native}/audit", query={"limit": 1000})["items"]
    }


@api_test("ListInstallationAudit")
def test_what_was_done_to_people_and_projects_is_read_by_the_system_administrator(team, world):
    root, name = team.root, team.next_name("audited-")
    made = root.call("POST", "/api/v1/users", expect=201, json={"name": name, "password": PASSWORD})
    root.call("PATCH", f"/api/v1/users/{made['id']}", json={"disabled": True})
    project = root.call("POST", "/api/v1/projects", expect=201, json={"name": name})
    world.developer.call("POST", "/v1/{project_id}/scripts", expect=204, json={"name": name, "type": "Shell", "content": ""})
    rows, query = [], {"limit": 2}
    while True:
        page = root.call("GET", "/api/v1/audit", query=query)
        rows += page["items"]
        if "next" not in page:
            break
        query["after"] = page["next"]
    assert [int(row["id"]) for row in rows] == sorted({int(row["id"]) for row in rows}, reverse=True)
    mine = [(row["action"], row["subject_id"], row["user_id"]) for row in rows if row["subject_name"] == name]
    assert mine == [
        ("project.created", project["id"], root.user_id),
        ("user.updated", made["id"], root.user_id),
        ("user.created", made["id"], root.user_id),
    ]
