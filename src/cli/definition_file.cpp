#include "cli/definition_file.h"

namespace slipway::cli {

base::Error definition_not_valid(const std::string& path, const std::string& why) {
  return base::invalid_argument("cli.file_not_valid", path + ": " + why);
}

Result<base::Json> read_definition_file(const std::string& path) {
  TRY_LET(text, base::read_file(path));
  auto json = base::parse_json(text);
  if (!json) return definition_not_valid(path, json.error().message);
  if (json->if_object() == nullptr) return definition_not_valid(path, "must be a JSON object");
  return json;
}

}  // namespace slipway::cli
