"""Rows that a database refuses to write, or that a server cannot read, planted from outside while it runs."""

from second_session import SecondSession
from store_dump import select

MINUTE = 60_000_000  # instants of the tables are microseconds


def execute(server, *statements):
    with SecondSession(server) as session:
        for statement in statements:
            session.run(statement)


def refuse(server, name, change, when):
    """From now on the database refuses such a change of job_instance; `when` is over NEW."""
    if not server.database_url:
        refusal = "BEGIN SELECT RAISE(ABORT, 'poison'); END"
        execute(server, f"CREATE TRIGGER {name} BEFORE {change} ON job_instance WHEN {when} {refusal}")
        return
    execute(
        server,
        "CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''poison''; END'",
        f"CREATE TRIGGER {name} BEFORE {change} ON job_instance FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION poison()",
    )


def allow(server, name):
    execute(server, f"DROP TRIGGER {name}" + (" ON job_instance" if server.database_url else ""))


def object_id(server, job):
    (row,) = select(server, f"SELECT id FROM object WHERE kind = 'job' AND name = '{job}' AND is_live = 1")
    return row["id"]


def miss_plan_times(server, job, minutes):
    """As if it had been released before that, and nobody had planned it since: its plan times of then are due now."""
    back = minutes * MINUTE
    execute(
        server,
        f"UPDATE generation SET created_at = created_at - {back}",
        f"UPDATE environment_job SET planned_through = planned_through - {back}, next_plan_time = next_plan_time - {back} "
        f"WHERE object_id = {object_id(server, job)}",
    )


def end_pauses(server):
    """What is set aside is tried again at once."""
    execute(server, "UPDATE set_aside SET next_try = paused_at")


def set_aside(server):
    """{(task, job): tries}"""
    rows = select(server, "SELECT s.task, o.name, s.tries FROM set_aside s JOIN object o ON o.id = s.object_id")
    return {(row["task"], row["name"]): row["tries"] for row in rows}
