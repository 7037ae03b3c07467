#!/usr/bin/python3
"""Fails on a relative link in a page that leads nowhere, and on a folder of src/ without a README of at most a page."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
README_LINES_MAX = 60


def pages():
    yield from sorted(ROOT.glob("*.md"))
    for folder in ("docs", "src", "tests", "tools", "bench", "schema"):
        yield from sorted((ROOT / folder).rglob("*.md"))


def broken_links(page):
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        path = target.split("#")[0]
        if "://" not in target and path and not (page.parent / path).exists():
            yield f"{page.relative_to(ROOT)}: the link to {target} leads nowhere"


def missing_readmes():
    folders = {path.parent for suffix in ("*.h", "*.cpp") for path in (ROOT / "src").rglob(suffix)}
    for folder in sorted(folders - {ROOT / "src"}):
        readme = folder / "README.md"
        if not readme.exists():
            yield f"{folder.relative_to(ROOT)} has no README.md"
        elif len(readme.read_text().splitlines()) > README_LINES_MAX:
            yield f"{readme.relative_to(ROOT)} is longer than a page ({README_LINES_MAX} lines)"


def main():
    faults = [fault for page in pages() for fault in broken_links(page)] + list(missing_readmes())
    for fault in faults:
        print(fault)
    print(f"docs: {len(faults)} faults" if faults else "docs: every link leads somewhere, every folder has its README")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
