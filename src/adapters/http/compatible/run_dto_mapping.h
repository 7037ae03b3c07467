// Runs in the words and numbers of the public API.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/run/show_job_instance.h"
#include "app/run/show_job_status.h"
#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "generated/api/instance_dto.h"
#include "generated/api/job_dto.h"

namespace slipway::http {

// The words of the compatible face: waiting, running, success, fail, skip, manual-stop.
std::string_view instance_word(instance::InstanceState state);
std::string_view node_word(instance::NodeState state);

// "running,fail": states by these words; the published words that no run of ours has yet match nothing.
// Error: request.not_valid.
Result<std::vector<instance::InstanceState>> parse_instance_words(std::string_view words);

// Error: job.parameter_not_valid.
Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::JobParam>>& list);

api::JobInstanceRow to_instance_row(const instance::JobInstance& instance);
api::ShowJobInstanceResponse to_instance_response(const app::InstanceView& view);
api::ShowJobStatusResponse to_status_response(const app::JobStatus& status);

}  // namespace slipway::http
