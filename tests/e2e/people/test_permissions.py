"""Every operation as a stranger, as each role, without a role, and from another project."""

import pytest

from any_call import code_of, fill
from contract_check import operations
from marks import api_test

READERS = {"boss", "developer", "deployer", "operator", "viewer"}
# The table of roles as it was decided, written down apart from the contract. Beside these the system administrator may do all.
ALLOWED = {
    **dict.fromkeys(
        [
            "CreateScript",
            "UpdateScript",
            "DeleteScript",
            "CreateJob",
            "UpdateJob",
            "DeleteJob",
            "CreateTestRun",
            "CreateFactoryPendingItemsPackage",
        ],
        {"boss", "developer"},
    ),
    "DeployFactoryPackages": {"boss", "deployer"},
    "CancelFactoryPackages": {"boss", "developer", "deployer"},
    **dict.fromkeys(["StartJob", "StopJob", "RunOnce"], {"boss", "operator"}),
    "StopJobInstance": {"boss", "developer", "operator"},  # whose run it may be is told when it is found
    **dict.fromkeys(["SetMember", "RemoveMember"], {"boss"}),
    **dict.fromkeys(["CreateUser", "ListUsers", "UpdateUser", "CreateProject", "CreateWorkspace", "ListInstallationAudit", "ListServerTasks"], set()),
    **dict.fromkeys(["SetUserPassword", "CreateAccessKey", "ListAccessKeys", "DeleteAccessKey"], set()),  # of somebody else
    **dict.fromkeys(
        [
            "ShowScript",
            "ListScripts",
            "ShowJob",
            "ListJobs",
            "ShowJobStatus",
            "ListJobInstances",
            "ShowJobInstance",
            "ListSystemTasks",
            "ListFactoryPendingItems",
            "ListFactoryReleasePackages",
            "ShowFactoryPackageDetail",
            "ListPackageStarts",
            "ListMembers",
            "ShowMember",
            "ListAudit",
            "ShowInstance",
            "ShowNodeLog",
            "ListProductionJobs",
            "ListGenerations",
            "ListGenerationObjects",
        ],
        READERS,
    ),
}
SIGNED_IN = {"KeystoneListProjects", "KeystoneListDomains", "KeystoneListUsers", "ListProjects", "ListWorkspaces"}
OPEN = {"KeystoneCreateUserTokenByPassword", "CheckHealth", "CheckReadiness", "ShowMetrics"}
OPERATIONS = {name: (method, path, operation) for name, method, path, operation in reversed(operations())}


def send(client, name, world):
    method, path, operation = OPERATIONS[name]
    return client.send(method, fill(path, world), json={} if "requestBody" in operation else None)


def is_native(name):
    return OPERATIONS[name][1].startswith("/api/")


def test_every_operation_stands_in_one_of_the_tables():
    listed = set(ALLOWED) | SIGNED_IN | OPEN
    assert sorted(set(OPERATIONS) - listed) == [], "write them into ALLOWED, SIGNED_IN or OPEN of this file"
    assert sorted(listed - set(OPERATIONS)) == [], "they are not in the contract"


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - OPEN))
def test_a_stranger_is_asked_to_sign_in(shared_world, name):
    answer = send(shared_world.viewer.but(access=None), name, shared_world)
    assert (answer.status_code, code_of(answer)) == (401, "sign_in.refused" if is_native(name) else "APIGW.0301")


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_each_role_may_do_what_the_table_says(shared_world, name):
    for role in sorted(READERS):
        answer = send(getattr(shared_world, role), name, shared_world)
        refused = (answer.status_code, code_of(answer)) == (403, "access.forbidden" if is_native(name) else "DLF.6888")
        assert refused != (role in ALLOWED[name]), f"{role}: {answer.status_code} {answer.text[:300]}"
        assert refused or answer.status_code not in (401, 403), f"{role}: {answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_the_system_administrator_may_do_all(shared_world, name):
    answer = send(shared_world.root, name, shared_world)
    assert answer.status_code not in (401, 403), answer.text


@pytest.mark.parametrize("name", sorted(name for name in ALLOWED if OPERATIONS[name][2].get("x-workspace", "none") != "none"))
def test_somebody_without_a_role_sees_no_workspace(shared_world, name):
    answers = [
        send(client, name, shared_world) for client in (shared_world.outsider, shared_world.viewer.but(workspace="0" * 32))
    ]
    expected = {"/v1": (400, "DLF.0819"), "/v2": (400, "DLF.20819"), "/ap": (404, "workspace.not_found")}[OPERATIONS[name][1][:3]]
    if is_native(name):
        answers.pop()  # its workspace is in the path, not in the header
    assert [(answer.status_code, code_of(answer)) for answer in answers] == [expected] * len(answers)


@pytest.mark.parametrize("name", sorted(name for name in ALLOWED if "{project_id}" in OPERATIONS[name][1]))
def test_another_project_answers_as_one_that_does_not_exist(shared_world, name):
    method, path, operation = OPERATIONS[name]
    body = {} if "requestBody" in operation else None
    answers = [
        shared_world.foreigner.send(method, fill(path, shared_world), json=body),
        shared_world.viewer.send(method, fill(path, shared_world).replace(shared_world.project_id, "0" * 32), json=body),
        shared_world.viewer.send(
            method, fill(path, shared_world).replace(shared_world.project_id, shared_world.team.other_project_id), json=body
        ),
    ]
    assert [(answer.status_code, code_of(answer)) for answer in answers] == [(403, "APIGW.0305")] * 3


def test_a_workspace_of_another_project_is_not_found(shared_world):
    """Even for somebody who may enter both projects."""
    root = shared_world.root.but(project_id=shared_world.team.other_project_id)
    root.refused("GET", "/v1/{project_id}/jobs", 400, "DLF.0819")


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_whoever_is_signed_in_may_look_up(shared_world, name):
    assert send(shared_world.outsider, name, shared_world).status_code == 200


@api_test("CheckHealth", "CheckReadiness", "ShowMetrics")
def test_health_and_metrics_need_nobody(shared_world):
    nobody = shared_world.viewer.but(access=None, workspace=None)
    for path in ("/healthz", "/readyz"):
        assert nobody.call("GET", path)["status"] == "ok"
    text = nobody.call("GET", "/metrics")
    assert "slipway_" in text and "# TYPE" in text
