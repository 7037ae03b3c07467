#include "support/source_folder.h"

namespace slipway {

std::string source_folder() { return SLIPWAY_SOURCE_DIR; }

}  // namespace slipway
