"""The DTOs and requests of one tag: a header and a source."""

import names

MARK = "// Generated from the contract by tools/contract; changes belong there.\n"
_SCALARS = {"string": "std::string", "int32": "std::int32_t", "int64": "std::int64_t", "number": "double",
            "boolean": "bool", "json": "base::Json"}
_RULE_ORDER = ("minimum", "maximum", "length_min", "length_max", "items_min", "items_max", "items_distinct", "accept",
               "empty_is_absent", "choices", "integer_choices", "pattern", "public_code", "missing_code", "aliases")


def cpp_type(type_):
    if type_.kind == "list":
        return f"std::vector<{cpp_type(type_.item)}>"
    if type_.kind == "struct":
        return type_.struct.name
    return _SCALARS[type_.kind]


def tag_of(struct):
    return next(iter(struct.tags)) if len(struct.tags) == 1 else "shared"


def file_stem(tag):
    return names.snake(tag, f"tag {tag}")


def _value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return names.literal(value) if isinstance(value, str) else str(value)


def _field(member):
    type_ = cpp_type(member.type)
    if member.default is not None:
        declaration = f"{type_} {member.field} = {_value(member.default)};"
    elif not member.required:
        declaration = f"std::optional<{type_}> {member.field};"
    else:
        start = {"int32": " = 0", "int64": " = 0", "number": " = 0", "boolean": " = false"}.get(member.type.kind, "")
        declaration = f"{type_} {member.field}{start};"
    said = " ".join(member.description.split())
    return f"  {declaration}" + (f"  // {said}" if said else "") + "\n"


def _comment(text):
    said = " ".join(text.split())
    return f"// {said}\n" if said else ""


def _struct_declaration(struct):
    return (_comment(struct.description) + f"struct {struct.name} {{\n" + "".join(map(_field, struct.members)) + f"""
  static Result<{struct.name}> decode(const base::Json& json);
  void read(const base::Json& json, contract::Decoder& decoder);
  void encode(std::string& out) const;
}};

""")


def _request_declaration(operation):
    fields = "".join(_field(parameter.member) for parameter in operation.parameters)
    if operation.body is not None:
        body = cpp_type(operation.body)
        fields += f"  {body if operation.body_required else f'std::optional<{body}>'} body;\n"
    name = operation.name + "Request"
    return (_comment(f"{operation.method} {operation.path}: {operation.summary}") + f"struct {name} {{\n{fields}" +
            ("\n" if fields else "") + f"""  static Result<{name}> decode(const contract::RequestParts& parts);
  contract::ClientCall to_call() const;
}};

""")


def header(contract, tag, namespace, folder):
    structs = [struct for struct in contract.structs if tag_of(struct) == tag]
    operations = [operation for operation in contract.operations if operation.tag == tag]
    shared = any(tag_of(struct) == "shared" for struct in contract.structs)
    return (MARK + "#pragma once\n\n#include <cstdint>\n#include <optional>\n#include <string>\n#include <vector>\n\n"
            '#include "base/json.h"\n#include "contract/decoder.h"\n#include "contract/message.h"\n' +
            (f'#include "{folder}/shared_dto.h"\n' if shared and tag != "shared" else "") +
            f"\nnamespace {namespace} {{\n\n" + "".join(map(_struct_declaration, structs)) +
            "".join(map(_request_declaration, operations)) + f"}}  // namespace {namespace}\n")


class _Rules:
    """The constants of the rules of one function."""

    def __init__(self):
        self.lines = []

    def name_of(self, stem, type_):
        """The argument that passes the rule: empty when there is none."""
        item_rule = self.name_of(stem + "_item", type_.item) if type_.kind == "list" else ""
        fields = [self._rule_field(stem, key, type_.rule[key]) for key in _RULE_ORDER if key in type_.rule]
        if item_rule:
            fields.append(f".item = &{item_rule}")
        if not fields:
            return ""
        self.lines.append(f"  static constexpr contract::Rule {stem}_rule{{{', '.join(fields)}}};\n")
        return f"{stem}_rule"

    def _rule_field(self, stem, key, value):
        if key in ("choices", "aliases", "integer_choices"):
            kind = "std::int64_t" if key == "integer_choices" else "std::string_view"
            self.lines.append(f"  static constexpr {kind} {stem}_{key}[] = {{{', '.join(map(_value, value))}}};\n")
            return f".{key} = {stem}_{key}"
        if key == "pattern":
            self.lines.append(f"  static const contract::Pattern {stem}_pattern({', '.join(map(_value, value))});\n")
            return f".pattern = &{stem}_pattern"
        return f".{key} = contract::Accept::{value}" if key == "accept" else f".{key} = {_value(value)}"


def _how(member):
    if member.default is not None:
        return "defaulted"
    return "required" if member.required else "optional"


def _read(struct):
    rules, calls = _Rules(), []
    for member in struct.members:
        rule = rules.name_of(member.field, member.type)
        calls.append(f'  reader.{_how(member)}("{member.name}", {member.field}{", " + rule if rule else ""});\n')
    if struct.refuses_others:
        known = [name for member in struct.members for name in (member.name, *member.type.rule.get("aliases", ()))]
        calls.append("  reader.refuse_others_than({" + ", ".join(map(names.literal, known)) + "});\n")
    return (f"void {struct.name}::read(const base::Json& json, contract::Decoder& decoder) {{\n" + "".join(rules.lines) +
            "  contract::ObjectReader reader(json, decoder);\n" + "".join(calls) + "}\n\n")


def _encode(struct):
    calls = "".join(f'  writer.member("{member.name}", {member.field});\n' for member in struct.members)
    return (f"void {struct.name}::encode(std::string& out) const {{\n  contract::ObjectWriter writer(out);\n{calls}"
            "  writer.close();\n}\n\n")


def _request_decode(operation):
    name = operation.name + "Request"
    rules, calls, position = _Rules(), [], 0
    for parameter in operation.parameters:
        member = parameter.member
        rule = rules.name_of(member.field, member.type)
        tail = f"request.{member.field}{', ' + rule if rule else ''});\n"
        if parameter.place == "path":
            calls.append(f'  reader.path({position}, "{member.name}", {tail}')
            position += 1
        elif parameter.place == "query":
            calls.append(f'  reader.{_how(member)}_query("{member.name}", {tail}')
        else:
            calls.append(f'  reader.optional_header("{member.name.lower()}", {tail}')
    reader = "  contract::ParameterReader reader(parts, decoder);\n" if calls else ""
    if operation.body is not None:
        calls.append("  contract::read_body(parts, request.body, decoder);\n")
    if not calls:
        return f"Result<{name}> {name}::decode(const contract::RequestParts&) {{ return {name}{{}}; }}\n\n"
    return (f"Result<{name}> {name}::decode(const contract::RequestParts& parts) {{\n" + "".join(rules.lines) +
            f"  {name} request;\n  contract::Decoder decoder;\n{reader}" + "".join(calls) +
            "  TRY(decoder.result());\n  return request;\n}\n\n")


def _to_call(operation):
    fields = {parameter.member.name: parameter.member.field for parameter in operation.path_parameters()}
    path, text = "", ""
    for segment in operation.path.split("/")[1:]:
        text += "/"
        if segment.startswith("{"):
            path += f'.text("{text}").segment({fields[segment[1:-1]]})'
            text = ""
        else:
            text += segment
    path += f'.text("{text}")' if text else ""
    calls = []
    for place in ("query", "header"):
        for parameter in operation.parameters:
            if parameter.place == place:
                calls.append(f'  call.{place}("{parameter.member.name}", {parameter.member.field});\n')
    if operation.body is not None:
        calls.append("  call.body(body);\n")
    return (f"contract::ClientCall {operation.name}Request::to_call() const {{\n"
            f'  contract::CallWriter call("{operation.method}");\n  call{path};\n' + "".join(calls) +
            "  return std::move(call).finish();\n}\n\n")


def source(contract, tag, namespace, folder):
    structs = [struct for struct in contract.structs if tag_of(struct) == tag]
    operations = [operation for operation in contract.operations if operation.tag == tag]
    text = (MARK + f'#include "{folder}/{file_stem(tag)}_dto.h"\n\n#include <utility>\n\n#include "contract/reader.h"\n'
            f'#include "contract/writer.h"\n\nnamespace {namespace} {{\n\n')
    for struct in structs:
        text += (f"Result<{struct.name}> {struct.name}::decode(const base::Json& json) {{\n"
                 f"  return contract::decode_dto<{struct.name}>(json);\n}}\n\n") + _read(struct) + _encode(struct)
    for operation in operations:
        text += _request_decode(operation) + _to_call(operation)
    return text + f"}}  // namespace {namespace}\n"
