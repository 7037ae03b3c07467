"""A plain client: signs like an SDK or sends a token, and holds every answer against the contract."""

import json as json_module
import urllib.parse

import requests

import contract_check
import signing


class ApiError(AssertionError):
    """An answer that the test did not expect."""


class ApiClient:
    def __init__(
        self, endpoint, project_id, access=None, secret=None, token=None, workspace=None, user_id=None, name=None, clock=None
    ):
        self.endpoint, self.project_id, self.workspace = endpoint, project_id, workspace
        self.access, self.secret, self.token = access, secret, token
        self.user_id, self.name = user_id, name
        self.clock = clock  # of a server whose clock a test sets
        self.session = requests.Session()
        self.session.trust_env = False

    def but(self, **changes):
        """The same client with other project, workspace or credentials."""
        settings = dict(
            endpoint=self.endpoint,
            project_id=self.project_id,
            access=self.access,
            secret=self.secret,
            token=self.token,
            workspace=self.workspace,
            user_id=self.user_id,
            name=self.name,
            clock=self.clock,
        )
        return ApiClient(**{**settings, **changes})

    def send(self, method, path, json=None, query=(), headers=None, body=None, signed_names=None, at=None, chunked=False):
        """`path` may hold {project_id}; the answer, whatever its status."""
        path = path.replace("{project_id}", self.project_id)
        query = [(name, value) for name, value in (query.items() if isinstance(query, dict) else query)]
        if body is None:
            body = b"" if json is None else json_module.dumps(json, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json;charset=UTF-8"}
        if self.workspace:
            sent["workspace"] = self.workspace
        sent.update(headers or {})
        if self.token:
            sent["X-Auth-Token"] = self.token
        elif self.access:
            at = at or (self.clock and self.clock.now())
            sent["Host"] = urllib.parse.urlsplit(self.endpoint).netloc
            sent = signing.sign(method, path, query, sent, body, self.access, self.secret, signed_names=signed_names, at=at)
        url = self.endpoint + urllib.parse.quote(path, safe="/~%")
        if query:
            url += "?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote)
        response = self.session.request(method, url, data=iter([body]) if chunked else body, headers=sent, timeout=30)
        contract_check.check_answer(method, path, response)
        return response

    def call(self, method, path, expect=200, **options):
        """The decoded body of an answer with the expected status."""
        response = self.send(method, path, **options)
        if response.status_code != expect:
            raise ApiError(f"{method} {path}: {response.status_code} instead of {expect}: {response.text[:2000]}")
        is_json = response.headers.get("Content-Type", "").split(";")[0].endswith("json")
        return response.json() if is_json and response.content else response.text

    def refused(self, method, path, status, code, **options):
        """Demands a refusal with this status and public code; its message."""
        response = self.send(method, path, **options)
        body = response.json() if response.content else {}
        found = body.get("error_code") or body.get("code")
        assert (response.status_code, found) == (status, code), f"{method} {path}: {response.status_code} {response.text[:1000]}"
        return body.get("error_msg") or body.get("detail", "")

    # Development.

    def create_script(self, body):
        return self.call("POST", "/v1/{project_id}/scripts", expect=204, json=body)

    def update_script(self, body):
        return self.call("PUT", f"/v1/{{project_id}}/scripts/{body['name']}", expect=204, json=body)

    def show_script(self, name, **query):
        return self.call("GET", f"/v1/{{project_id}}/scripts/{name}", query=query)

    def create_job(self, body):
        return self.call("POST", "/v1/{project_id}/jobs", expect=204, json=body)

    def update_job(self, body):
        return self.call("PUT", f"/v1/{{project_id}}/jobs/{body['name']}", expect=204, json=body)

    def show_job(self, name, **query):
        return self.call("GET", f"/v1/{{project_id}}/jobs/{name}", query=query)

    # Release.

    def pending_items(self, **query):
        return self.call("GET", "/v2/{project_id}/factory/pending-items", query={"limit": 100, **query})

    def item_ids(self, *names):
        """The ids of the free items of these names, in that order."""
        rows = {row["item_name"]: row["pending_item_id"] for row in self.pending_items()["data"] if row["package_flag"] == 0}
        return [rows[name] for name in names]

    def package_body(self, names, approvers, name="release", applicant=None):
        return {
            "apply_user_id": applicant or self.user_id,
            "package_name": name,
            "pending_item_list": self.item_ids(*names),
            "approver_ids": approvers,
        }

    def package(self, names, approvers, **options):
        body = self.package_body(names, approvers, **options)
        return self.call("POST", "/v2/{project_id}/factory/pending-items/package", json=body)["release_package_id"]

    def deploy(self, *packages, startup_mode=1):
        body = {"package_ids": list(packages), "startup_mode": startup_mode}
        return self.call("POST", "/v2/{project_id}/factory/release-packages/deploy", json=body)["deploy_package_details"]

    def revoke(self, *packages):
        return self.call("POST", "/v2/{project_id}/factory/release-packages/unpack", json={"package_ids": list(packages)})

    def packages(self, **filters):
        return self.call("POST", "/v2/{project_id}/factory/release-packages", json=filters)

    def task(self, task_id):
        return self.call("GET", "/v1/{project_id}/system-tasks/" + task_id)

    def detail(self, package):
        return self.call("GET", "/v2/{project_id}/factory/release-packages/" + package)

    # Runs.

    def start(self, job, **body):
        return self.call("POST", f"/v1/{{project_id}}/jobs/{job}/start", expect=204, json=body)

    def run_once(self, job, **body):
        return self.call("POST", f"/v1/{{project_id}}/jobs/{job}/run-immediate", json=body)["instanceId"]

    def instance(self, job, instance_id):
        return self.call("GET", f"/v1/{{project_id}}/jobs/{job}/instances/{instance_id}")

    def instances(self, job, **query):
        return self.call(
            "GET", "/v1/{project_id}/jobs/instances/detail", query={"jobName": job, "preciseQuery": "true", **query}
        )["instances"]
