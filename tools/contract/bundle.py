#!/usr/bin/python3
"""Bundles the contract: bundle.py [--check] [FOLDER]

FOLDER (api/ when not named) holds main.yaml, paths/<tag>.yaml and schemas/<tag>.yaml; openapi.yaml beside them is all of them in one, which
is what clients load and what compile.py reads. The tags of main.yaml give the order; schemas/refusal.yaml, which has no tag, comes first.
With --check nothing is written: it fails when openapi.yaml is not that.
"""

import argparse
import pathlib
import sys

import names
import strict_yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTE = "# Bundled by tools/contract/bundle.py from main.yaml, paths/ and schemas/: change those.\n"
WITHOUT_TAG = ["refusal"]


def indented(path, width):
    lines = path.read_text(encoding="utf-8").splitlines()
    return "".join((" " * width + line).rstrip() + "\n" for line in lines)


def section(folder, stems, width):
    """All files of a folder in the order of `stems`, each below its name; a file that no tag stands for is refused."""
    files = {path.stem: path for path in folder.glob("*.yaml")}
    if strange := sorted(set(files) - set(stems)):
        raise strict_yaml.ContractError(f"{folder.name}/{strange[0]}.yaml has the name of no tag in main.yaml")
    return "".join(f"{' ' * width}# {stem}\n{indented(files[stem], width)}\n" for stem in stems if stem in files).rstrip("\n") + "\n"


def bundle(folder):
    main = (folder / "main.yaml").read_text(encoding="utf-8")
    tags = [names.snake(tag["name"], "a tag") for tag in strict_yaml.load(main)["tags"]]
    head, components = main.split("\ncomponents:\n")
    return (f"{NOTE}{head}\npaths:\n{section(folder / 'paths', tags, 2)}\n"
            f"components:\n{components.rstrip()}\n\n  schemas:\n{section(folder / 'schemas', WITHOUT_TAG + tags, 4)}")


def main(arguments):
    parser = argparse.ArgumentParser(description="Bundles the parts of the contract into openapi.yaml.")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT / "api")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when openapi.yaml is not up to date")
    options = parser.parse_args(arguments)
    target = options.folder / "openapi.yaml"
    try:
        text = bundle(options.folder)
    except strict_yaml.ContractError as error:
        print(f"{options.folder}: {error}", file=sys.stderr)
        return 1
    is_current = target.exists() and target.read_text(encoding="utf-8") == text
    if options.check:
        if not is_current:
            print(f"{target} is not what its parts say: run tools/contract/bundle.py", file=sys.stderr)
        return 0 if is_current else 1
    if not is_current:
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
