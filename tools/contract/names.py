"""Names of the contract turned into names of C++."""

import re

from strict_yaml import ContractError

_KEYWORDS = set("""and auto bool break case catch char class const continue default delete do double else enum explicit
export extern false float for friend goto if inline int long mutable namespace new not operator or private protected
public register requires return short signed sizeof static struct switch template this throw true try typedef typename
union unsigned using virtual void volatile while xor""".split())


def snake(name, where):
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text)
    text = text.replace("-", "_").lower()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ContractError(f"{where}: no C++ name can be made of {name!r}")
    return text + "_" if text in _KEYWORDS else text


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_.]", name))


def literal(text):
    """A C++ string literal."""
    out = []
    for byte in text.encode():
        char = chr(byte)
        if char in '"\\':
            out.append("\\" + char)
        elif 0x20 <= byte < 0x7F:
            out.append(char)
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'
