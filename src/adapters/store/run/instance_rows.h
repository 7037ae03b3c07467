// Rows of instances and their parts, read and written by the repositories of running.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/rows.h"
#include "adapters/store/value.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::store {

// What a row holds that cannot be read: refused by who goes on with it, left out and named for who only looks at it, or stops it.
enum class Unreadable : std::uint8_t { refused, left_out };
instance::JobInstance to_job_instance(const Row& row, Unreadable unreadable = Unreadable::refused);
instance::NodeInstance to_node_instance(const Row& row, Unreadable unreadable = Unreadable::refused);
instance::AttemptId to_attempt_id(const Row& row);
app::LostAttempt to_lost_attempt(const Row& row);
app::JobKey to_job_key(const Row& row);

// A JSON object of texts.
std::string format_parameters(const expression::Parameters& parameters);
std::optional<expression::Parameters> read_parameters(std::string_view json);  // none: it is none
// {"city":"Bonn","day":{"given":"friday"}}: a value of a call says so. Rows of the first version do not: all of theirs count as the job's own.
std::string format_run_parameters(const instance::RunParameters& parameters);

// Sets, each as one JSON parameter.
std::string job_set(const std::vector<app::JobKey>& keys);  // [{"environment":1,"job":2}]
std::string node_set(const std::vector<app::NodeKey>& keys);  // [{"instance":1,"ordinal":2}]
std::string version_set(const std::vector<app::VersionKey>& versions);  // [{"object":1,"version":2}]
std::string room_set(const std::vector<app::JobRoom>& jobs);  // [{"environment":1,"job":2,"room":3}]
std::string text_set(const std::vector<std::string>& texts);  // ["a","b"]

// An empty text is NULL.
inline Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

}  // namespace slipway::store
