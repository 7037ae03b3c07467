// Reads what a command puts into a request from a file: a job or script of the public API's JSON, the text of a script.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/result.h"
#include "cli/session/surroundings.h"

namespace slipway::cli {

// Text that goes into a body, so it has to be UTF-8: what is not would be stored as other characters.
// Errors: cli.file_not_valid, naming the file, the line and the byte; those of base::read_file.
Result<std::string> read_text_file(const std::string& path, std::size_t size_max = base::file_size_max);

// An object; "-" is standard input. Errors: cli.file_not_valid, naming the file and the place in it; those of base::read_file.
Result<base::Json> read_definition_file(Surroundings& surroundings, const std::string& path);

// Members of a file that its definition does not have, as "/nodes/0/retryTime": they would be lost without a word. `read` is what
// was understood. Null says as much as absent.
std::vector<std::string> unread_members(const base::Json& given, const base::Json& read);

base::Error definition_not_valid(const std::string& path, const std::string& why);

template <class Definition>
Result<Definition> decode_definition(const base::Json& json, const std::string& path) {
  auto definition = Definition::decode(json);
  if (!definition) return definition_not_valid(path, definition.error().message);
  return definition;
}

}  // namespace slipway::cli
