"""What tests that walk all operations share: a path of nothing that exists, the code of a refusal."""

import re


def fill(path, world):
    """A path of something that does not exist, in this project and workspace."""
    values = {
        "project_id": world.project_id,
        "workspace_id": world.workspace,
        "user_id": "f" * 32,
        "environment": "production",
        "number": "77",
    }
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "7777777"), path)


def code_of(answer):
    body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
    return body.get("error_code") or body.get("code")
