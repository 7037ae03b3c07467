// JSON as people keep it in files: a member a line, two blanks a level. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace slipway::cli {

std::string indented_json(const base::Json& value);  // ends with a newline

}  // namespace slipway::cli
