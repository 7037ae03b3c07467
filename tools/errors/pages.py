"""The error codes that src/ uses, and the pages of docs/errors/ that explain them."""

import re

KINDS = ("invalid_argument", "unauthenticated", "forbidden", "not_found", "conflict", "limit_reached", "unavailable", "internal")
CODE = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+"
LITERAL = re.compile(rf'"({CODE})"')
# Where a text says its kind: base::conflict("release.changed_meanwhile", ...), also broken over lines;
# Error{ErrorKind::conflict, "release.x", ...}; conflict(is_job ? "job.x" : "script.x", ...).
KIND_PATTERNS = (
    re.compile(rf'\b({"|".join(KINDS)})\(\s*"({CODE})"'),
    re.compile(rf'\bErrorKind::({"|".join(KINDS)}),\s*"({CODE})"'),
    re.compile(rf'\b({"|".join(KINDS)})\([^"()]*\?\s*"({CODE})"\s*:\s*"'),
    re.compile(rf'\b({"|".join(KINDS)})\([^"()]*\?\s*"{CODE}"\s*:\s*"({CODE})"'),
)
# Codes reach an Error by many ways: helper functions, tables, constants. So every dotted text counts as a code, but for these.
NOT_CODES = (
    rf'\blog_(?:info|warning|error)\(\s*"{CODE}"',  # a line of the log
    rf'[=!]=\s*"{CODE}"',  # a comparison makes no error
    r'"[a-z0-9_.]+\.(?:py|sh|db|lock|key|json|toml|log)"',  # a file
    rf'\.action\s*=\s*"{CODE}"',  # what the audit log says
    rf'\brecord_(?:event|object_event|phase)\([^";]*"{CODE}"',
    rf'"{CODE}",\s*&options\.',  # a setting
    rf'(?:\bfields\.push_back\(|\bJobMember)\{{\s*"{CODE}"',  # a member of a job's definition
)
FIELD_ROW = re.compile(rf'\{{\s*"({CODE})",\s*"\w+"\s*\}}')  # a field that errors are about, and a face's word for it
NOT_CODE = re.compile("|".join(NOT_CODES))
# A row of the table of the compatible face, {code, status, public code, another one for V2}.
PUBLIC_ROW = re.compile(rf'\{{\s*"({CODE})",\s*(\d+),\s*"([^"]+)",\s*"([^"]*)"')
COMMENT = re.compile(r"//[^\n]*")

SECTIONS = ("## What happened", "## What to do")
UNWRITTEN = "(write this)"

TEMPLATE = """# {code}

Kind: {kind}. Compatible face: {public}.

## What happened

(write this)

## What to do

(write this)
"""


def codes_in(text):
    """code -> kind (empty where the text does not say), of one source file."""
    text = COMMENT.sub("", text)
    found = dict.fromkeys(LITERAL.findall(NOT_CODE.sub("", PUBLIC_ROW.sub("", text))), "")
    for pattern in KIND_PATTERNS:
        for kind, code in pattern.findall(text):
            found[code] = found.get(code) or kind
    return found


def fields(root):
    """The fields that errors are about, which are no codes."""
    table = root / "src/adapters/http/pipeline/field_words.h"
    return FIELD_ROW.findall(table.read_text()) if table.exists() else []


def used_codes(root):
    """code -> (kind, first file that uses it)."""
    used = {}
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in (".h", ".cpp"):
            for code, kind in codes_in(path.read_text()).items():
                known, place = used.get(code, ("", path.relative_to(root).as_posix()))
                used[code] = (known or kind, place)
    for field in fields(root):
        used.pop(field, None)
    return used


def public_rows(root):
    """(code, status, public code, another one for V2 or empty) of the table in error_table.h."""
    table = root / "src/adapters/http/pipeline/error_table.h"
    return PUBLIC_ROW.findall(COMMENT.sub("", table.read_text())) if table.exists() else []


def public_faces(root):
    """code -> what the compatible face makes of it, in the words of a page."""
    return {code: f"{status} `{v1}`" + (f", in V2 `{v2}`" if v2 else "") for code, status, v1, v2 in public_rows(root)}


def page_of(root, code):
    return root / "docs/errors" / f"{code}.md"


def faults_of(code, text):
    """What is wrong with one page."""
    faults = []
    if text.splitlines()[:1] != [f"# {code}"]:
        faults.append(f"does not begin with '# {code}'")
    if not re.search(rf"^Kind: (?:{'|'.join(KINDS)})\.", text, re.MULTILINE):
        faults.append("has no line 'Kind: ...' with a kind of base/error.h")
    if UNWRITTEN in text:
        faults.append(f"still says {UNWRITTEN}")
    for heading in SECTIONS:
        if not re.search(rf"^{heading}\n+(?!#)\S", text, re.MULTILINE):
            faults.append(f"has nothing under '{heading}'")
    return faults


def faults(root):
    used = used_codes(root)
    public = public_faces(root)
    result = []
    for code, (_, place) in sorted(used.items()):
        if not page_of(root, code).exists():
            result.append(f"{code} ({place}) has no page; make one: tools/errors/new {code} (what is no code: NOT_CODES in pages.py)")
    for path in sorted((root / "docs/errors").glob("*.md")):
        if "." not in path.stem:  # not of a code: the introduction, the index
            continue
        if path.stem not in used:
            result.append(f"docs/errors/{path.name}: no source uses this code any more")
        text = path.read_text()
        result += [f"docs/errors/{path.name} {fault}" for fault in faults_of(path.stem, text)]
        if path.stem in public and f"Compatible face: {public[path.stem]}" not in text:
            result.append(f"docs/errors/{path.name} does not say 'Compatible face: {public[path.stem]}'")
    return result
