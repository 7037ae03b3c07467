"""docs/errors/public-codes.md: which pages explain a public code, the only one that callers of the compatible face see."""

import re

import pages

PAGE = "docs/errors/public-codes.md"
SECTION = "README.md#refused-before-an-operation-is-reached"
PUBLIC_CODE = re.compile(r'"((?:DLF|APIGW)\.[0-9]{4,5})"')
CONTRACT_CODE = re.compile(r"x-error: ([A-Z]+\.[0-9]+)")
INVALID = "request.not_valid"

HEAD = """# Public codes

`error_code` of an answer of `/v1`, `/v2` and `/v3`, and what `slipway` prints in front of a message. Several causes may share one
code: the message tells them apart.

| Public code | Status | Pages |
|---|---|---|
"""
FOOT = """
`DLF.7050` is also the answer to every error of a kind that passes and has no row here (503), and with 500 to a failure of the server
itself: its log tells more under the request id.

Made by `tools/errors/index` from `src/adapters/http/pipeline/error_table.h` and the contract; change it there.
"""


def _texts(root, *patterns):
    return "\n".join(path.read_text() for pattern in patterns for path in sorted(root.glob(pattern)))


def _of_the_table(root):
    """(public code, status, dotted code)"""
    for code, status, v1, v2 in pages.public_rows(root):
        yield from ((public, int(status), code) for public in (v1, v2) if public)


def _of_the_contract(root):
    """What the contract itself says of a wrong member, or of one that is missing."""
    codes = CONTRACT_CODE.findall(_texts(root, "api/*.yaml"))
    codes += PUBLIC_CODE.findall(_texts(root, "src/contract/*.h", "src/contract/*.cpp"))
    return ((public, 400, INVALID) for public in codes)


def _of_the_transport(root):
    """What is answered where there is no error of ours: beside the table, the code stands in the sources."""
    return set(PUBLIC_CODE.findall(pages.COMMENT.sub("", _texts(root, "src/adapters/http/*.cpp"))))


def text(root):
    rows = {}
    for public, status, code in (*_of_the_table(root), *_of_the_contract(root)):
        statuses, links = rows.setdefault(public, (set(), set()))
        statuses.add(str(status))
        links.add(f"[{code}]({code}.md)")
    for public in _of_the_transport(root):
        rows.setdefault(public, (set(), set()))[1].add(f"[refused before an operation is reached]({SECTION})")
    return HEAD + "".join(f"| `{public}` | {', '.join(sorted(statuses)) or 'see there'} | {', '.join(sorted(links))} |\n"
                          for public, (statuses, links) in sorted(rows.items())) + FOOT


def faults(root):
    result = []
    page = root / PAGE
    if not page.exists() or page.read_text() != text(root):
        result.append(f"{PAGE} is not what the table of errors says; make it anew: tools/errors/index")
    readme = (root / "docs/errors/README.md").read_text()
    result += [f"docs/errors/README.md does not explain {public}, which src/adapters/http answers without a dotted code"
               for public in sorted(_of_the_transport(root)) if public not in readme]
    return result
