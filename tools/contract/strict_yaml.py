"""YAML without guessing: duplicate keys are refused, and `yes`, `010` or a date stay the text they are."""

import re

import yaml


class ContractError(Exception):
    """What is wrong with the contract, and where."""


class Mapping(dict):
    """A mapping that knows the line it starts on."""

    line = 0


_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):
    yaml_implicit_resolvers = {}

    def construct_contract_mapping(self, node):
        result = Mapping()
        result.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise ContractError(f"line {line}: the key {key!r} must be text: quote it")
            if key in result:
                raise ContractError(f"line {line}: the key {key} stands here twice")
            result[key] = self.construct_object(value_node, deep=True)
        return result


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"),
                                    list("-0123456789"))
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _StrictLoader.construct_contract_mapping)


def load(text):
    try:
        document = yaml.load(text, _StrictLoader)
    except yaml.YAMLError as error:
        raise ContractError(f"not valid YAML: {error}") from error
    if not isinstance(document, Mapping):
        raise ContractError("the contract must be a mapping")
    return document
