#include "domain/catalog/script_definition.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "domain/catalog/definition_reader.h"
#include "domain/catalog/names.h"

namespace slipway::catalog {

namespace {

// Source: the original's product pages. Case is not told apart, since its pages and clients differ in it.
constexpr std::array<std::string_view, 15> script_types{"Shell",     "PYTHON",        "FlinkSQL", "DLISQL",      "SparkSQL",
                                                        "HiveSQL",   "DWSSQL",        "RDSSQL",   "PRESTO",      "ClickHouseSQL",
                                                        "ImpalaSQL", "HetuEngineSQL", "DorisSQL", "SparkPython", "Spark Python"};

constexpr std::string_view script_value_code = "script.value_not_valid";
constexpr std::string_view script_description_code = "script.description_not_valid";
constexpr std::size_t field_length_max = 255;
constexpr std::size_t directory_length_max = 1'024;

bool is_script_type(std::string_view type) {
  return std::any_of(script_types.begin(), script_types.end(),
                     [&](std::string_view known) { return base::equals_ignoring_ascii_case(known, type); });
}

void check_type(DefinitionReader& reader, std::string_view type) {
  if (type.empty())
    reader.refuse(base::invalid_argument("script.type_missing", "a script needs a type, such as Shell or PYTHON"));
  else if (!is_script_type(type))
    reader.refuse(base::invalid_argument(
        "script.type_not_valid", "the script type '" + std::string(type) + "' is not one of " +
                                     base::join(std::vector<std::string_view>(script_types.begin(), script_types.end()), ", ")));
}

void check_configuration(DefinitionReader& reader, const base::Json& definition) {
  const auto* configuration = definition.find("configuration");
  if (configuration == nullptr || configuration->is_null()) return;
  const auto* entries = configuration->if_object();
  if (entries == nullptr) reader.refuse("configuration", "must be an object");
  else if (entries->size() > script_configuration_count_max) reader.refuse("configuration", "must have at most 10 entries");
}

ScriptDefinition read_script(DefinitionReader reader, const base::Json& definition) {
  ScriptDefinition script;
  script.name = reader.text("name", directory_length_max);
  if (const auto valid = check_script_name(script.name); !valid) reader.refuse(valid.error());
  script.type = reader.text("type", field_length_max);
  check_type(reader, script.type);
  script.content = reader.text("content", std::numeric_limits<std::size_t>::max());
  script.directory = reader.text("directory", directory_length_max);
  if (!script.directory.empty())
    if (const auto valid = check_directory(script.directory); !valid) reader.refuse(valid.error());
  script.connection_name = reader.text("connectionName", field_length_max);
  script.owner = reader.text("owner", field_length_max);
  reader.text("database", field_length_max);
  reader.text("queueName", field_length_max);
  reader.with_code(script_description_code).text("description", field_length_max);
  check_configuration(reader, definition);
  return script;
}

}  // namespace

Result<ScriptDefinition> parse_script_definition(const base::Json& definition) {
  std::optional<base::Error> first_error;
  auto script = read_script(DefinitionReader(definition, "", script_value_code, first_error), definition);
  if (first_error) return *std::move(first_error);
  return script;
}

ScriptDefinition read_stored_script(const base::Json& definition) {
  return read_script(DefinitionReader::of_stored(definition), definition);
}

}  // namespace slipway::catalog
