"""The people of a server, and a workspace with their roles in it."""

import itertools

from api_client import ApiClient

ROLES = {
    "developer": ["developer"],
    "developer2": ["developer"],
    "deployer": ["deployer"],
    "deployer2": ["deployer"],
    "operator": ["operator"],
    "viewer": ["viewer"],
    "boss": ["admin"],
}
PASSWORD = "a long pass phrase 7"


class Team:
    """Made once for a server, since each password costs a slow hash."""

    def __init__(self, server):
        made = server.credentials()
        self.server = server
        self.project_id = made["project_id"]
        self.root = ApiClient(
            server.endpoint,
            made["project_id"],
            made["access_key"],
            made["secret_key"],
            workspace=made["workspace_id"],
            user_id=made["user_id"],
            name=made["user_name"],
            clock=server.clock,
        )
        self.people = {name: self.hire(name) for name in ROLES}
        self.outsider = self.hire("outsider")  # may enter the project, has no role in a workspace
        self.other_project_id = self.root.call("POST", "/api/v1/projects", expect=201, json={"name": "elsewhere"})["id"]
        self.foreigner = self.hire("foreigner", self.other_project_id)
        self._numbers = itertools.count(1)

    def hire(self, name, project_id=None):
        project_id = project_id or self.project_id
        user = self.root.call("POST", "/api/v1/users", expect=201, json={"name": name, "password": PASSWORD})
        key = self.root.call("POST", f"/api/v1/users/{user['id']}/access-keys", expect=201, json={"project_id": project_id})
        return ApiClient(
            self.server.endpoint,
            project_id,
            key["access_key"],
            key["secret_key"],
            user_id=user["id"],
            name=name,
            clock=self.server.clock,
        )

    def next_name(self, prefix):
        return f"{prefix}{next(self._numbers)}"

    def clients(self):
        return [self.root, self.outsider, self.foreigner, *self.people.values()]


class World:
    """A workspace: `developer`, `deployer` and so on are clients of its members, `root` is the system administrator."""

    def __init__(self, team, mode="enterprise"):
        self.team, self.server, self.project_id = team, team.server, team.project_id
        self.workspace = team.root.call(
            "POST",
            "/api/v1/workspaces",
            expect=201,
            json={"project_id": team.project_id, "name": team.next_name("team"), "mode": mode},
        )["id"]
        self.native = f"/api/v1/workspaces/{self.workspace}"
        self.root = team.root.but(workspace=self.workspace)
        self.outsider = team.outsider.but(workspace=self.workspace)
        self.foreigner = team.foreigner.but(workspace=self.workspace, project_id=team.project_id)
        for name, roles in ROLES.items():
            setattr(self, name, self.join(team.people[name], roles))

    def join(self, person, roles):
        """Makes somebody a member; a client of theirs that calls this workspace."""
        self.root.call("PUT", f"{self.native}/members/{person.user_id}", json={"roles": roles})
        return person.but(workspace=self.workspace)

    def follow(self, endpoint):
        """After a restart on another port."""
        for client in [*self.team.clients(), *(value for value in vars(self).values() if isinstance(value, ApiClient))]:
            client.endpoint = endpoint
