// The date that a start may carry: from which day on the job is to run. Pure.
#pragma once

#include <cstdint>

#include "base/instant.h"
#include "base/result.h"
#include "base/time_zone.h"

namespace slipway::schedule {

// `date` is 20261201 for the first of December, as a calendar in the job's zone shows it; a start is not kept for a later day yet.
// Error: run.not_yet_supported.
Result<void> check_start_date(std::int64_t date, const base::TimeZone& zone, base::Instant now);

}  // namespace slipway::schedule
