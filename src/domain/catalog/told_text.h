// Texts that people read in lists, on terminals and in reviews: names, and what describes. A character that is obeyed instead of shown
// could make them say something else than they are. Asked when something is made or changed, never of what is stored. Pure.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::catalog {

// Error, of the field: text.control_character, naming the character.
Result<void> check_told_name(std::string_view field, std::string_view text);
// May have lines and tabs.
Result<void> check_told_description(std::string_view field, std::string_view text);

// All of the definition of a job or script, whose shape has been read. Error: text.control_character, naming the place.
Result<void> check_told_texts(ObjectKind kind, const base::Json& definition);

}  // namespace slipway::catalog
