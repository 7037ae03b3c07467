"""The tables of the engine's benchmark."""

from report import figure, table, verdict

UNITS = {
    "nodes/s": lambda value: f"{value:,.0f}/s",
    "s": lambda value: f"{value * 1000:.2f} ms" if value < 10 else f"{value:.1f} s",
    "share": lambda value: f"{value:.2%}",
    "commits": lambda value: f"{value:.0f}",
    "a second": lambda value: f"{value:.2f}",
}
DETAILS = {"server_us": "server CPU, us", "database_us": "database CPU, us", "floor_us": "floor CPU, both, us", "commits": "commits"}


def ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def text(rows):
    if not rows:
        return ""
    lines, details = [], []
    for row in rows:
        show = UNITS[row["unit"]]
        beside = figure(row["beside"], show) if "beside" in row else "-"
        rounds = str(row["ours"]["rounds"])
        lines.append([row["database"], row["name"], rounds, figure(row["ours"], show), beside, figure(row["ratio"], ratio), row["target"],
                      verdict(row["is_met"])])
        if any(name in row for name in DETAILS):
            details.append([row["database"], row["name"], *(
                figure(row[name], lambda value: f"{value:.3g}") if name in row else "-" for name in DETAILS)])
    header = ["database", "workload", "rounds", "ours", "floor, or what it stands beside", "ratio", "target", ""]
    return "Engine: median (min, max)\n\n" + table(header, lines) + "\n\nUsed for each node (of the fans: for each run)\n\n" + table(
        ["database", "workload", *DETAILS.values()], details)
