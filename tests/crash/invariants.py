"""What must hold in the tables after any crash, read from outside."""

import collections

from store_dump import select


def check_generations(server):
    """No torn generation: every interval begins with a generation that was switched to, whole."""
    environments = {row["id"]: row["generation"] for row in select(server, "SELECT id, generation FROM environment")}
    generations = collections.defaultdict(dict)
    for row in select(server, "SELECT environment_id, number, deployment_id, item_count FROM generation"):
        generations[row["environment_id"]][row["number"]] = row
    begun, ended = collections.Counter(), collections.Counter()
    for row in select(server, "SELECT * FROM environment_object"):
        made = generations[row["environment_id"]].get(row["first_generation"])
        assert made is not None, f"a row of a generation that never was: {row}"
        assert made["deployment_id"] == row["deployment_id"], f"a row of another deployment: {row}"
        begun[row["environment_id"], row["first_generation"]] += 1
        if row["last_generation"] is not None:
            assert row["last_generation"] < environments[row["environment_id"]], f"closed by a generation that never was: {row}"
            ended[row["environment_id"], row["last_generation"] + 1] += 1
    lost = (
        "SELECT e.object_id, e.version FROM environment_object e WHERE NOT EXISTS "
        "(SELECT 1 FROM object_version v WHERE v.object_id = e.object_id AND v.number = e.version)"
    )
    assert select(server, lost) == [], "what is in an environment has its version"
    for environment, numbers in generations.items():
        assert sorted(numbers) == list(range(1, environments[environment] + 1)), "generations have no gaps"
        for number, row in numbers.items():
            changed = max(begun[environment, number], ended[environment, number])
            assert (
                changed <= row["item_count"] <= begun[environment, number] + ended[environment, number]
            ), f"a torn generation: {row}"
    assert all(len(numbers) == environments[environment] for environment, numbers in generations.items())


def check_deployments(server):
    """Every deployment has ended, its package agrees, and nothing is held or left to do."""
    rows = select(
        server,
        "SELECT d.id, d.package_id, d.state, d.generation, p.state AS package_state FROM deployment d "
        "JOIN release_package p ON p.id = d.package_id ORDER BY d.id",
    )
    switched = collections.Counter(row["package_id"] for row in rows if row["generation"] is not None)
    assert all(count == 1 for count in switched.values()), f"deployed twice: {switched}"
    assert all(row["state"] in ("succeeded", "succeeded_with_warnings", "failed") for row in rows), f"not ended: {rows}"
    newest = {row["package_id"]: row for row in rows}
    for row in newest.values():
        assert row["package_state"] == ("failed" if row["state"] == "failed" else "deployed"), row
    assert select(server, "SELECT id FROM environment WHERE holder_deployment_id IS NOT NULL") == []
    assert select(server, "SELECT id FROM outbox") == []
    assert select(server, "SELECT deployment_id FROM start_journal WHERE state = 'pending'") == []


def check_runs(server, lines):
    """Nothing was started twice: one run a deployment and job, one line an attempt of a node."""
    starts = collections.Counter(
        (row["deployment_id"], row["object_id"])
        for row in select(server, "SELECT deployment_id, object_id FROM job_instance WHERE deployment_id IS NOT NULL")
    )
    assert all(count == 1 for count in starts.values()), f"started twice: {starts}"
    seen = collections.Counter(lines)
    assert all(count == 1 for count in seen.values()), f"an attempt ran twice: {seen}"
    assert select(server, "SELECT id FROM job_instance WHERE ended_at IS NULL") == []
    assert select(server, "SELECT instance_id FROM node_instance WHERE state IN ('waiting', 'ready', 'running')") == []


def check_counters(server):
    """What admits trusts the counters of a job: they are what its instances are, but for those that are set aside."""
    counted = (
        "SELECT count(*) FROM job_instance i WHERE i.environment_id = j.environment_id AND i.object_id = j.object_id "
        "AND i.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM set_aside s WHERE s.instance_id = i.id) AND i.state = "
    )
    wrong = (
        f"SELECT * FROM (SELECT j.object_id, j.waiting_count, j.running_count, ({counted} 'waiting') AS waiting, "
        f"({counted} 'running') AS running FROM environment_job j) AS counted "
        "WHERE waiting_count <> waiting OR running_count <> running"
    )
    assert select(server, wrong) == []


def check_nothing_set_aside(server):
    assert select(server, "SELECT * FROM set_aside") == []
    assert select(server, "SELECT instance_id FROM kept_outcome") == []


def check_everything(server, lines=()):
    check_generations(server)
    check_deployments(server)
    check_runs(server, lines)
    check_counters(server)
    check_nothing_set_aside(server)
