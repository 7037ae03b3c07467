// ListJobInstances: the runs of a workspace, the newest plan time first.
#pragma once

#include "app/ports/context.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::app {

inline constexpr std::int64_t instance_page_max = 1'000;
inline constexpr std::chrono::hours instance_list_span{7 * 24};  // how far back a list goes that does not say

struct ListInstances {
  InstanceFilter filter;                           // planned_from is not looked at
  std::optional<base::Instant> planned_from;  // absent: instance_list_span before now
};

// Error: instance.list_not_valid (limit 1..1000, skip from 0).
Result<InstancePage> list_job_instances(Context& context, const WorkspaceCall& call, ListInstances request);

}  // namespace slipway::app
