#!/usr/bin/python3
"""Fails on a relative link in a page that leads nowhere, on a file of the repository that a command or example of a page names and
that is not there, and on a folder of src/ without a README of at most a page."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
# A path of the repository in a command or an example; not the end of another path, nor a pattern of paths.
FENCED_PATH = re.compile(r"(?<![\w./~$\-{}])((?:api|bench|cmake|demo|docs|schema|src|tests|tools)/[\w./-]*\w)(?![*{<\w])")
# A file of the repository in running text; with < > or * it is a pattern, and a name without its ending is a pair of files.
NAMED_FILE = re.compile(r"`((?:api|bench|cmake|demo|docs|schema|src|tests|tools)/[\w./-]+\.(?:cpp|h|py|sql|yaml|toml|md|txt|sh))`")
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


def absent_files(page):
    for fence in FENCE.findall(page.read_text()):
        for path in FENCED_PATH.findall(fence):
            if not (ROOT / path).exists():
                yield f"{page.relative_to(ROOT)}: an example names {path}, which is not there"


def absent_names(page):
    for path in NAMED_FILE.findall(FENCE.sub("", page.read_text())):
        if "NNNN" not in path and not (ROOT / path).exists():
            yield f"{page.relative_to(ROOT)}: names {path}, which is not there"


def missing_readmes():
    statements = ROOT / "src/adapters/store/sql"  # its folders hold tables' files only; its page tells of them all
    for folder in sorted(path for path in (ROOT / "src").rglob("*") if path.is_dir() and path.parent != statements):
        readme = folder / "README.md"
        if not readme.exists():
            yield f"{folder.relative_to(ROOT)} has no README.md"
        elif len(readme.read_text().splitlines()) > README_LINES_MAX:
            yield f"{readme.relative_to(ROOT)} is longer than a page ({README_LINES_MAX} lines)"


def main():
    faults = [fault for page in pages() for find in (broken_links, absent_files, absent_names) for fault in find(page)]
    faults += missing_readmes()
    for fault in faults:
        print(fault)
    print(f"docs: {len(faults)} faults" if faults else "docs: every link and file of an example is there, every folder has its README")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
