"""Leaves out the orders that cannot be read: clean_orders FOLDER."""

import csv
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
with open(folder / "orders.csv", newline="") as source:
    rows = list(csv.DictReader(source))
good = [row for row in rows if row["pieces"].isdigit() and row["cents"].isdigit()]

with open(folder / "clean.csv.new", "w", newline="") as target:
    writer = csv.DictWriter(target, fieldnames=rows[0].keys())
    writer.writeheader()
    writer.writerows(good)
(folder / "clean.csv.new").replace(folder / "clean.csv")
print(f"kept {len(good)} orders, left out {len(rows) - len(good)}")
