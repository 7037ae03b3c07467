#include "domain/catalog/workspace.h"

#include "base/assert.h"

namespace slipway::catalog {

std::string_view to_text(WorkspaceMode mode) {
  switch (mode) {
    case WorkspaceMode::simple: return "simple";
    case WorkspaceMode::enterprise: return "enterprise";
  }
  base::unreachable();
}

std::optional<WorkspaceMode> parse_workspace_mode(std::string_view text) {
  if (text == "simple") return WorkspaceMode::simple;
  if (text == "enterprise") return WorkspaceMode::enterprise;
  return std::nullopt;
}

}  // namespace slipway::catalog
