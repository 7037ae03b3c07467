#include "app/catalog/object_draft.h"

#include <utility>

#include "base/time_zone.h"
#include "domain/catalog/job_definition.h"
#include "domain/catalog/script_definition.h"
#include "domain/catalog/told_text.h"
#include "domain/schedule/cron_spec.h"
#include "domain/schedule/schedule_window.h"

namespace slipway::app {

namespace {

// Whatever is wrong with a schedule is one mistake to the caller.
Result<void> as_schedule_mistake(const Result<void>& checked) {
  if (checked) return {};
  return base::invalid_argument("job.schedule_not_valid", checked.error().message);
}

template <class T>
Result<void> without_value(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

// What the engine cannot run yet (L, W, C, #) may be stored and submitted; starting the job refuses it.
Result<void> check_cron(const catalog::CronSettings& cron) {
  const auto spec = schedule::CronSpec::parse(cron.expression);
  if (!spec && spec.error().code != "schedule.not_yet") TRY(as_schedule_mistake(spec.error()));
  TRY(as_schedule_mistake(without_value(schedule::parse_window(cron.start_time, cron.end_time))));
  if (!cron.time_zone.empty()) TRY(as_schedule_mistake(without_value(base::TimeZone::load(cron.time_zone))));
  return {};
}

Result<void> check_submitted_job(const catalog::JobDefinition& job) {
  TRY(catalog::check_submittable(job));
  if (job.schedule.type == catalog::ScheduleType::cron) TRY(check_cron(*job.schedule.cron));
  return {};
}

Result<void> read_job(const Limits& limits, const base::Json& definition, ObjectDraft& draft) {
  TRY_LET(job, catalog::parse_job_definition(definition));
  const auto node_count = static_cast<std::int64_t>(job.nodes.size());
  if (node_count > limits.nodes_per_job)
    return base::limit_reached("limit.reached", "the job has " + std::to_string(node_count) +
                                                    " nodes; the setting limits.nodes_per_job allows " +
                                                    std::to_string(limits.nodes_per_job));
  if (draft.is_submitted) TRY(check_submitted_job(job));
  draft.references = catalog::references_of(job);
  draft.name = std::move(job.name);
  draft.directory = std::move(job.directory);
  return {};
}

Result<void> read_script(const Limits& limits, const base::Json& definition, ObjectDraft& draft) {
  TRY_LET(script, catalog::parse_script_definition(definition));
  const auto size = static_cast<std::int64_t>(script.content.size());
  if (size > limits.script_bytes)
    return base::limit_reached("limit.reached", "the script has " + std::to_string(size) +
                                                    " bytes; the setting limits.script_bytes allows " +
                                                    std::to_string(limits.script_bytes));
  draft.name = std::move(script.name);
  draft.directory = std::move(script.directory);
  return {};
}

Result<bool> read_target(const WorkspaceCall& call, const base::Json& submission) {
  TRY_LET(target, catalog::target_status_of(submission));
  const bool needs_release =
      target == catalog::TargetStatus::production && call.workspace.mode == catalog::WorkspaceMode::enterprise;
  if (needs_release)
    return base::of_field(
        "object.target_status",
        base::invalid_argument("object.production_by_release_only",
                               "PRODUCTION is not taken in an enterprise workspace: submit it, then release it instead"));
  return target != catalog::TargetStatus::saved;
}

}  // namespace

Result<ObjectDraft> read_object_draft(const Context& context, const WorkspaceCall& call, catalog::ObjectKind kind,
                                      base::Json body) {
  auto parts = catalog::split_body(std::move(body));
  ObjectDraft draft;
  draft.kind = kind;
  TRY_LET(is_submitted, read_target(call, parts.submission));
  draft.is_submitted = is_submitted;
  if (kind == catalog::ObjectKind::job) TRY(read_job(context.limits, parts.definition, draft));
  else TRY(read_script(context.limits, parts.definition, draft));
  TRY(catalog::check_told_texts(kind, parts.definition));
  draft.content = catalog::make_content(parts.definition, parts.submission);
  return draft;
}

}  // namespace slipway::app
