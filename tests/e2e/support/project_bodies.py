"""Scripts and jobs to send, as the public API has them."""


def script(name, content="echo hello\n", kind="Shell", **more):
    return {"name": name, "type": kind, "content": content, "connectionName": "local", **more}


def node(name, *after, kind="Shell", properties=None, **more):
    properties = {"statementOrScript": "STATEMENT", "statement": "echo done"} if properties is None else properties
    return {
        "name": name,
        "type": kind,
        "location": {"x": "0", "y": "0"},
        "preNodeName": list(after),
        "properties": [{"name": key, "value": value} for key, value in properties.items()],
        **more,
    }


def job(name, nodes=None, schedule=None, **more):
    return {
        "name": name,
        "processType": "BATCH",
        "nodes": nodes if nodes is not None else [node("run")],
        "schedule": schedule or {"type": "EXECUTE_ONCE"},
        **more,
    }


def runs_script(name, *after, script_name, **more):
    return node(name, *after, properties={"scriptName": script_name}, **more)


def daily(expression="0 0 3 * * ?", **more):
    return {
        "type": "CRON",
        "cron": {"startTime": "2020-01-01T00:00:00+00", "expression": expression, "expressionTimeZone": "GMT+0", **more},
    }
