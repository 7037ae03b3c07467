#include "domain/catalog/names.h"

#include <utility>

#include "base/assert.h"
#include "base/regex.h"
#include "base/text.h"

namespace slipway::catalog {

namespace {

base::Regex compiled_name_pattern(std::string_view expression) {
  auto pattern = base::Regex::compile(expression);
  BASE_ASSERT(static_cast<bool>(pattern));
  return std::move(pattern).value();
}

// The length is counted apart: a repetition of a large class makes a large program.
bool is_name(std::string_view name, const base::Regex& pattern) {
  return base::is_utf8(name) && base::character_count(name) <= name_length_max && pattern.matches_all(name);
}

// A path would lose them: what stands under such a name cannot be asked for.
bool is_dots(std::string_view name) { return name == "." || name == ".."; }

std::string quoted(std::string_view name) { return "'" + base::replace_invalid_utf8(name.substr(0, 4 * name_length_max)) + "'"; }

// "/a/" is the place "/a".
std::string_view without_last_slash(std::string_view path) { return path.substr(0, path.size() - (path.ends_with('/') ? 1 : 0)); }

bool is_directory_part(std::string_view part) {
  static const auto pattern = compiled_name_pattern(R"([-A-Za-z0-9_]+)");
  return part.size() <= directory_part_length_max && pattern.matches_all(part);
}

}  // namespace

Result<void> check_job_name(std::string_view name) {
  static const auto pattern = compiled_name_pattern(R"([-A-Za-z0-9_.\p{Han}]+)");
  if (name.empty()) return base::invalid_argument("job.name_empty", "a job needs a name");
  if (!is_name(name, pattern) || is_dots(name))
    return base::invalid_argument("job.name_not_valid",
                                  "the job name " + quoted(name) +
                                      " is not valid: use 1 to 128 letters, digits, Chinese characters, '-', '_' or '.', and "
                                      "more than one or two dots");
  return {};
}

Result<void> check_script_name(std::string_view name) {
  static const auto pattern = compiled_name_pattern(R"([-A-Za-z0-9_.]+)");
  if (!is_name(name, pattern) || is_dots(name))
    return base::invalid_argument(
        "script.name_not_valid",
        "the script name " + quoted(name) +
            " is not valid: use 1 to 128 letters, digits, '-', '_' or '.', and more than one or two dots");
  return {};
}

Result<void> check_name(ObjectKind kind, std::string_view name) {
  return kind == ObjectKind::job ? check_job_name(name) : check_script_name(name);
}

Result<void> check_node_name(std::string_view name) {
  static const auto pattern = compiled_name_pattern(R"([-A-Za-z0-9_./<>\p{Han}]+)");
  if (!is_name(name, pattern) || is_dots(name))
    return base::invalid_argument("job.node_name_not_valid",
                                  "the node name " + quoted(name) +
                                      " is not valid: use 1 to 128 letters, digits, Chinese characters, '-', '_', '.', '/', '<' "
                                      "or '>', and more than one or "
                                      "two dots");
  return {};
}

Result<void> check_directory(std::string_view path) {
  const auto refused = [&](std::string_view why) {
    return base::invalid_argument("directory.not_valid", "the directory " + quoted(path) + " is not valid: " + std::string(why));
  };
  if (!base::is_utf8(path) || path.empty() || path.front() != '/') return refused("it starts with '/', such as '/sales/daily'");
  if (path == "/") return {};
  const auto parts = base::split(without_last_slash(path).substr(1), '/');
  if (parts.size() > directory_depth_max) return refused("at most 10 directories may lie in one another");
  for (const auto part : parts)
    if (!is_directory_part(part)) return refused("each part has 1 to 64 letters, digits, '-' or '_'");
  return {};
}

std::vector<std::string> directory_with_parents(std::string_view path) {
  std::vector<std::string> paths;
  if (path == "/") return paths;
  path = without_last_slash(path);
  for (auto end = path.find('/', 1); end != std::string_view::npos; end = path.find('/', end + 1))
    paths.emplace_back(path.substr(0, end));
  paths.emplace_back(path);
  return paths;
}

}  // namespace slipway::catalog
