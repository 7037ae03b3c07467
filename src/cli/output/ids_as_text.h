// Ids in what a command gives as JSON: the public API has some as numbers and some as text, a command has all as text. Pure.
#pragma once

#include "base/json.h"

namespace slipway::cli {

// Whole numbers in members called id, or that end in Id or _id.
void make_ids_text(base::Json& value);

}  // namespace slipway::cli
