"""The smallest client of the API: one kept connection, a token, JSON. What it costs must not hide what the server costs."""

import http.client
import json
import urllib.parse


class Client:
    def __init__(self, endpoint, project_id, workspace=None, token=None):
        self.endpoint, self.project_id, self.workspace, self.token = endpoint, project_id, workspace, token
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(endpoint).netloc, timeout=600)

    def but(self, **changes):
        return Client(**{**dict(endpoint=self.endpoint, project_id=self.project_id, workspace=self.workspace, token=self.token), **changes})

    def headers(self):
        given = {"Content-Type": "application/json", "workspace": self.workspace, "X-Auth-Token": self.token}
        return {name: value for name, value in given.items() if value}

    def send(self, method, path, json_body=None):
        """Status, headers and text."""
        body = None if json_body is None else json.dumps(json_body, separators=(",", ":")).encode()
        self.connection.request(method, path.replace("{project_id}", self.project_id), body, self.headers())
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def call(self, method, path, json_body=None):
        status, _, text = self.send(method, path, json_body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {text[:1000].decode(errors='replace')}")
        return json.loads(text) if text else {}


def sign_in(endpoint, credentials):
    """A client with a token of that user."""
    client = Client(endpoint, credentials["project_id"])
    user = {"name": credentials["user_name"], "password": credentials["password"], "domain": {"name": "default"}}
    body = {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"id": credentials["project_id"]}},
        }
    }
    status, headers, text = client.send("POST", "/v3/auth/tokens", body)
    if status != 201:
        raise RuntimeError(f"no token: {status} {text[:500]}")
    return client.but(token=headers["X-Subject-Token"])
