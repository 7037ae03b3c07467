"""The tables that a run ends with."""

import deploying


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
            f"{row['mixed_reads']} of {row['reads']}", f"{row['steady_rounds']} of {row['seconds']['rounds']}",
        ])
    header = ["database", "items", "call to visible", "floor", "ratio", "<= 3", "switch", "<= 100 ms", "mixed reads", "steady rounds"]
    detail = [[row["database"], str(row["items"]), *(figure(row[name]) for name in (
        "package_seconds", "check_seconds", "stage_seconds", "follow_up_seconds", "floor_start_seconds", "read_p50_idle", "read_p99_idle",
        "read_p50_during", "read_p99_during"))] for row in rows]
    detail_header = ["database", "items", "packaging call", "check", "staging", "follow-up", "floor's program", "read p50 idle", "p99",
                     "p50 during", "p99"]
    return "Deploy: median (min, max)\n\n" + table(header, lines) + "\n\n" + table(detail_header, detail)


def text(figures):
    return "\n\n".join(show(figures[name]) for name, show in (("deploy", deploy_text),) if figures[name])
