"""Rows of runs, written into a database whose server is stopped: what a server that starts later finds to do, or has long done.

Nodes are named as in engine_world.py, n0 and so on.
"""

from catalog import numbers

LATER = 10 * 86_400 * 1_000_000
INSTANCE = "INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, " \
           "generation, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, created_by, submitted_at, " \
           "started_at, ended_at) "
NODE = "INSERT INTO node_instance (instance_id, ordinal, name, type, kind, queue_class, state, waiting_for, attempt, tries, fence, " \
       "ready_pause, ready_at, started_at, ended_at) "


def runs(world, job, count, state, now, nodes=0):
    """Instances of a job, with so many nodes that have not ended."""
    is_ended, is_started = state == "success", state != "waiting"
    return INSTANCE + (
        f"SELECT '{world.workspace}', {world.environment}, {job.id}, '{job.name}', '{job.name}', 7, {now} + n, 1, 1, '{{}}', '{state}', "
        f"0, 0, 0, {nodes}, '{world.user}', {now}, {now if is_started else 'NULL'}, {now if is_ended else 'NULL'} "
        f"FROM {numbers(world.kind, 1, count)} AS g ORDER BY n")


def nodes_of(world, job, state, now, after):
    """Nodes without an edge for the instances of the job whose id is above `after`."""
    is_ended = state == "success"
    tried = 1 if is_ended else 0
    return NODE + (
        f"SELECT i.id, n, 'n' || n, '{job.type}', '{job.kind}', 'production', '{state}', 0, {tried}, {tried}, {tried}, 0, "
        f"{'NULL' if is_ended else now}, {now if is_ended else 'NULL'}, {now if is_ended else 'NULL'} "
        f"FROM job_instance i CROSS JOIN {numbers(world.kind, 0, job.size - 1)} AS g WHERE i.object_id = {job.id} AND i.id > {after} "
        "ORDER BY i.id, n")


def counted(world, job, waiting, running):
    """The job's counters say the same as its instances."""
    return ("INSERT INTO environment_job (environment_id, object_id, status, parameters, waiting_count, running_count, running_max) "
            f"VALUES ({world.environment}, {job.id}, 'stopped', '{{}}', {waiting}, {running}, 1000) "
            "ON CONFLICT (environment_id, object_id) DO UPDATE SET waiting_count = excluded.waiting_count, "
            "running_count = excluded.running_count, running_max = excluded.running_max")


def ready_runs(world, job, count, now, after):
    """Runs that have been admitted, whose nodes are all ready."""
    return [runs(world, job, count, "running", now, job.size), nodes_of(world, job, "ready", now, after), counted(world, job, 0, count)]


def hidden_runs(world, job, count, now, _after):
    """Runs that wait, which their job's counter does not say yet, so that nobody admits them."""
    return [runs(world, job, count, "waiting", now), counted(world, job, 0, 0)]


def shown(world, job, count):
    return f"UPDATE environment_job SET waiting_count = {count} WHERE environment_id = {world.environment} AND object_id = {job.id}"


def finished_runs(world, job, count, now, after):
    attempts = "INSERT INTO node_attempt (instance_id, ordinal, attempt, outcome, started_at, ended_at) " \
               f"SELECT instance_id, ordinal, 1, 'succeeded', {now}, {now} FROM node_instance WHERE instance_id > {after} ORDER BY 1, 2"
    unchecked = [] if world.kind == "sqlite" else ["SET LOCAL session_replication_role = replica"]  # a look-up for each row else
    return [*unchecked, runs(world, job, count, "success", now), nodes_of(world, job, "success", now, after), attempts]


def idle_jobs(world, job, count, full, now):
    """Copies of a job that are scheduled and far from due; `full` of them run one instance that waits for its node's next attempt, which
    is all that they may run, and have waiting instances, `count` together."""
    first, jobs = world.top_object + 1, numbers(world.kind, 1, count)
    held = f"SELECT '{world.workspace}', {world.environment}, {world.top_object} + j.n, 'idle_' || j.n, 'idle_' || j.n, 7, {now} + w.n, 1, 1, '{{}}'"
    holders, waiters = numbers(world.kind, 1, full), numbers(world.kind, 1, count // full)
    return [
        "INSERT INTO object (id, workspace_id, kind, name, name_folded, is_live, latest_version, created_by, created_at, updated_by, updated_at) "
        f"SELECT {world.top_object} + n, '{world.workspace}', 'job', 'idle_' || n, 'idle_' || n, 1, 1, '{world.user}', {now}, '{world.user}', "
        f"{now} FROM {jobs} AS g",
        "INSERT INTO object_version (object_id, number, name, content, digest, submission, submitted_by, submitted_at) "
        f"SELECT {world.top_object} + n, 1, 'idle_' || n, v.content, v.digest, v.submission, v.submitted_by, v.submitted_at "
        f"FROM {jobs} AS g CROSS JOIN object_version v WHERE v.object_id = {job.id} AND v.number = 1",
        "INSERT INTO environment_object (environment_id, object_id, first_generation, version, kind, name, deployment_id) "
        f"SELECT {world.environment}, {world.top_object} + n, 1, 1, 'job', 'idle_' || n, {world.deployment} FROM {jobs} AS g",
        "INSERT INTO environment_job (environment_id, object_id, status, started_at, started_by, parameters, planned_version, planned_through, "
        "next_plan_time, running_max, waiting_count, running_count) "
        f"SELECT {world.environment}, {world.top_object} + n, 'scheduling', {now}, '{world.user}', '{{}}', 1, {now}, {now} + {LATER} + n, 1, "
        f"CASE WHEN n <= {full} THEN {count // full} ELSE 0 END, CASE WHEN n <= {full} THEN 1 ELSE 0 END FROM {jobs} AS g",
        INSTANCE + f"{held}, 'running', 0, 0, 0, 1, '{world.user}', {now}, {now}, NULL FROM {holders} AS j CROSS JOIN {numbers(world.kind, 0, 0)} AS w",
        NODE + f"SELECT id, 0, 'n0', '{job.type}', '{job.kind}', 'production', 'ready', 0, 1, 1, 1, {LATER}, {now} + {LATER}, {now}, NULL "
        f"FROM job_instance WHERE object_id >= {first}",
        INSTANCE + f"{held}, 'waiting', 0, 0, 0, 0, '{world.user}', {now}, NULL, NULL FROM {holders} AS j CROSS JOIN {waiters} AS w",
    ]
