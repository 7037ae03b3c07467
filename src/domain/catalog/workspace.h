// Workspaces and the environments in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "domain/catalog/ids.h"

namespace slipway::catalog {

// simple: submitting is releasing; enterprise: a submitted version waits to be released.
enum class WorkspaceMode : std::uint8_t { simple, enterprise };

std::string_view to_text(WorkspaceMode mode);
std::optional<WorkspaceMode> parse_workspace_mode(std::string_view text);

// A value. The space that owns jobs, scripts, people's roles and packages.
struct Workspace {
  WorkspaceId id;
  ProjectId project;
  std::string name;  // 1..32 of letters, digits, '_', '-'; unique in the project
  WorkspaceMode mode = WorkspaceMode::enterprise;
  base::Instant created_at{};
};

// Where released objects run. Nothing may assume that a workspace has exactly two.
struct Environment {
  EnvironmentId id;
  WorkspaceId workspace;
  std::string name;
  GenerationNumber generation = 0;
};

inline constexpr std::string_view production_name = "production";
inline constexpr std::string_view development_name = "development";

}  // namespace slipway::catalog
