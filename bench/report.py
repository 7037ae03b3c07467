"""The tables that a run ends with."""

import deploying
import startup


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 10 else f"{value:.1f} s"


def figure(spread, show=seconds):
    if spread["rounds"] == 1:
        return show(spread["median"])
    return f"{show(spread['median'])} ({show(spread['min'])}, {show(spread['max'])})"


def table(header, rows):
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in [header, *rows]]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def verdict(is_met):
    return "met" if is_met else "MISSED"


def deploy_text(rows):
    lines = []
    for row in rows:
        lines.append([
            row["database"], str(row["items"]), figure(row["seconds"]), figure(row["floor_seconds"]),
            figure(row["ratio"], lambda value: f"{value:.2f}"), verdict(row["ratio"]["median"] <= deploying.RATIO_MAX),
            figure(row["switch_seconds"]), verdict(row["switch_seconds"]["max"] <= deploying.SWITCH_SECONDS_MAX),
            figure(row["refused_seconds"]), verdict(row["refused_seconds"]["median"] <= row["seconds"]["median"]),
            f"{row['mixed_reads']} of {row['reads']}", f"{row['steady_rounds']} of {row['seconds']['rounds']}",
        ])
    header = ["database", "items", "call to visible", "floor", "ratio", "<= 3", "switch", "<= 100 ms", "refused", "<= deploy",
              "mixed reads", "steady rounds"]
    detail = [[row["database"], str(row["items"]), *(figure(row[name]) for name in (
        "package_seconds", "check_seconds", "stage_seconds", "follow_up_seconds", "floor_start_seconds", "read_p50_idle", "read_p99_idle",
        "read_p50_during", "read_p99_during"))] for row in rows]
    detail_header = ["database", "items", "packaging call", "check", "staging", "follow-up", "floor's program", "read p50 idle", "p99",
                     "p50 during", "p99"]
    return "Deploy: median (min, max)\n\n" + table(header, lines) + "\n\n" + table(detail_header, detail)


def api_text(rows):
    lines = []
    for row in rows:
        ratios = ", ".join(f"{figure(found, lambda value: f'{value:.2f}')} of {floor}" for floor, found in row["ratios"].items())
        latency = [figure(row[name]) if name in row else "" for name in ("p50", "p99")]
        lines.append([row["database"], row["name"], figure(row["rate"], lambda value: f"{value:.0f}"), *latency, ratios])
    return "API, 32 connections: median (min, max)\n\n" + table(["database", "request", "a second", "p50", "p99", "ratio"], lines)


def startup_text(rows):
    def mib(value):
        return f"{value:.1f} MiB"

    lines = [[
        row["database"], str(row["objects"]), figure(row["ready_seconds"]),
        verdict(row["ready_seconds"]["median"] <= startup.READY_SECONDS_MAX), figure(row["start_mib"], mib), figure(row["read_mib"], mib),
        verdict(row["read_mib"]["max"] <= startup.MEMORY_MIB_MAX),
    ] for row in rows]
    header = ["database", "objects", "start to ready", "<= 1 s", "RssAnon at start", "after reads", "<= 60 MB"]
    return "Startup: median (min, max)\n\n" + table(header, lines)


def text(figures):
    parts = (("deploy", deploy_text), ("api", api_text), ("startup", startup_text))
    return "\n\n".join(show(figures[name]) for name, show in parts if figures[name])
