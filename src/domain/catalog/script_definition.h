// What the product understands of a script's definition; the JSON stays the stored truth. Values and pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace slipway::catalog {

inline constexpr std::size_t script_configuration_count_max = 10;

struct ScriptDefinition {
  std::string name;
  std::string type;             // "Shell", "PYTHON", "DLISQL" ..., in the spelling given
  std::string content;          // the text that runs; its size is limited by limits.script_bytes
  std::string directory;        // empty: none was given
  std::string connection_name;  // empty: none was given
  std::string owner;
};

// What is refused in a draft too. The body's shape is that of CreateScript.
// Errors: script.name_not_valid, script.type_missing, script.type_not_valid, script.description_not_valid,
// script.value_not_valid, directory.not_valid.
Result<ScriptDefinition> parse_script_definition(const base::Json& definition);
// One that is stored, see read_stored_job.
ScriptDefinition read_stored_script(const base::Json& definition);

}  // namespace slipway::catalog
