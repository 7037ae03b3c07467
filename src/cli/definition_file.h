// Reads what a command puts into a request from a file: a job or script of the public API's JSON, the text of a script.
#pragma once

#include <string>

#include "base/file.h"
#include "base/json.h"
#include "base/result.h"

namespace slipway::cli {

// Text that goes into a body, so it has to be UTF-8: what is not would be stored as other characters.
// Errors: cli.file_not_valid, naming the file, the line and the byte; those of base::read_file.
Result<std::string> read_text_file(const std::string& path, std::size_t size_max = base::file_size_max);

// Errors: cli.file_not_valid, naming the file and the place in it; those of base::read_file.
Result<base::Json> read_definition_file(const std::string& path);  // an object

base::Error definition_not_valid(const std::string& path, const std::string& why);

template <class Definition>
Result<Definition> decode_definition(const base::Json& json, const std::string& path) {
  auto definition = Definition::decode(json);
  if (!definition) return definition_not_valid(path, definition.error().message);
  return definition;
}

}  // namespace slipway::cli
