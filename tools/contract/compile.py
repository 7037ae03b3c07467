"""Compiles the contract (OpenAPI 3.0 with the extensions of tools/contract/README.md) into C++.

Run by cmake/GenerateApi.cmake. Prints the sources it wrote, dispatchers after a line `dispatch`. Outputs that would not
change are left alone, others that lie in the folder are removed.
"""

import argparse
import os
import sys

import emit_dto
import emit_operations
import strict_yaml
from operations import read_contract
from strict_yaml import ContractError


def outputs(contract, options):
    """File name to text: what a client needs too, and what only the server links."""
    api = {"operations.h": emit_operations.operations_header(contract, options.namespace),
           "operations.cpp": emit_operations.operations_source(contract, options.namespace, options.folder)}
    server = {"dispatch.h": emit_operations.dispatch_header(contract, options),
              "dispatch.cpp": emit_operations.dispatch_all_source(contract, options)}
    has_shared = any(emit_dto.tag_of(struct) == "shared" for struct in contract.structs)
    for tag in contract.tags + (["shared"] if has_shared else []):
        stem = emit_dto.file_stem(tag)
        api[f"{stem}_dto.h"] = emit_dto.header(contract, tag, options.namespace, options.folder)
        api[f"{stem}_dto.cpp"] = emit_dto.source(contract, tag, options.namespace, options.folder)
    for tag in contract.tags:
        stem = emit_dto.file_stem(tag)
        server[f"{stem}_handlers.h"] = emit_operations.handlers_header(contract, tag, options)
        server[f"{stem}_dispatch.cpp"] = emit_operations.dispatch_source(contract, tag, options)
    return api, server


def write_changed(folder, files):
    os.makedirs(folder, exist_ok=True)
    for name in set(os.listdir(folder)) - set(files):
        os.remove(os.path.join(folder, name))
    for name, text in files.items():
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                if file.read() == text:
                    continue
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Compiles the API contract into C++.")
    parser.add_argument("contract", help="the OpenAPI file")
    parser.add_argument("--output", required=True, help="the include root to write below")
    parser.add_argument("--folder", required=True, help="the folder below it, as in #include lines")
    parser.add_argument("--namespace", required=True, help="of what is generated")
    parser.add_argument("--handlers", required=True, help="namespace of the handlers and their CallContext")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    try:
        with open(options.contract, encoding="utf-8") as file:
            contract = read_contract(strict_yaml.load(file.read()))
    except ContractError as error:
        print(f"{options.contract}: {error}", file=sys.stderr)
        return 1
    api, server = outputs(contract, options)
    folder = os.path.join(options.output, options.folder)
    write_changed(folder, {**api, **server})
    for files, title in ((api, None), (server, "dispatch")):
        if title:
            print(title)
        for name in files:
            if name.endswith(".cpp"):
                print(os.path.join(folder, name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
