"""Adds up the sales by one column: sum_orders FOLDER COLUMN."""

import collections
import csv
import pathlib
import sys

folder, column = pathlib.Path(sys.argv[1]), sys.argv[2]
sums = collections.Counter()
with open(folder / "clean.csv", newline="") as source:
    for row in csv.DictReader(source):
        sums[row[column]] += int(row["pieces"]) * int(row["cents"])

with open(folder / f"by_{column}.csv.new", "w") as target:
    for name, cents in sums.most_common():
        target.write(f"{name},{cents / 100:.2f}\n")
(folder / f"by_{column}.csv.new").replace(folder / f"by_{column}.csv")
print(f"{len(sums)} lines by {column}")
