#!/usr/bin/python3
"""Fails when an error code of src/ has no page in docs/errors/, a page has no code or is not written yet, or the index of public
codes is stale."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import pages  # noqa: E402
import public_index  # noqa: E402


def main():
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    faults = pages.faults(root) + public_index.faults(root)
    for fault in faults:
        print(fault)
    print(f"error pages: {len(faults)} faults" if faults else f"error pages: all {len(pages.used_codes(root))} codes have one")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
