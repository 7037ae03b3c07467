"""The table of operations, the router's tree, and the dispatchers that call the handlers by name."""

import names
from emit_dto import MARK, cpp_type, file_stem


def operations_header(contract, namespace):
    ids = "".join(f"  {operation.handler},\n" for operation in contract.operations)
    names_of = "".join(f'    "{operation.name}",\n' for operation in contract.operations)
    return MARK + f"""#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "contract/operation.h"
#include "contract/router.h"

namespace {namespace} {{

enum class OperationId : std::uint16_t {{
{ids}}};

inline constexpr std::string_view operation_names[] = {{
{names_of}}};

constexpr std::optional<OperationId> find_operation_id(std::string_view name) {{
  for (std::size_t number = 0; number < std::size(operation_names); ++number)
    if (operation_names[number] == name) return static_cast<OperationId>(number);
  return std::nullopt;
}}

std::span<const contract::Operation> operations();  // by number
const contract::Operation& operation(OperationId id);
inline OperationId id_of(const contract::Operation& operation) {{ return static_cast<OperationId>(operation.number); }}

// The operation of a path; see contract/router.h.
contract::RouteMatch find_operation(std::string_view method, std::span<const std::string> segments);

}}  // namespace {namespace}
"""


class _Node:
    def __init__(self):
        self.literals = {}
        self.parameter = None
        self.operations = []

    def child(self, segment):
        if segment.startswith("{"):
            self.parameter = self.parameter or _Node()
            return self.parameter
        return self.literals.setdefault(segment, _Node())


def _tree(contract):
    root = _Node()
    for number, operation in enumerate(contract.operations):
        for path in filter(None, (operation.path, operation.also_path)):
            node = root
            for segment in path.split("/")[1:]:
                node = node.child(segment)
            node.operations.append(number)
    return root


def _route_tables(contract):
    """Rows of the three tables; children come after their parents, so that the root is the first."""
    order, queue = [], [_tree(contract)]
    while queue:
        node = queue.pop(0)
        order.append(node)
        queue += list(node.literals.values()) + ([node.parameter] if node.parameter else [])
    number = {id(node): at for at, node in enumerate(order)}
    nodes, literals, operations = [], [], []
    for node in order:
        parameter = number[id(node.parameter)] if node.parameter else "contract::no_route"
        nodes.append(f"    {{{len(literals)}, {len(node.literals)}, {parameter}, {len(operations)}, "
                     f"{len(node.operations)}}},\n")
        literals += [f'    {{"{text}", {number[id(node.literals[text])]}}},\n' for text in sorted(node.literals)]
        operations += node.operations
    return nodes, literals, operations


def _row(number, operation):
    settings = operation.settings
    names_of = operation.path_parameters()
    parameters = f"{operation.handler}_parameters" if names_of else "{}"
    flag = "true" if settings["replay"] else "false"
    return (f'    {{{number}, "{operation.name}", "{operation.method}", "{operation.path}", "{operation.tag}", '
            f"{parameters},\n     contract::Face::{settings['face']}, contract::Action::{settings['action']}, "
            f"contract::Effect::{settings['effect']}, contract::Lane::{settings['lane']}, "
            f"contract::WorkspaceFrom::{settings['workspace']},\n     {flag}, {settings['body_limit']}, "
            f'{operation.status}, "{operation.content_type}"}},\n')


def operations_source(contract, namespace, folder):
    parameters = "".join(
        f"constexpr std::string_view {operation.handler}_parameters[] = "
        f"{{{', '.join(names.literal(p.member.name) for p in operation.path_parameters())}}};\n"
        for operation in contract.operations if operation.path_parameters())
    rows = "".join(_row(number, operation) for number, operation in enumerate(contract.operations))
    nodes, literals, route_operations = _route_tables(contract)
    return MARK + f"""#include "{folder}/operations.h"

#include <cstddef>

namespace {namespace} {{
namespace {{

{parameters}
constexpr contract::Operation operation_rows[] = {{
{rows}}};

constexpr contract::RouteNode route_nodes[] = {{
{"".join(nodes)}}};

constexpr contract::RouteLiteral route_literals[] = {{
{"".join(literals)}}};

constexpr std::uint16_t route_operations[] = {{{", ".join(map(str, route_operations))}}};

constexpr contract::RouteTable route_table{{route_nodes, route_literals, route_operations, operation_rows}};

}}  // namespace

std::span<const contract::Operation> operations() {{ return operation_rows; }}

const contract::Operation& operation(OperationId id) {{ return operation_rows[static_cast<std::size_t>(id)]; }}

contract::RouteMatch find_operation(std::string_view method, std::span<const std::string> segments) {{
  return contract::find_route(route_table, method, segments);
}}

}}  // namespace {namespace}
"""


def _result(operation, api):
    if operation.raw:
        return "contract::Answer"
    return f"{api}{cpp_type(operation.answer)}" if operation.answer else "void"


def handlers_header(contract, tag, options):
    """What adapters/http must define: a missing one is a link error by its name."""
    api = options.namespace.removeprefix("slipway::") + "::"
    lines = "".join(
        f"Result<{_result(operation, api)}> {operation.handler}(CallContext&, const {api}{operation.name}Request&);\n"
        for operation in contract.operations if operation.tag == tag)
    return MARK + f"""#pragma once

#include "base/result.h"
#include "contract/message.h"
#include "{options.folder}/{file_stem(tag)}_dto.h"

namespace {options.handlers} {{

class CallContext;

{lines}
}}  // namespace {options.handlers}
"""


def _case(operation, options):
    call = f"{options.handlers}::{operation.handler}(context, request)"
    lines = [f"    case OperationId::{operation.handler}: {{\n",
             f"      TRY_LET(request, {operation.name}Request::decode(parts));\n"]
    if operation.raw:
        lines.append(f"      return {call};\n")
    elif operation.answer is None:
        lines += [f"      TRY({call});\n", f"      return contract::empty_answer({operation.status});\n"]
    else:
        lines += [f"      TRY_LET(answer, {call});\n",
                  f"      return contract::json_answer({operation.status}, contract::to_json(answer));\n"]
    return "".join(lines) + "    }\n"


def dispatch_source(contract, tag, options):
    cases = "".join(_case(operation, options) for operation in contract.operations if operation.tag == tag)
    stem = file_stem(tag)
    return MARK + f"""#include "{options.folder}/dispatch.h"
#include "{options.folder}/{stem}_handlers.h"
#include "contract/writer.h"

namespace {options.namespace} {{

Result<contract::Answer> dispatch_{stem}(OperationId id, {options.handlers}::CallContext& context,
                                         const contract::RequestParts& parts) {{
  switch (id) {{
{cases}    default: contract::wrong_dispatcher();
  }}
}}

}}  // namespace {options.namespace}
"""


def dispatch_header(contract, options):
    context = f"{options.handlers}::CallContext& context"
    lines = "".join(
        f"Result<contract::Answer> dispatch_{file_stem(tag)}(OperationId id, {context}, const contract::RequestParts& parts);\n"
        for tag in contract.tags)
    return MARK + f"""#pragma once

#include "base/result.h"
#include "contract/message.h"
#include "{options.folder}/operations.h"

namespace {options.handlers} {{
class CallContext;
}}

namespace {options.namespace} {{

// Decodes the request, calls the handler and encodes what it gives. What the request may not be is request.not_valid.
Result<contract::Answer> dispatch(OperationId id, {context}, const contract::RequestParts& parts);

{lines}
}}  // namespace {options.namespace}
"""


def dispatch_all_source(contract, options):
    cases = "".join(
        "".join(f"    case OperationId::{operation.handler}:\n" for operation in contract.operations if operation.tag == tag)
        + f"      return dispatch_{file_stem(tag)}(id, context, parts);\n" for tag in contract.tags)
    return MARK + f"""#include "{options.folder}/dispatch.h"

#include "contract/writer.h"

namespace {options.namespace} {{

Result<contract::Answer> dispatch(OperationId id, {options.handlers}::CallContext& context,
                                  const contract::RequestParts& parts) {{
  switch (id) {{
{cases}  }}
  contract::wrong_dispatcher();
}}

}}  // namespace {options.namespace}
"""
