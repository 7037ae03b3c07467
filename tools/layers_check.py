#!/usr/bin/python3
"""Fails on an #include that goes against the layers, and on a table that disagrees with the build.

Reads tools/layers.toml, every .h and .cpp below src/, and the slipway_library calls of src/CMakeLists.txt. Another root
may be given as the first argument: tests/layers holds the check itself against trees with wrong arrows.
"""

import dataclasses
import pathlib
import re
import sys
import tomllib

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARY = re.compile(r"slipway_library\(([^)]*)\)")
KEYWORDS = {"FOLDER", "SUBFOLDERS", "DEPENDS", "PRIVATE_DEPENDS", "THIRD_PARTY", "GENERATED"}
POSIX = re.compile(r"^(sys|linux|netinet|arpa|net)/|^(unistd|fcntl|poll|pwd|grp|signal|spawn|sched|dirent|netdb|errno|endian|"
                   r"time|pthread|dlfcn|termios|limits|stdio|stdlib|string|syscall)\.h$")


@dataclasses.dataclass
class Arrows:
    """folder -> folders it names; those of `private` are not passed on to others."""

    public: dict
    private: dict

    def sees(self, folder):
        seen, waiting = set(), list(self.public.get(folder, [])) + list(self.private.get(folder, []))
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self.public.get(name, [])
        return seen


def read_cmake(text):
    public, private, subfolders = {}, {}, {}
    text = re.sub(r"#.*", "", text)
    for call in LIBRARY.findall(text):
        lists, keyword = {}, None
        for word in call.split():
            if word in KEYWORDS:
                keyword = word
            else:
                lists.setdefault(keyword, []).append(word)
        folder = lists["FOLDER"][0]
        public[folder] = lists.get("DEPENDS", [])
        private[folder] = lists.get("PRIVATE_DEPENDS", [])
        subfolders[folder] = lists.get("SUBFOLDERS", [])
    return Arrows(public, private), subfolders


def lies_in(folder, parent):
    return folder == parent or folder.startswith(parent + "/")


class Check:
    def __init__(self, root):
        self.root = root
        self.source = root / "src"
        self.table = tomllib.loads((root / "tools/layers.toml").read_text())
        self.arrows = Arrows(self.table["arrows"], self.table.get("private_arrows", {}))
        self.folders = sorted(self.arrows.public, key=len, reverse=True)
        self.rules = self.table["rules"]
        self.errors = []

    def run(self):
        self.check_table()
        self.check_build()
        for path in sorted(self.source.rglob("*")):
            if path.suffix in (".h", ".cpp") and path.parent != self.source:
                self.check_file(path)
            if path.suffix == ".cpp" and path.parent != self.source:
                self.check_is_built(path)
        return self.errors

    def layer(self, folder):
        return self.table["layers"].index(folder.split("/")[0])

    def check_table(self):
        """The arrows of the table themselves go to the left, and adapters stay apart."""
        for folder in self.folders:
            for other in self.arrows.public[folder] + self.arrows.private.get(folder, []):
                if other not in self.arrows.public:
                    self.errors.append(f"tools/layers.toml: {folder} names {other}, which the table does not list")
                elif self.layer(other) > self.layer(folder):
                    self.errors.append(f"tools/layers.toml: {folder} may not name {other}, a layer to its right")
                elif folder in self.arrows.sees(other):
                    self.errors.append(f"tools/layers.toml: {folder} and {other} name each other")
                elif lies_in(folder, "adapters") and lies_in(other, "adapters") and not self.may_share(folder, other):
                    self.errors.append(f"tools/layers.toml: {folder} may not name {other}: adapters stay apart")

    def may_share(self, folder, other):
        return lies_in(folder, other) or lies_in(other, folder) or other in self.rules["shared_adapters"]

    def check_build(self):
        """The table and the build let each folder see the same."""
        build, self.subfolders = read_cmake((self.source / "CMakeLists.txt").read_text())
        for folder, others in self.arrows.public.items():  # targets of generated and hand-linked sources
            build.public.setdefault(folder, others)
        for folder in sorted(build.public):
            if folder not in self.arrows.public:
                self.errors.append(f"src/CMakeLists.txt: {folder} is missing in tools/layers.toml")
                continue
            table, built = self.arrows.sees(folder), build.sees(folder)
            for other in sorted(built - table):
                self.errors.append(f"src/CMakeLists.txt: {folder} sees {other}; tools/layers.toml does not allow it")
            for other in sorted(table - built):
                self.errors.append(f"tools/layers.toml: {folder} sees {other}; src/CMakeLists.txt does not link it")

    def folder_of(self, name):
        return next((folder for folder in self.folders if lies_in(name, folder)), None)

    def check_is_built(self, path):
        """A folder in a folder is built where SUBFOLDERS names it, or by a rule of its own."""
        name = path.relative_to(self.source).parent.as_posix()
        folder = self.folder_of(name)
        inner = name[len(folder) + 1:] if folder else ""
        if inner and inner not in self.subfolders.get(folder, []) and name not in self.rules.get("built_otherwise", []):
            self.errors.append(f"src/{name} is built by nobody: SUBFOLDERS of {folder} in src/CMakeLists.txt does not name it")

    def check_file(self, path):
        name = path.relative_to(self.source)
        folder = self.folder_of(name.parent.as_posix())
        if folder is None:
            self.errors.append(f"src/{name}: {name.parent} is missing in tools/layers.toml")
            return
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := INCLUDE.match(line):
                complaint = (self.own(folder, found[2]) or self.room(folder, name.parent, found[2]) if found[1] == '"' else
                             self.foreign(folder, found[2], path.suffix))
                if complaint:
                    self.errors.append(f"src/{name}:{number}: {complaint}")

    def own(self, folder, header):
        other = self.folder_of(header.rpartition("/")[0])
        if other is None:
            return f'"{header}" is not written from the root of src'
        if other != folder and other not in self.arrows.sees(folder):
            return f"{folder} may not include {header}"
        if self.is_pure(folder) and header in self.rules["impure_own"]:
            return f"{header} has no place in {folder}, which is pure"
        return None

    def room(self, folder, own, header):
        """Rooms of one folder see of each other what the table says."""
        rooms = self.table.get("rooms", {}).get(folder)
        target = pathlib.PurePath(header).parent
        if rooms is None or self.folder_of(target.as_posix()) != folder:
            return None
        here, there = (path.relative_to(folder).as_posix() for path in (own, target))
        if there in (".", here) or there in rooms.get(here, []):
            return None
        return f"{folder}/{here} may not include {header}"

    def foreign(self, folder, header, suffix):
        if header in self.rules["banned"]:
            return f"<{header}> is banned"
        owners = self.owners(header)
        if owners is not None:
            if folder not in owners:
                return f"<{header}> belongs to {' and '.join(owners)}, not to {folder}"
            if suffix == ".h" and folder in self.rules["wrapped"]:
                return f"<{header}>: the headers of {folder} name no library"
            return None
        is_posix = POSIX.search(header) is not None
        if "." in header or "/" in header:
            if not is_posix:
                return f"<{header}> is no header that tools/layers.toml knows"
        if self.is_pure(folder) and (is_posix or header in self.rules["impure"]):
            return f"<{header}> has no place in {folder}, which is pure"
        return None

    def is_pure(self, folder):
        return any(lies_in(folder, pure) for pure in self.rules["pure"])

    def owners(self, header):
        """The longest matching entry decides."""
        matches = [key for key in self.table["third_party"]
                   if header == key or (key.endswith("/") and header.startswith(key))
                   or header.startswith(key + "/") or header == key + ".hpp"]
        return self.table["third_party"][max(matches, key=len)] if matches else None


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    errors = Check(root).run()
    for error in errors:
        print(error)
    print(f"layers: {len(errors)} wrong" if errors else "layers: every arrow is one that tools/layers.toml allows")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
