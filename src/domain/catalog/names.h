// The rules for what people name: jobs, scripts, nodes, directories. Pure; from any thread.
// Source: the original's product pages; settled in docs/decisions/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::catalog {

inline constexpr std::size_t name_length_max = 128;  // characters, of jobs, scripts and nodes
inline constexpr std::size_t directory_depth_max = 10;
inline constexpr std::size_t directory_part_length_max = 64;
inline constexpr std::int64_t directory_count_max = 5'000;  // of one kind in one workspace

// 1 to 128 of letters, digits, '-', '_', '.', and for jobs Chinese characters; not "." or "..".
// Errors: job.name_empty, job.name_not_valid, script.name_not_valid.
Result<void> check_name(ObjectKind kind, std::string_view name);
Result<void> check_job_name(std::string_view name);
Result<void> check_script_name(std::string_view name);

// 1 to 128 of letters, digits, Chinese characters and '-', '_', '.', '/', '<', '>'; not "." or "..". Error: job.node_name_not_valid.
Result<void> check_node_name(std::string_view name);

// "/" or "/sales/daily": at most 10 parts of 1 to 64 letters, digits, '-' and '_'. It may end in '/', which leads to the same
// place. Error: directory.not_valid.
Result<void> check_directory(std::string_view path);

// "/a/b" and "/a/b/" give "/a" and "/a/b"; the root is always there and not named. The path must be valid.
std::vector<std::string> directory_with_parents(std::string_view path);

}  // namespace slipway::catalog
