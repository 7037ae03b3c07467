"""Tokens, look-ups of clients that start, and what signatures are worth."""

import concurrent.futures
import datetime

import pytest
import requests

import signing
from marks import api_test
from project_bodies import job, node
from release_steps import release
from team import PASSWORD, Team, World

TOKENS = "/v3/auth/tokens"


def token_body(user, scope=None, password=PASSWORD):
    auth = {"identity": {"methods": ["password"], "password": {"user": {"password": password, **user}}}}
    return {"auth": {**auth, **({"scope": scope} if scope else {})}}


@pytest.fixture
def person(team):
    return team.people["viewer"]


@api_test("KeystoneCreateUserTokenByPassword")
def test_a_token_is_issued_by_name_or_id_and_signs_in(team, shared_world, person):
    nobody = person.but(access=None)
    for user in ({"name": person.name, "domain": {"name": "default"}}, {"id": person.user_id}):
        for scope in (
            {"project": {"id": team.project_id}},
            {"project": {"name": "default"}},
            {"project": {"id": team.project_id, "domain": {"name": "x"}}},
        ):
            answer = nobody.send("POST", TOKENS, json=token_body(user, scope))
            assert answer.status_code == 201
            token = answer.json()["token"]
            assert (token["user"]["name"], token["project"]["id"], token["methods"]) == (
                person.name,
                team.project_id,
                ["password"],
            )
    signed_in = shared_world.viewer.but(token=answer.headers["X-Subject-Token"], access=None)
    assert signed_in.pending_items()["total"] == 0
    answer = nobody.send("POST", TOKENS, json=token_body({"name": person.name}, {"domain": {"name": "default"}}))
    assert (
        answer.status_code == 201
        and "project" not in answer.json()["token"]
        and answer.json()["token"]["domain"]["name"] == "default"
    )


def test_a_bad_token_or_password_is_refused(team, shared_world, person):
    nobody = person.but(access=None)
    message = nobody.refused("POST", TOKENS, 401, "APIGW.0301", json=token_body({"name": person.name}, password="wrong"))
    assert message == nobody.refused(
        "POST", TOKENS, 401, "APIGW.0301", json=token_body({"name": "no such user"}, password="wrong")
    )
    nobody.refused(
        "POST", TOKENS, 403, "APIGW.0305", json=token_body({"name": person.name}, {"project": {"id": team.other_project_id}})
    )
    nobody.refused(
        "POST",
        TOKENS,
        400,
        "DLF.3051",
        json={"auth": {"identity": {"methods": ["totp"], "password": {"user": {"password": "x"}}}}},
    )
    for token in ("x", "x" * 4096):
        shared_world.viewer.but(token=token, access=None).refused("GET", "/v1/{project_id}/jobs", 401, "APIGW.0301")


def test_a_sign_in_names_exactly_one_project(team, person):
    nobody, user = person.but(access=None), {"name": person.name, "domain": {"name": "default"}}
    for name in ("elsewhere", "eu-de"):
        nobody.refused("POST", TOKENS, 403, "APIGW.0305", json=token_body(user, {"project": {"name": name}}))
    nobody.refused("POST", TOKENS, 401, "APIGW.0301", json=token_body({**user, "domain": {"name": "other"}}))
    for scope in ({"domain": {"name": "zzz"}}, {"project": {"name": "default", "domain": {"name": "zzz"}}}):
        nobody.refused("POST", TOKENS, 401, "APIGW.0301", json=token_body(user, scope))


def test_a_token_for_a_project_opens_no_other(team):
    made, nobody = team.server.credentials(), team.root.but(access=None)

    def status(scope):
        answer = nobody.send("POST", TOKENS, json=token_body({"name": made["user_name"]}, scope, made["password"]))
        assert answer.json()["token"]["roles"][0]["name"] == "system_administrator"
        signed_in = nobody.but(token=answer.headers["X-Subject-Token"], workspace=None)
        return signed_in.send("GET", f"/v1/{team.other_project_id}/jobs").json()["error_code"]

    assert status({"project": {"name": "default"}}) == "APIGW.0305"
    assert status({"domain": {"name": "default"}}) == "DLF.0819", "it may enter, and there is no workspace"


def test_a_token_ends_with_the_password_that_made_it(team):
    person = team.hire(team.next_name("token"))
    answer = person.but(access=None).send("POST", TOKENS, json=token_body({"name": person.name}))
    with_token = person.but(access=None, token=answer.headers["X-Subject-Token"])
    assert with_token.call("GET", "/v3/projects")
    person.call(
        "PUT",
        f"/api/v1/users/{person.user_id}/password",
        expect=204,
        json={"password": "another phrase", "current_password": PASSWORD},
    )
    with_token.refused("GET", "/v3/projects", 401, "APIGW.0301")


def test_guessing_passwords_is_slowed_down(new_server):
    server = new_server("sqlite").start()
    team = Team(server)
    nobody = team.people["viewer"].but(access=None)
    statuses = [
        nobody.send("POST", TOKENS, json=token_body({"name": "viewer"}, password=f"guess {number}")).status_code
        for number in range(12)
    ]
    assert statuses[0] == 401 and statuses[-1] == 429
    answer = nobody.send("POST", TOKENS, json=token_body({"name": "viewer"}))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0, "the right password has to wait too"
    assert nobody.send("POST", TOKENS, json=token_body({"name": "developer"})).status_code == 201
    assert team.people["viewer"].call("GET", "/v3/projects"), "keys are not concerned"
    assert server.stop() == 0


def test_who_guesses_through_a_proxy_shuts_out_nobody_else(new_server):
    """Everybody comes from the proxy's address here, as with a proxy on the server's own machine."""
    server = new_server("sqlite").start(environment={"SLIPWAY_HTTP_TRUSTED_PROXIES": "127.0.0.1"})
    url = server.endpoint + TOKENS

    def sign_in(number, address):
        body = token_body({"name": f"nobody {number}"}, password="a guess")
        return requests.post(url, json=body, headers={"X-Forwarded-For": f"203.0.113.9, {address}"}, timeout=30).status_code

    with concurrent.futures.ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(lambda number: sign_in(number, "198.51.100.7"), range(60)))
    assert statuses.count(429) > 0 and sign_in(60, "198.51.100.7") == 429
    assert sign_in(61, "198.51.100.8") == 401, "another client is looked at"
    assert '"peer":"198.51.100.8"' in server.log_path.read_text()
    assert server.stop() == 0


@api_test("KeystoneListProjects", "KeystoneListDomains", "KeystoneListUsers")
def test_clients_find_their_project_domain_and_user(team, person):
    found = person.call("GET", "/v3/projects", query={"name": "eu-de"})["projects"]
    assert [row["id"] for row in found] == [team.project_id], "SDKs send their region and need exactly one"
    assert [row["id"] for row in team.root.call("GET", "/v3/projects", query={"name": "eu-de"})["projects"]] == [
        team.project_id
    ], "the key's home"
    assert [row["name"] for row in team.root.call("GET", "/v3/projects", query={"name": "elsewhere"})["projects"]] == [
        "elsewhere"
    ]
    assert [row["id"] for row in team.foreigner.call("GET", "/v3/projects", query={"name": "eu-de"})["projects"]] == [
        team.other_project_id
    ]
    assert [row["name"] for row in person.call("GET", "/v3/auth/domains")["domains"]] == ["default"]
    assert [row["id"] for row in person.call("GET", "/v3/users", query={"name": person.name})["users"]] == [person.user_id]


def test_only_the_date_must_be_signed(shared_world):
    viewer = shared_world.viewer
    for names in (["x-sdk-date"], ["content-type", "x-sdk-date"], ["host", "x-sdk-date"], None):
        assert viewer.call("GET", "/v1/{project_id}/jobs", signed_names=names)["total"] == 0
    viewer.refused("GET", "/v1/{project_id}/jobs", 401, "APIGW.0301", signed_names=["host"])


@pytest.mark.parametrize("minutes", [-16, 16])
def test_an_old_or_early_signature_is_refused(shared_world, minutes):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    assert "clock" in shared_world.viewer.refused("GET", "/v1/{project_id}/jobs", 401, "APIGW.0301", at=at)
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes * 7 // 8)
    assert shared_world.viewer.call("GET", "/v1/{project_id}/jobs", at=at)["total"] == 0


def signed_get(client, change=lambda headers: headers, path="/v1/{project_id}/jobs", method="GET", body=b"", query=()):
    """Signs a right request and sends it after `change`."""
    path = path.replace("{project_id}", client.project_id)
    headers = {"Content-Type": "application/json", "workspace": client.workspace}
    headers = change(signing.sign(method, path, query, headers, body, client.access, client.secret))
    return requests.request(method, client.endpoint + path, headers=headers, data=body, timeout=30)


def authorization(change):
    return lambda headers: {**headers, "Authorization": change(headers["Authorization"])}


@pytest.mark.parametrize(
    "change",
    [
        lambda headers: {name: value for name, value in headers.items() if name != "Authorization"},
        authorization(lambda text: text[:-1] + ("0" if text[-1] != "0" else "1")),
        authorization(lambda text: text.replace("Access=", "Access=X")),
        authorization(lambda text: text.replace("SDK-HMAC-SHA256", "SDK-HMAC-SM3")),
        authorization(lambda text: text.replace("SignedHeaders=", "SignedHeaders=absent;")),
        authorization(lambda text: text.split(", Signature")[0]),
        authorization(lambda text: "SDK-HMAC-SHA256"),
        authorization(lambda text: "Basic YTpi"),
        authorization(lambda text: "x" * 9000),
        lambda headers: {**headers, "workspace": "0" * 32},
        lambda headers: {**headers, "X-Sdk-Date": "today"},
        lambda headers: {**headers, "X-Sdk-Content-Sha256": "0" * 64},
    ],
    ids=range(12),
)
def test_a_signature_that_does_not_fit_is_refused(shared_world, change):
    answer = signed_get(shared_world.viewer, change)
    assert (answer.status_code, answer.json()["error_code"]) == (401, "APIGW.0301")
    assert shared_world.viewer.secret not in answer.text


def test_a_changed_body_is_refused_and_nothing_is_created(shared_world):
    developer = shared_world.developer
    path = f"/v1/{developer.project_id}/scripts"
    headers = signing.sign(
        "POST",
        path,
        (),
        {"Content-Type": "application/json", "workspace": developer.workspace},
        b'{"name":"a"}',
        developer.access,
        developer.secret,
    )
    answer = requests.post(
        developer.endpoint + path, headers=headers, data=b'{"name":"b","type":"Shell","content":""}', timeout=30
    )
    assert answer.status_code == 401
    answer = developer.send(
        "POST", path, json={"name": "b", "type": "Shell", "content": ""}, headers={"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"}
    )
    assert answer.status_code == 401
    assert developer.call("GET", "/v1/{project_id}/scripts")["total"] == 0


def test_a_repeated_signature_runs_once(team, world):
    elsewhere = World(team)
    for place in (world, elsewhere):
        place.developer.create_job(job("j", [node("n", kind="Dummy", properties={})]))
        release(place, "j")
    operator = world.operator
    path, body = f"/v1/{operator.project_id}/jobs/j/run-immediate", b"{}"
    names = {"Content-Type": "application/json", "workspace": operator.workspace}
    headers = signing.sign("POST", path, (), names, body, operator.access, operator.secret, signed_names=["x-sdk-date"])

    def post(**changes):
        return requests.post(operator.endpoint + path, headers={**headers, **changes}, data=body, timeout=30)

    answers = [post() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.json()["instanceId"] for answer in answers}) == 1
    assert len(operator.instances("j")) == 1
    answer = post(workspace=elsewhere.workspace)  # which this signature does not cover
    assert (answer.status_code, answer.json()["error_code"]) == (401, "APIGW.0301")
    assert elsewhere.operator.instances("j") == []


def test_a_repeated_signature_of_an_update_is_no_crime(shared_world):
    at = datetime.datetime.now(datetime.timezone.utc)
    for _ in range(3):
        assert shared_world.viewer.call("GET", "/v1/{project_id}/jobs", at=at)["total"] == 0


def test_secrets_stand_in_no_log(team):
    text = team.server.log_path.read_text(errors="replace")
    for secret in (team.root.secret, team.people["developer"].secret, PASSWORD, team.server.credentials()["password"]):
        assert secret not in text
