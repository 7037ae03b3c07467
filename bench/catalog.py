"""A server whose workspace holds a catalog in production, and packages of new versions that wait to be deployed.

Through the API 200,000 objects would take most of an hour, so two objects are made that way, and the rows of the others are
copies of theirs with other names and texts. The server is stopped meanwhile. Whatever is measured goes through the API.
"""

from client import sign_in
from refusing import PREFIX
from server_process import ServerProcess

BODY_BYTES = 2048
MARKERS = 16  # jobs that stand in every package, spread over the catalog; they are first in a list of production by name
PRIME = 15_485_863  # n * PRIME % 1,000,003 draws objects without order and without a second draw
SCRIPT_NODES = ("b", "c", "d")


def script_body(name, size=BODY_BYTES):
    return {"name": name, "type": "Shell", "connectionName": "local", "content": "BODY".ljust(size - 60, "#")}


def job_body(name, scripts=tuple(f"script_{letter}" for letter in SCRIPT_NODES)):
    """Four nodes with three edges; three of them run a script each."""

    def node(name, after, **properties):
        listed = [{"name": key, "value": value} for key, value in properties.items()]
        return {"name": name, "type": "Shell", "location": {"x": "0", "y": "0"}, "preNodeName": after, "properties": listed}

    nodes = [node("a", [], statementOrScript="STATEMENT", statement="BODY".ljust(BODY_BYTES - 780, "#"))]
    nodes += [node(letter, ["a"], scriptName=script) for letter, script in zip(SCRIPT_NODES, scripts)]
    return {"name": name, "processType": "BATCH", "nodes": nodes, "schedule": {"type": "EXECUTE_ONCE"}}


def padded(number):
    return f"substr('0000000' || {number}, length(CAST({number} AS TEXT)) + 1)"


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def numbers(kind, first, last):
    """A table of one column n."""
    if kind == "sqlite":
        return f"(WITH RECURSIVE g(n) AS (SELECT {first} WHERE {first} <= {last} UNION ALL SELECT n + 1 FROM g WHERE n < {last}) SELECT n FROM g)"
    return f"(SELECT n FROM generate_series(CAST({first} AS BIGINT), {last}) AS g(n))"


class Catalog:
    def __init__(self, place, directory, settings=None):
        self.place, self.settings = place, settings or {}
        self.server = ServerProcess(directory / "data", place.database_url)
        self.count, self.base = 0, 0
        self.client = None
        self.templates = {}

    def start(self):
        self.server.start(environment=self.settings)
        if self.client:
            self.client = self.client.but(endpoint=self.server.endpoint)

    def stop(self):
        self.client.connection.close()
        code = self.server.stop()
        if code != 0:
            raise RuntimeError(f"the server ended with {code}: {self.server.log_tail()}")

    def kill(self):
        self.server.kill()

    def open_workspace(self):
        """A new one; the server runs then."""
        self.start()
        made = self.server.credentials()
        self.client = sign_in(self.server.endpoint, made)
        body = {"project_id": made["project_id"], "name": "bench", "mode": "enterprise"}
        workspace = self.client.call("POST", "/api/v1/workspaces", body)["id"]
        self.user = made["user_id"]
        self.client = self.client.but(workspace=workspace)

    def create(self, count, to_be_taken=()):
        """Generation 1 of a new workspace: the templates and `count` objects like them. Leaves the server stopped.

        Each script `to_be_taken` (refusing.py) is in production, and a job that needs it is not yet.
        """
        self.open_workspace()
        for letter in SCRIPT_NODES:
            self.client.call("POST", "/v1/{project_id}/scripts", script_body(f"script_{letter}"))
        self.client.call("POST", "/v1/{project_id}/jobs", job_body("job_name"))
        for script in to_be_taken:
            self.client.call("POST", "/v1/{project_id}/scripts", script_body(script))
        self.deploy_templates()
        for script in to_be_taken:
            self.client.call("POST", "/v1/{project_id}/jobs", job_body(PREFIX + script, [script, "script_b", "script_c"]))
        self.stop()
        self.read_templates()
        self.insert(1, count)
        self.count = count

    def native(self, path):
        return f"/api/v1/workspaces/{self.client.workspace}{path}"

    def package(self, item_ids, name):
        body = {"apply_user_id": self.user, "package_name": name, "pending_item_list": item_ids, "approver_ids": [self.user]}
        return self.client.call("POST", "/v2/{project_id}/factory/pending-items/package", body)["release_package_id"]

    def deploy(self, package):
        """The id of the task to poll."""
        body = {"package_ids": [package], "startup_mode": 0}
        return self.client.call("POST", "/v2/{project_id}/factory/release-packages/deploy", body)["deploy_package_details"][0]["asy_task_id"]

    def deploy_templates(self):
        items = self.client.call("GET", "/v2/{project_id}/factory/pending-items?limit=100")["data"]
        task = self.deploy(self.package([row["pending_item_id"] for row in items], "templates"))
        while (ended := self.client.call("GET", "/v1/{project_id}/system-tasks/" + task))["status"] == "RUNNING":
            pass
        if ended["status"] != "SUCCESSFUL":
            raise RuntimeError(f"the templates were not deployed: {ended}")

    def read_templates(self):
        rows = self.place.select(
            "SELECT o.kind, d.content FROM draft d JOIN object o ON o.id = d.object_id WHERE o.name IN ('job_name', 'script_b')")
        self.templates = dict(rows)
        self.base = int(self.place.select("SELECT max(id) FROM object")[0][0])
        found = self.place.select(
            "SELECT e.id, o.deployment_id FROM environment e JOIN environment_object o ON o.environment_id = e.id LIMIT 1")
        self.environment, self.deployment = map(int, found[0])

    # Rows.

    def numbers(self, first, last):
        return numbers(self.place.kind, first, last)

    def drafts(self, source, version):
        """A table `item` of the numbers in `source`: even ones are jobs. Their texts differ by number and version."""
        stride = max(2, self.wanted // MARKERS // 2 * 2)
        is_marker = f"n % {stride} = 0 AND n <= {stride * MARKERS}"
        body = f"'body of ' || n || ' {version}'"
        name = f"CASE WHEN {is_marker} THEN 'a_marker_' || {padded('n')} WHEN n % 2 = 0 THEN 'job_' || {padded('n')} " \
               f"ELSE 'script_' || {padded('n')} END"
        job = quoted(self.templates["job"])
        for letter, distance in zip(SCRIPT_NODES, (1, 3, 5)):
            job = f"replace({job}, '\"script_{letter}\"', '\"script_' || {padded(self.lower(distance))} || '\"')"
        content = f"CASE WHEN n % 2 = 0 THEN replace(replace({job}, '\"job_name\"', '\"' || name || '\"'), 'BODY', {body}) " \
                  f"ELSE replace({quoted(self.templates['script'])}, 'BODY', {body}) END"
        return [
            f"CREATE TEMP TABLE item AS SELECT n, object_id, kind, name, version, {content} AS content FROM (SELECT n, "
            f"n + {self.base} AS object_id, CASE WHEN n % 2 = 0 THEN 'job' ELSE 'script' END AS kind, {name} AS name, "
            f"{version} AS version FROM {source} AS wanted) AS named"
        ]

    @staticmethod
    def lower(distance):
        return f"(CASE WHEN n > {distance} THEN n - {distance} ELSE 1 END)"

    def version_rows(self):
        rows = ["INSERT INTO object_version (object_id, number, name, content, digest, submission, submitted_by, submitted_at) "
                f"SELECT object_id, version, name, content, sha256_hex(content), '{{}}', '{self.user}', 1700000000000000 + n FROM item"]
        for letter, distance in zip(SCRIPT_NODES, (1, 3, 5)):
            rows.append("INSERT INTO version_reference (object_id, number, relation, target_kind, target_name, node_name) "
                        f"SELECT object_id, version, 'needs', 'script', 'script_' || {padded(self.lower(distance))}, '{letter}' "
                        "FROM item WHERE kind = 'job'")
        return rows

    def object_rows(self, condition="true"):
        return [
            "INSERT INTO object (id, workspace_id, kind, name, name_folded, is_live, latest_version, lock_holder, created_by, "
            f"created_at, updated_by, updated_at) SELECT object_id, '{self.client.workspace}', kind, name, name, 1, version, NULL, "
            f"'{self.user}', 1700000000000000 + n, '{self.user}', 1700000000000000 + n FROM item WHERE {condition}",
            "INSERT INTO draft (object_id, content, digest, submission) "
            f"SELECT object_id, content, sha256_hex(content), '{{}}' FROM item WHERE {condition}",
        ]

    def next_ids(self, *tables):
        if self.place.kind == "sqlite":
            return []  # it keeps count by itself
        return [f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}" for table in tables]

    def insert(self, first, last):
        self.wanted = last
        self.place.run([
            *self.drafts(self.numbers(first, last), 1),
            *self.object_rows(),
            *self.version_rows(),
            "INSERT INTO environment_object (environment_id, object_id, first_generation, last_generation, version, kind, name, "
            f"deployment_id) SELECT {self.environment}, object_id, 1, NULL, 1, kind, name, {self.deployment} FROM item",
            *self.next_ids("object"),
        ])

    def submit(self, items, version, new):
        """Pending items of one package: `new` new objects, the others new versions of what is in production; their ids.

        The server must be stopped. `version` must be above every one before.
        """
        stride = max(2, self.wanted // MARKERS // 2 * 2)
        is_marker = f"n % {stride} = 0 AND n <= {stride * MARKERS}"
        drawn = f"SELECT n FROM {self.numbers(1, self.wanted)} AS g ORDER BY CASE WHEN {is_marker} THEN 0 ELSE 1 END, " \
                f"(n + {version}) * {PRIME} % 1000003 LIMIT {items - new}"
        added = f"SELECT n FROM {self.numbers(self.count + 1, self.count + new)} AS h"
        top = int(self.place.select("SELECT coalesce(max(id), 0) FROM pending_item")[0][0])
        self.place.run([
            *self.drafts(f"(SELECT n FROM ({drawn}) AS x UNION ALL {added})", version),
            *self.object_rows(f"n > {self.count}"),
            *self.version_rows(),
            f"UPDATE object SET latest_version = {version} WHERE id IN (SELECT object_id FROM item)",
            "INSERT INTO pending_item (workspace_id, object_id, kind, name, name_folded, change, version, submitted_by, submitted_at) "
            f"SELECT '{self.client.workspace}', object_id, kind, name, name, 'put', version, '{self.user}', 1700000000000000 + n FROM item",
            *self.next_ids("object"),
        ])
        self.count += new
        return [row[0] for row in self.place.select(f"SELECT id FROM pending_item WHERE id > {top}")]
