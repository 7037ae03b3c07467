"""A database of the first version goes on under the server of today: nothing is lost, run twice or forbidden that was there."""

import datetime
import os
import time

import pytest

from invariants import check_everything
from project_bodies import job, node, script
from release_steps import ENDED, deploy_and_wait, ended_run, node_log, production
from server_process import ROOT, wait_until
from store_dump import select

MISSED_MAX = 1_000  # limits.cron_missed
MINUTE = 60_000


def attempts(part):
    return [(row["attempt"], row["status"]) for row in part["attempts"]]


def ended(first, instance):
    shown = wait_until(lambda: (run := first.run(instance))["status"] in ENDED and run, what="the end of the run")
    return shown, {part["name"]: part for part in shown["nodes"]}


def test_all_migrations_are_applied(first, database_kind):
    files = sorted(path.name for path in (ROOT / "schema" / database_kind).glob("0*.sql"))
    rows = select(first.server, "SELECT number, applied_at FROM schema_migration ORDER BY number")
    assert [row["number"] for row in rows] == list(range(1, len(files) + 1)) and len(files) > 1
    assert rows[0]["applied_at"] < rows[1]["applied_at"], "the first one is of then"


def test_keys_of_then_sign_calls(first):
    for name in first.story["people"]:
        client = getattr(first, name).but(workspace=None)
        assert client.call("GET", "/v3/projects")["projects"], name
    assert first.developer.show_script("greet")["content"] == "echo hello\n"
    first.outsider.refused("GET", "/v1/{project_id}/scripts/greet", 400, "DLF.0819")  # not of the workspace


def test_what_had_ended_is_shown_as_it_was(first):
    shown, nodes = ended(first, first.story["runs"]["report"])
    assert shown["status"] == "success" and attempts(nodes["n"]) == [(1, "fail"), (2, "success")]
    assert [row["exit_code"] for row in nodes["n"]["attempts"]] == [1, 0]
    shown, nodes = ended(first, first.story["runs"]["broken"])
    assert shown["status"] == "fail" and "the reason" in nodes["n"]["message"]
    at = {row["id"]: row["ended_at"] for row in first.rows("job_instance")}
    assert all(at[row["id"]] == row["ended_at"] for row in first.before["job_instance"] if row["ended_at"] is not None)


def test_logs_of_then_are_read(first):
    instance = first.story["runs"]["report"]
    path = f"{first.native}/instances/{instance}/nodes/n/log"
    assert [first.viewer.send("GET", path, query={"attempt": number}).text for number in (1, 2)] == ["attempt 1\n", "attempt 2\n"]


def test_a_node_that_died_with_the_first_server_and_has_no_retries_fails_and_is_not_run_again(first):
    instance = first.story["runs"]["lost"]
    shown, nodes = ended(first, instance)
    assert shown["status"] == "fail" and "lost" in nodes["n"]["message"]
    assert attempts(nodes["n"]) == [(1, "lost")] and first.lines_of(instance) == []


def test_a_node_that_died_with_the_first_server_is_retried_where_it_may_be(first):
    instance = first.story["runs"]["again"]
    shown, nodes = ended(first, instance)
    assert shown["status"] == "success"
    assert attempts(nodes["before"]) == [(1, "success")] and attempts(nodes["n"]) == [(1, "lost"), (2, "success")]
    assert first.lines_of(instance) == [("n", 2), ("after", 1)], "what had succeeded is not run again"


def test_runs_that_waited_run_once(first):
    running, *waiting = first.story["runs"]["queued"]
    assert ended(first, running)[0]["status"] == "success" and first.lines_of(running) == [("n", 2)]
    for instance in [*waiting, first.story["runs"]["ready"]]:
        assert ended(first, instance)[0]["status"] == "success"
        assert first.lines_of(instance) == [("n", 1)]


def months_since(begin):
    """When the job `monthly` is due, from then to now."""
    now, month, found = datetime.datetime.now(datetime.timezone.utc), begin.year * 12 + begin.month - 1, []
    while True:
        at = datetime.datetime(month // 12, month % 12 + 1, 1, 3, tzinfo=datetime.timezone.utc)
        if at > now:
            return found
        if at > begin:
            found.append(round(at.timestamp() * 1000))
        month += 1


def test_no_plan_time_since_then_is_lost(first):
    begin = min(row["started_at"] for row in first.before["environment_job"] if row["status"] == "scheduling")
    expected = months_since(datetime.datetime.fromtimestamp(begin / 1e6, datetime.timezone.utc))
    wait_until(lambda: len(first.planned("monthly")) >= len(expected), what="the runs that were missed")
    assert first.planned("monthly") == expected and expected

    known = sum(row["job_name"] == "minutely" and row["kind"] == 0 for row in first.before["job_instance"])
    wait_until(lambda: len(first.planned("minutely")) >= known + MISSED_MAX, what="as many as are made up for")
    times = first.planned("minutely")[: known + MISSED_MAX]
    assert known >= 3 and times == list(range(times[0], times[0] + len(times) * MINUTE, MINUTE)), "one each minute"
    left_out = "SELECT subject_name FROM audit WHERE action = 'job.plan_times_left_out'"
    assert [row["subject_name"] for row in select(first.server, left_out)] == ["minutely"]


def test_schedules_go_on_and_what_was_stopped_stays_so(first):
    def next_times():
        rows = select(
            first.server,
            "SELECT o.name, j.status, j.next_plan_time FROM environment_job j JOIN object o ON o.id = j.object_id "
            "WHERE o.name IN ('minutely', 'monthly', 'stopped')",
        )
        return {row["name"]: (row["status"], row["next_plan_time"]) for row in rows}

    now = time.time() * 1e6
    wait_until(lambda: all(at is None or at > now for _, at in next_times().values()), what="plan times to come")
    assert {name: status for name, (status, _) in next_times().items()} == {
        "minutely": "scheduling",
        "monthly": "scheduling",
        "stopped": "stopped",
    }
    stopped = sum(row["job_name"] == "stopped" for row in first.before["job_instance"])
    assert len(first.planned("stopped")) == stopped


def test_a_package_and_a_draft_of_then_are_released(first):
    assert ("script", "packaged") not in production(first.viewer, first)
    task = deploy_and_wait(first.deployer, first.story["packages"]["pending"], startup_mode=0)
    assert task["status"] == "SUCCESSFUL", task
    first.developer.update_script(script("draft", "echo from a draft\n"))
    package = first.developer.package(["submitted", "draft"], [first.deployer.user_id])
    assert deploy_and_wait(first.deployer, package)["status"] == "SUCCESSFUL"
    there = production(first.viewer, first)
    assert {there["script", name] for name in ("packaged", "submitted", "draft")} == {1}
    assert there["job", "packaged_job"] == 1


def test_a_new_package_is_deployed_and_its_job_runs(first):
    first.developer.create_job(job("new", [node("n", properties={"statement": "echo new"})]))
    package = first.developer.package(["new"], [first.deployer.user_id])
    assert deploy_and_wait(first.deployer, package, startup_mode=0)["status"] == "SUCCESSFUL"
    instance = first.operator.run_once("new")
    assert ended_run(first.operator, "new", instance)["status"] == "success"
    assert node_log(first.viewer, first, instance, "n") == "new\n"


def test_nodes_may_still_write_what_nodes_of_then_wrote(first):
    instance = first.operator.run_once("writer")
    assert ended_run(first.operator, "writer", instance)["status"] == "success"
    assert first.lines_of(instance) == [("n", 1)]


def test_that_all_nodes_stay_one_user_is_told(first):
    if os.geteuid() != 0:
        pytest.skip("only a server that is root has the choice")
    warnings = [line for line in first.server.log_path.read_text().splitlines() if "nodes_not_isolated" in line]
    assert len(warnings) == 1 and "began with a version where all nodes were one user" in warnings[0]


def test_afterwards_the_tables_are_right(first):
    open_runs = "SELECT id FROM job_instance WHERE ended_at IS NULL"
    wait_until(lambda: select(first.server, open_runs) == [], 60, "the end of all runs")
    first.operator.call("POST", "/v1/{project_id}/jobs/minutely/stop", expect=204)  # no new one while we look
    wait_until(lambda: select(first.server, open_runs) == [], what="the end of the last run")
    check_everything(first.server, (first.directory / "ran").read_text().splitlines())
    failed = "SELECT job_name FROM job_instance WHERE state = 'fail' ORDER BY job_name"
    assert [row["job_name"] for row in select(first.server, failed)] == ["broken", "lost"]
