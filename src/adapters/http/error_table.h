// The compatible face's table: our dotted code, the status and the public code (docs/errors/README.md).
#pragma once

#include <array>
#include <string_view>

namespace slipway::http {

struct ErrorTableRow {
  std::string_view code;
  int status;
  std::string_view v1;
  std::string_view v2;  // where it differs; else empty
};

// Sorted by code.
inline constexpr auto error_table = std::to_array<ErrorTableRow>({
    {"access.forbidden", 403, "DLF.6888", ""},
    {"deployment.environment_busy", 503, "DLF.7050", ""},
    {"deployment.environment_moved", 503, "DLF.7050", ""},
    {"deployment.fenced", 503, "DLF.7050", ""},
    {"deployment.interrupted", 400, "DLF.7012", ""},
    {"deployment.not_found", 400, "DLF.0810", "DLF.20810"},
    {"deployment.wrong_state", 503, "DLF.7050", ""},
    {"directory.not_valid", 400, "DLF.3051", ""},
    {"environment.generation_not_found", 400, "DLF.3051", ""},
    {"environment.not_found", 400, "DLF.3051", ""},
    {"expression.result_too_large", 400, "DLF.7040", ""},
    {"instance.already_ended", 400, "DLF.3051", ""},
    {"instance.list_not_valid", 400, "DLF.3051", ""},
    {"instance.not_found", 400, "DLF.0137", ""},
    {"instance.wrong_state", 503, "DLF.7050", ""},
    {"job.cycle", 400, "DLF.7024", ""},
    {"job.description_not_valid", 400, "DLF.3050", ""},
    {"job.name_empty", 400, "DLF.3004", ""},
    {"job.name_not_valid", 400, "DLF.3018", ""},
    {"job.name_taken", 400, "DLF.0102", ""},
    {"job.no_nodes", 400, "DLF.1006", ""},
    {"job.node_name_not_valid", 400, "DLF.3051", ""},
    {"job.node_name_twice", 400, "DLF.7026", ""},
    {"job.node_property_missing", 400, "DLF.0802", ""},
    {"job.node_property_not_valid", 400, "DLF.3051", ""},
    {"job.not_found", 400, "DLF.0100", ""},
    {"job.parameter_not_valid", 400, "DLF.3051", ""},
    {"job.process_type_not_valid", 400, "DLF.2014", ""},
    {"job.schedule_not_valid", 400, "DLF.3025", ""},
    {"job.still_scheduling", 400, "DLF.7027", ""},
    {"job.unknown_predecessor", 400, "DLF.7025", ""},
    {"job.value_not_valid", 400, "DLF.3051", ""},
    {"json.not_valid", 400, "DLF.3051", ""},
    {"limit.reached", 400, "DLF.7040", ""},
    {"node.arguments_not_valid", 400, "DLF.3051", ""},
    {"object.list_too_large", 400, "DLF.7040", ""},
    {"object.production_by_release_only", 400, "DLF.3051", ""},
    {"object.renamed_in_body", 400, "DLF.3051", ""},
    {"object.target_status_not_valid", 400, "DLF.3051", ""},
    {"object.version_not_found", 400, "DLF.3051", ""},
    {"project.forbidden", 403, "APIGW.0305", ""},
    {"release.applicant_not_caller", 400, "DLF.7030", ""},
    {"release.item_not_found", 400, "DLF.7008", ""},
    {"release.item_packaged", 400, "DLF.7009", ""},
    {"release.items_changed", 503, "DLF.7050", ""},
    {"release.lowers_version", 400, "DLF.7006", ""},
    {"release.name_taken", 400, "DLF.7011", ""},
    {"release.needs_missing", 400, "DLF.7005", ""},
    {"release.no_approvers", 400, "DLF.7031", ""},
    {"release.not_an_approver", 400, "DLF.7004", ""},
    {"release.not_an_eligible_approver", 400, "DLF.7031", ""},
    {"release.not_own_package", 403, "DLF.6888", ""},
    {"release.object_in_open_package", 400, "DLF.7007", ""},
    {"release.package_changed", 503, "DLF.7050", ""},
    {"release.package_ids_not_valid", 400, "DLF.7003", ""},
    {"release.package_name_not_valid", 400, "DLF.3051", ""},
    {"release.package_not_found", 400, "DLF.7001", ""},
    {"release.pending_items_not_valid", 400, "DLF.7003", ""},
    {"release.still_needed", 400, "DLF.7010", ""},
    {"release.too_many_approvers", 400, "DLF.7031", ""},
    {"release.wrong_state", 400, "DLF.7002", ""},
    {"request.not_valid", 400, "DLF.3051", ""},
    {"run.job_not_released", 400, "DLF.7021", ""},
    {"run.not_yet_supported", 400, "DLF.7023", ""},
    {"run.script_missing", 400, "DLF.6201", ""},
    {"run.still_going", 400, "DLF.7022", ""},
    {"schedule.not_valid", 400, "DLF.3025", ""},
    {"schedule.not_yet", 400, "DLF.7023", ""},
    {"script.description_not_valid", 400, "DLF.3050", ""},
    {"script.name_not_valid", 400, "DLF.3051", ""},
    {"script.name_taken", 400, "DLF.0202", ""},
    {"script.not_found", 400, "DLF.6201", ""},
    {"script.type_missing", 400, "DLF.6247", ""},
    {"script.type_not_valid", 400, "DLF.3051", ""},
    {"script.value_not_valid", 400, "DLF.3051", ""},
    {"sign_in.refused", 401, "APIGW.0301", ""},
    {"sign_in.too_many_failures", 429, "APIGW.0308", ""},
    {"store.disk_full", 503, "DLF.7050", ""},
    {"store.outcome_unknown", 503, "DLF.7050", ""},
    {"store.unavailable", 503, "DLF.7050", ""},
    {"system_task.not_found", 400, "DLF.20810", ""},
    {"text.control_character", 400, "DLF.3051", ""},
    {"time_zone.not_known", 400, "DLF.3025", ""},
    {"workspace.not_found", 400, "DLF.0819", "DLF.20819"},
});

}  // namespace slipway::http
