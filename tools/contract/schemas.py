"""Schemas of the contract: read, checked, and made into types. A keyword that is not known here is refused."""

import re

import names
from model import Member, Struct, Type
from strict_yaml import ContractError, Mapping

_SAID_ONLY = {"description", "example", "x-documented-values"}  # for people; nothing checks them
_KEYWORDS = {
    "string": {"format", "minLength", "maxLength", "pattern", "x-pattern-text", "enum", "default", "x-accept"},
    "integer": {"format", "minimum", "maximum", "enum", "default"},
    "number": {"format", "minimum", "maximum", "default"},
    "boolean": {"default"},
    "array": {"items", "minItems", "maxItems", "uniqueItems", "x-accept"},
    "object": {"properties", "required", "additionalProperties", "x-unknown", "x-accept"},
}
_OF_MEMBERS = {"x-error", "x-error-missing", "x-aliases", "x-empty"}  # also beside a $ref
_FORMATS = {"string": {"date-time", "password"}, "integer": {"int32", "int64"}, "number": {"double"}}
_ACCEPTED = {"string": "number|string", "array": "item|list", "object": "item|list"}


class Schemas:
    def __init__(self, components):
        self.components = components
        self.structs = []       # each after those that it uses
        self.by_name = {}
        self.used = set()
        self._in_progress = []

    def referenced(self, reference, section, where):
        prefix = f"#/components/{section}/"
        if not isinstance(reference, str) or not reference.startswith(prefix):
            raise ContractError(f"{where}: $ref must begin with {prefix}")
        name = reference[len(prefix):]
        if name not in self.components.get(section, {}):
            raise ContractError(f"{where}: {reference} does not exist")
        self.used.add((section, name))
        return name, self.components[section][name]

    def type_of(self, schema, name, where):
        """The type of a schema; `name` is what a struct made from it is called."""
        if not isinstance(schema, Mapping):
            raise ContractError(f"{where}: a schema must be a mapping")
        if "$ref" in schema:
            extra = set(schema) - {"$ref", "x-accept", "description"} - _OF_MEMBERS
            if extra:
                raise ContractError(f"{where}: {sorted(extra)[0]} may not stand beside $ref")
            target_name, target = self.referenced(schema["$ref"], "schemas", where)
            self._refuse_of_members(target, f"schema {target_name}")
            type_ = self.type_of(target, target_name, f"schema {target_name}")
            return self._with_rule(type_, {**type_.rule, **self._accept(schema, target.get("type"), where)})
        kind = schema.get("type")
        if kind not in _KEYWORDS:
            raise ContractError(f"{where}: the type {kind!r} is not known")
        for keyword in schema:
            if keyword not in _KEYWORDS[kind] | _SAID_ONLY | _OF_MEMBERS | {"type"}:
                raise ContractError(f"{where}: the keyword {keyword} is not known for the type {kind}")
        if schema.get("format", None) is not None and schema["format"] not in _FORMATS.get(kind, ()):
            raise ContractError(f"{where}: the format {schema['format']} is not known")
        rule = self._accept(schema, kind, where)
        return getattr(self, "_" + kind)(schema, name, where, rule)

    @staticmethod
    def _refuse_of_members(schema, where):
        for keyword in ("default", *sorted(_OF_MEMBERS)):
            if keyword in schema:
                raise ContractError(f"{where}: {keyword} is for a member or parameter")

    @staticmethod
    def _with_rule(type_, rule):
        return Type(type_.kind, type_.item, type_.struct, rule)

    @staticmethod
    def _accept(schema, kind, where):
        if "x-accept" not in schema:
            return {}
        if schema["x-accept"] != _ACCEPTED.get(kind):
            raise ContractError(f"{where}: x-accept of this type must be {_ACCEPTED.get(kind)}")
        return {"accept": "scalar_as_text" if kind == "string" else "item_or_list"}

    @staticmethod
    def _limits(schema, pairs, where, rule):
        for keyword, field in pairs:
            if keyword in schema:
                value = schema[keyword]
                if not isinstance(value, int) or isinstance(value, bool):
                    raise ContractError(f"{where}: {keyword} must be an integer")
                rule[field] = value
        low, high = (rule.get(field) for _, field in pairs)
        if low is not None and high is not None and low > high:
            raise ContractError(f"{where}: {pairs[0][0]} is above {pairs[1][0]}")
        return rule

    @staticmethod
    def _choices(schema, python_type, field, where, rule):
        if "enum" in schema:
            choices = schema["enum"]
            if not isinstance(choices, list) or not choices or any(type(c) is not python_type for c in choices):
                raise ContractError(f"{where}: enum must be a list of values of its type")
            if len(set(choices)) != len(choices):
                raise ContractError(f"{where}: enum has a value twice")
            rule[field] = choices
        return rule

    def _string(self, schema, _name, where, rule):
        self._limits(schema, (("minLength", "length_min"), ("maxLength", "length_max")), where, rule)
        self._choices(schema, str, "choices", where, rule)
        if "pattern" in schema:
            pattern = schema["pattern"]
            if not re.fullmatch(r"\^.*\$", pattern) or "(?" in pattern:
                raise ContractError(f"{where}: a pattern must begin with ^, end with $ and use no (? groups")
            re.compile(pattern)
            rule["pattern"] = (pattern, self._pattern_text(schema, where))
        elif "x-pattern-text" in schema:
            raise ContractError(f"{where}: x-pattern-text describes a pattern, and there is none")
        return Type("string", rule=rule)

    @staticmethod
    def _pattern_text(schema, where):
        text = schema.get("x-pattern-text")
        if not isinstance(text, str) or not text:
            raise ContractError(f"{where}: a pattern needs x-pattern-text, which goes on after 'must be': a refusal shows it")
        return text

    def _integer(self, schema, _name, where, rule):
        kind = schema.get("format")
        if kind is None:
            raise ContractError(f"{where}: an integer needs the format int32 or int64")
        self._limits(schema, (("minimum", "minimum"), ("maximum", "maximum")), where, rule)
        self._choices(schema, int, "integer_choices", where, rule)
        return Type(kind, rule=rule)

    def _number(self, schema, _name, where, rule):
        return Type("number", rule=self._limits(schema, (("minimum", "minimum"), ("maximum", "maximum")), where, rule))

    def _boolean(self, _schema, _name, _where, rule):
        return Type("boolean", rule=rule)

    def _array(self, schema, name, where, rule):
        if "items" not in schema:
            raise ContractError(f"{where}: an array needs items")
        self._refuse_of_members(schema["items"], f"{where}/items")
        item = self.type_of(schema["items"], name + "Item", f"{where}/items")
        self._limits(schema, (("minItems", "items_min"), ("maxItems", "items_max")), where, rule)
        if schema.get("uniqueItems", False):
            if item.kind not in ("string", "int64"):
                raise ContractError(f"{where}: uniqueItems is for strings and int64")
            rule["items_distinct"] = True
        return Type("list", item=item, rule=rule)

    def _object(self, schema, name, where, rule):
        if schema.get("additionalProperties", True) is not True:
            raise ContractError(f"{where}: additionalProperties may only be true; x-unknown: refuse refuses others")
        if "properties" not in schema:
            if "required" in schema or "x-unknown" in schema:
                raise ContractError(f"{where}: a free-form object has no required members and refuses none")
            return Type("json", rule=rule)
        if name not in self.by_name:
            self._build(schema, name, where)
        elif self.by_name[name][1] is not schema:
            raise ContractError(f"{where}: there are two structs called {name}")
        return Type("struct", struct=self.by_name[name][0], rule=rule)

    def _build(self, schema, name, where):
        if name in self._in_progress:
            raise ContractError(f"{where}: the schema contains itself: " + " -> ".join([*self._in_progress, name]))
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
            raise ContractError(f"{where}: {name} is no good name for a struct")
        self._in_progress.append(name)
        required = schema.get("required", [])
        for wanted in required:
            if wanted not in schema["properties"]:
                raise ContractError(f"{where}: required names {wanted}, which is no property")
        if schema.get("x-unknown", "ignore") not in ("ignore", "refuse"):
            raise ContractError(f"{where}: x-unknown may be refuse")
        members = [self.member(key, value, key in required, name, f"{where}/{key}")
                   for key, value in schema["properties"].items()]
        fields = [member.field for member in members]
        if len(set(fields)) != len(fields):
            raise ContractError(f"{where}: two properties have one C++ name")
        self._in_progress.pop()
        struct = Struct(name, members, schema.get("x-unknown") == "refuse", schema.get("description", ""))
        self.structs.append(struct)
        self.by_name[name] = (struct, schema)

    def member(self, key, schema, required, owner, where):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", key):
            raise ContractError(f"{where}: {key!r} is no good name for a member")
        type_ = self.type_of(schema, owner + names.pascal(key), where)
        rule = dict(type_.rule)
        for keyword, name in (("x-error", "public_code"), ("x-error-missing", "missing_code")):
            if keyword in schema:
                if not re.fullmatch(r"[A-Z]+\.[0-9]+", str(schema[keyword])):
                    raise ContractError(f"{where}: {keyword} must look like DLF.3051")
                rule[name] = schema[keyword]
        if "x-aliases" in schema:
            rule["aliases"] = schema["x-aliases"]
        if "x-empty" in schema:
            if schema["x-empty"] != "absent" or required or type_.kind not in ("list", "struct", "json"):
                raise ContractError(f"{where}: x-empty may be absent, on an object or list that is not required")
            rule["empty_is_absent"] = True
        default = schema.get("default")
        if default is not None:
            self._check_default(default, required, type_, where)
        return Member(key, names.snake(key, where), self._with_rule(type_, rule), required, default,
                      schema.get("description", ""))

    @staticmethod
    def _check_default(default, required, type_, where):
        wanted = {"string": str, "int32": int, "int64": int, "number": (int, float), "boolean": bool}[type_.kind]
        if not isinstance(default, wanted) or (isinstance(default, bool) and type_.kind != "boolean"):
            raise ContractError(f"{where}: the default {default!r} has the wrong type")
        choices = type_.rule.get("choices") or type_.rule.get("integer_choices")
        outside = type_.kind in ("int32", "int64", "number") and not (
            type_.rule.get("minimum", default) <= default <= type_.rule.get("maximum", default))
        if outside or (choices and default not in choices):
            raise ContractError(f"{where}: the default {default!r} is not permitted by the schema itself")
        if required:
            raise ContractError(f"{where}: what is required needs no default")
