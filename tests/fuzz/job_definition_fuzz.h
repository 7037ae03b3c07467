// What the job decoder must survive: any bytes. Called by the fuzzer and, over the seed corpus, by an ordinary test.
#pragma once

#include <string_view>

#include "base/assert.h"
#include "domain/catalog/content.h"
#include "domain/catalog/job_definition.h"
#include "domain/catalog/job_rules.h"

namespace slipway::fuzz {

// True when the bytes are a job that could be submitted.
inline bool decode_job(std::string_view bytes) {
  auto json = base::parse_json(bytes);
  if (!json) return false;
  const auto body = catalog::split_body(std::move(json).value());
  const auto job = catalog::parse_job_definition(body.definition);
  if (!job) return false;

  // What was read once reads the same from its canonical form, and references never depend on being submittable.
  const auto content = catalog::make_content(body.definition, body.submission);
  const auto again = catalog::parse_job_definition(base::parse_json(content.canonical).value());
  BASE_ASSERT(static_cast<bool>(again));
  BASE_ASSERT(again->nodes.size() == job->nodes.size());
  BASE_ASSERT(catalog::references_of(*again) == catalog::references_of(*job));
  return static_cast<bool>(catalog::check_submittable(*job));
}

}  // namespace slipway::fuzz
