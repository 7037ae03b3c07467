"""Steps that many tests take: deploy and wait, look into production, wait for a run."""

from server_process import wait_until

ENDED = {"success", "fail", "manual-stop"}
CHANGED_SCRIPT = "echo changed\n"


def finished(client, task_id):
    return wait_until(lambda: (task := client.task(task_id))["status"] != "RUNNING" and task, what="the end of the task")


def deploy_and_wait(client, package, **options):
    return finished(client, client.deploy(package, **options)[0]["asy_task_id"])


def release(world, *names, startup_mode=0):
    """Packages what is pending under these names and brings it to production; the package's id."""
    package = world.developer.package(names, [world.deployer.user_id])
    task = deploy_and_wait(world.deployer, package, startup_mode=startup_mode)
    assert task["status"] == "SUCCESSFUL", task
    return package


def ended_run(client, job, instance_id, seconds=30.0):
    return wait_until(
        lambda: (shown := client.instance(job, instance_id))["status"] in ENDED and shown, seconds, f"the end of the run of {job}"
    )


def node_states(shown):
    return {row["nodeName"]: row["status"] for row in shown["nodes"]}


def node_log(client, world, instance_id, node, **query):
    return client.send("GET", f"{world.native}/instances/{instance_id}/nodes/{node}/log", query=query).text


def generation_numbers(client, world):
    return [row["number"] for row in client.call("GET", f"{world.native}/environments/production/generations")["items"]]


def production(client, world, number=None):
    """{(kind, name): version} of production at that generation, the newest when it is not given."""
    if number is None:
        number = max(generation_numbers(client, world), default=0)
    if number == 0:
        return {}
    found, after = {}, {}
    while after is not None:
        page = client.call(
            "GET", f"{world.native}/environments/production/generations/{number}/objects", query={"limit": 1000, **after}
        )
        found.update({(row["kind"], row["name"]): row["version"] for row in page["items"]})
        after = {"after": page["next"]} if "next" in page else None
    return found
