#include "generated/api/release_handlers.h"

#include "adapters/http/compatible/release_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/release/create_release_package.h"
#include "app/release/deploy_release_packages.h"
#include "app/release/list_pending_items.h"
#include "app/release/list_release_packages.h"
#include "app/release/revoke_release_packages.h"
#include "app/release/show_release_package.h"
#include "base/id.h"
#include "base/instant.h"

namespace slipway::http {

namespace {

base::Error release_filter_not_valid(std::string_view member, std::string_view allowed) {
  return base::invalid_argument("request.not_valid", std::string(member) + " must be " + std::string(allowed));
}

// A form whose field or selection was left empty asks for no filter.
template <class Filter>
std::optional<Filter> unless_empty(const std::optional<Filter>& filter) {
  return filter && filter->empty() ? std::nullopt : filter;
}

// Thirteen digits: milliseconds since 1970.
Result<std::optional<base::Instant>> parse_millisecond_text(std::string_view member, const std::optional<std::string>& text) {
  if (!text) return std::optional<base::Instant>{};
  const bool is_time = text->size() == 13 && text->find_first_not_of("0123456789") == std::string::npos;
  if (!is_time) return release_filter_not_valid(member, "a time in milliseconds, 13 digits");
  return std::optional<base::Instant>{base::from_milliseconds(std::stoll(*text))};
}

constexpr std::int64_t milliseconds_max = 253'402'300'799'999;  // the end of the year 9999

Result<std::optional<base::Instant>> parse_milliseconds(std::string_view member,
                                                        const std::optional<std::int64_t>& milliseconds) {
  if (!milliseconds) return std::optional<base::Instant>{};
  const bool is_time = *milliseconds >= 0 && *milliseconds <= milliseconds_max;
  if (!is_time) return release_filter_not_valid(member, "a time in milliseconds since 1970");
  return std::optional<base::Instant>{base::from_milliseconds(*milliseconds)};
}

// Inclusive to the millisecond, while instants have microseconds.
std::optional<base::Instant> to_end_of(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return *instant + std::chrono::microseconds{999};
}

Result<std::optional<release::UpdateType>> parse_update_type(const std::optional<std::string>& text) {
  if (!text) return std::optional<release::UpdateType>{};
  if (*text == "1") return std::optional{release::UpdateType::add};
  if (*text == "2") return std::optional{release::UpdateType::modify};
  if (*text == "3") return std::optional{release::UpdateType::remove};
  return release_filter_not_valid("update_type", "1 (add), 2 (modify) or 3 (delete)");
}

Result<std::optional<catalog::ObjectKind>> parse_task_type(const std::optional<std::string>& text) {
  if (!text) return std::optional<catalog::ObjectKind>{};
  if (*text == "1") return std::optional{catalog::ObjectKind::job};
  if (*text == "2") return std::optional{catalog::ObjectKind::script};
  return release_filter_not_valid("task_type", "1 (job) or 2 (script)");
}

Result<app::PackageOrder> parse_package_order(const std::string& text) {
  if (text == "apply_timestamp") return app::PackageOrder::applied_at;
  if (text == "deploy_timestamp") return app::PackageOrder::deployed_at;
  if (text == "package_name") return app::PackageOrder::name;
  if (text == "deploy_status") return app::PackageOrder::state;
  return release_filter_not_valid("order_column", "apply_timestamp, deploy_timestamp, package_name or deploy_status");
}

Result<app::PackageFilter> to_package_filter(const CallContext& context, const api::ReleasePackageFilter& body) {
  app::PackageFilter filter;
  filter.name_contains = unless_empty(body.key_word);
  filter.applicant_contains = unless_empty(body.apply_user_name);
  filter.deployer_contains = unless_empty(body.deploy_user_name);
  filter.applicant_names = unless_empty(body.apply_user_name_filter);
  filter.deployer_names = unless_empty(body.deploy_user_name_filter);
  TRY_LET(applied_from, parse_milliseconds("apply_begin_time", body.apply_begin_time));
  filter.applied_from = applied_from;
  TRY_LET(applied_to, parse_milliseconds("apply_end_time", body.apply_end_time));
  filter.applied_to = to_end_of(applied_to);
  TRY_LET(deployed_from, parse_milliseconds("deploy_begin_time", body.deploy_begin_time));
  filter.deployed_from = deployed_from;
  TRY_LET(deployed_to, parse_milliseconds("deploy_end_time", body.deploy_end_time));
  filter.deployed_to = to_end_of(deployed_to);
  if (const auto statuses = unless_empty(body.deploy_status_filter)) {
    filter.states.emplace();
    for (const auto status : *statuses) {
      const auto state = parse_deploy_status(status);
      if (!state) return release_filter_not_valid("deploy_status_filter", "a set of 1, 2, 3 and 5");
      filter.states->push_back(*state);
    }
  }
  TRY_LET(order, parse_package_order(body.order_column));
  filter.order = order;
  const bool is_direction = body.sorted_direction == "asc" || body.sorted_direction == "desc";
  if (!is_direction) return release_filter_not_valid("sorted_direction", "asc or desc");
  filter.ascending = body.sorted_direction == "asc";
  filter.limit = body.limit;
  TRY_LET(skip, context.page_skip(body.offset, body.limit));
  filter.skip = skip;
  return filter;
}

}  // namespace

Result<api::ListFactoryPendingItemsResponse> list_factory_pending_items(CallContext& context,
                                                                        const api::ListFactoryPendingItemsRequest& request) {
  app::PendingItemFilter filter;
  filter.submitted_by_name = unless_empty(request.submit_user_name);
  filter.name_contains = unless_empty(request.item_name);
  TRY_LET(update_type, parse_update_type(request.update_type));
  filter.update_type = update_type;
  TRY_LET(kind, parse_task_type(request.task_type));
  filter.kind = kind;
  TRY_LET(from, parse_millisecond_text("start_time", request.start_time));
  filter.submitted_from = from;
  TRY_LET(to, parse_millisecond_text("end_time", request.end_time));
  filter.submitted_to = to_end_of(to);
  filter.limit = request.limit;
  TRY_LET(skip, context.page_skip(request.offset, request.limit));
  filter.skip = skip;

  TRY_LET(page, app::list_pending_items(context.app(), context.workspace_call(), filter));
  api::ListFactoryPendingItemsResponse response;
  response.total = page.total;
  for (const auto& row : page.rows) response.data.push_back(to_dto(row, context.workspace_call().workspace));
  return response;
}

Result<api::CreateFactoryPendingItemsPackageResponse> create_factory_pending_items_package(
    CallContext& context, const api::CreateFactoryPendingItemsPackageRequest& request) {
  const auto& body = request.body;
  TRY_LET(id, app::create_release_package(context.app(), context.workspace_call(),
                                          {body.package_name, body.apply_user_id, body.pending_item_list, body.approver_ids}));
  return api::CreateFactoryPendingItemsPackageResponse{body.package_name, id.text()};
}

Result<api::ListFactoryReleasePackagesResponse> list_factory_release_packages(
    CallContext& context, const api::ListFactoryReleasePackagesRequest& request) {
  TRY_LET(filter, to_package_filter(context, request.body));
  TRY_LET(page, app::list_release_packages(context.app(), context.workspace_call(), filter));
  api::ListFactoryReleasePackagesResponse response;
  response.total = page.total;
  for (const auto& row : page.rows) response.data.push_back(to_dto(row, context.workspace_call().workspace));
  return response;
}

Result<api::DeployFactoryPackagesResponse> deploy_factory_packages(CallContext& context,
                                                                   const api::DeployFactoryPackagesRequest& request) {
  TRY_LET(queued, app::deploy_release_packages(context.app(), context.workspace_call(),
                                               {request.body.package_ids, request.body.startup_mode == 1}));
  api::DeployFactoryPackagesResponse response;
  for (const auto& deployment : queued)
    response.deploy_package_details.push_back({deployment.item_count, deployment.task.text(), deployment.package.number});
  return response;
}

Result<void> cancel_factory_packages(CallContext& context, const api::CancelFactoryPackagesRequest& request) {
  return app::revoke_release_packages(context.app(), context.workspace_call(), request.body.package_ids);
}

Result<api::ShowFactoryPackageDetailResponse> show_factory_package_detail(CallContext& context,
                                                                          const api::ShowFactoryPackageDetailRequest& request) {
  TRY_LET(detail, app::show_release_package(context.app(), context.workspace_call(), request.package_id));
  api::ShowFactoryPackageDetailResponse response;
  response.release_package = to_dto(detail.package, context.workspace_call().workspace);
  for (const auto& item : detail.items) response.task_details.push_back(to_dto(item, detail.package.package));
  return response;
}

}  // namespace slipway::http
