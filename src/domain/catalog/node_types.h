// The node types that can run, each in one line: what runs it, and what its definition must hold. The one list of types; a type
// that is not in it is kept and cannot be started.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace slipway::catalog {

// What runs nodes, and whose places they take. A full kind holds up no other one.
enum class ExecutorKind : std::uint8_t {
  none,     // nothing: such a node ends as soon as it is its turn
  process,  // a child process of the server's machine
  flow,     // nothing is started, but its end is told as that of any other
};

inline constexpr std::array all_executor_kinds{ExecutorKind::none, ExecutorKind::process, ExecutorKind::flow};

struct NodeType {
  std::string_view name;     // as the public API spells it
  ExecutorKind kind = ExecutorKind::process;
  bool runs_text = false;    // exactly one statement or script, with arguments, on the connection `local`
  bool is_optional = false;  // runs only where the server's settings say so
};

inline constexpr std::array node_types{
    NodeType{.name = "Shell", .kind = ExecutorKind::process, .runs_text = true},
    NodeType{.name = "Python", .kind = ExecutorKind::process, .runs_text = true},
    NodeType{.name = "Dummy", .kind = ExecutorKind::none},
    NodeType{.name = "Noop", .kind = ExecutorKind::flow, .is_optional = true},  // ours: what the engine itself costs
};

// The optional types that run here.
struct OptionalTypes {
  bool noop = false;
};

inline constexpr std::string_view python_node_type = node_types[1].name;

// Null for a type that cannot run.
const NodeType* find_node_type(std::string_view name);
bool can_run(std::string_view type_name, const OptionalTypes& optional);
bool runs_text(std::string_view type_name);

std::string_view to_text(ExecutorKind kind);
std::optional<ExecutorKind> parse_executor_kind(std::string_view text);

}  // namespace slipway::catalog
