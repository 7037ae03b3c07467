"""A package that production has moved away from since it was made is refused, at its last item: what that costs.

Its last job by name needs a script that another package has taken away meanwhile. The server looks at the whole package before it
stages anything, so nothing is to be taken back.
"""

import time

PREFIX = "zz_needs_"


def taken_script(number):
    return f"taken_{number}"


def newest_generation(catalog):
    return catalog.client.call("GET", catalog.native("/environments/production/generations?limit=1"))["items"][0]["number"]


def wait_until_refused(catalog, package):
    """It is one of the two newest."""
    while True:
        rows = catalog.client.call("POST", "/v2/{project_id}/factory/release-packages", {"limit": 2})["data"]
        (status,) = [row["deploy_status"] for row in rows if row["package_id"] == package]
        if status != 5:
            return
        time.sleep(0.005)


def task_of(catalog, task):
    return catalog.client.call("GET", "/v1/{project_id}/system-tasks/" + task)


def item_of(catalog, name):
    return catalog.place.select(f"SELECT id FROM pending_item WHERE name = '{name}' AND package_id IS NULL")[0][0]


def take_away(catalog, script):
    """Releases the deletion of the script, its follow-up included."""
    catalog.client.call("DELETE", "/v1/{project_id}/scripts/" + script)
    task = catalog.deploy(catalog.package([item_of(catalog, script)], "takes " + script))
    while (status := task_of(catalog, task)["status"]) == "RUNNING":
        time.sleep(0.005)
    if status != "SUCCESSFUL":
        raise RuntimeError(f"the deletion of {script} was not released: {status}")


def refused_seconds(catalog, number, item_ids):
    """From the call to the failed package. Leaves the server stopped and none of the items pending."""
    script = taken_script(number)
    catalog.start()
    package = catalog.package([*item_ids, item_of(catalog, PREFIX + script)], "comes too late")
    take_away(catalog, script)
    before = newest_generation(catalog)
    called = time.perf_counter()
    task = catalog.deploy(package)
    wait_until_refused(catalog, package)
    took = time.perf_counter() - called
    shown = task_of(catalog, task)
    if shown["status"] != "FAILED" or script not in shown["message"] or newest_generation(catalog) != before:
        raise RuntimeError(f"the package was not refused as it should be: {shown['status']} {shown['message']}")
    catalog.client.call("POST", "/v2/{project_id}/factory/release-packages/unpack", {"package_ids": [package]})
    catalog.stop()
    catalog.place.run([f"DELETE FROM pending_item WHERE name NOT LIKE '{PREFIX}%'"])
    return took
