#include "generated/api/environment_handlers.h"

#include "adapters/http/native/native_values.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/release/list_generations.h"

namespace slipway::http {

namespace {

// "<kind>/<name>": where a page of objects ended.
Result<app::GenerationPosition> parse_object_cursor(const std::optional<std::string>& after) {
  if (!after) return app::GenerationPosition{};
  const auto slash = after->find('/');
  if (slash == std::string::npos)
    return base::invalid_argument("request.not_valid", "after must be the value of next of the page before");
  return app::GenerationPosition{after->substr(0, slash), after->substr(slash + 1)};
}

}  // namespace

Result<api::ListGenerationsResponse> list_generations(CallContext& context, const api::ListGenerationsRequest& request) {
  TRY_LET(before, parse_number_cursor(request.after));
  TRY_LET(rows, app::list_generations(context.app(), context.workspace_call(), request.environment, before, request.limit));
  api::ListGenerationsResponse response;
  for (const auto& row : rows) {
    api::Generation generation;
    generation.number = row.number;
    if (row.package) {
      generation.package_id = row.package->text();
      generation.package_name = row.package_name;
    }
    generation.user_id = row.created_by.text();
    generation.user_name = row.created_by_name;
    generation.created_at = base::format_instant_precise(row.created_at);
    generation.item_count = row.item_count;
    response.items.push_back(std::move(generation));
  }
  response.next = next_cursor(rows, request.limit, [](const app::GenerationRow& row) { return std::to_string(row.number); });
  return response;
}

Result<api::ListGenerationObjectsResponse> list_generation_objects(CallContext& context,
                                                                   const api::ListGenerationObjectsRequest& request) {
  TRY_LET(position, parse_object_cursor(request.after));
  TRY_LET(objects, app::list_generation_objects(context.app(), context.workspace_call(), request.environment, request.number,
                                                position, request.limit));
  api::ListGenerationObjectsResponse response;
  for (const auto& object : objects)
    response.items.push_back({object.object.text(), std::string(catalog::to_text(object.kind)), object.name, object.version});
  response.next = next_cursor(objects, request.limit, [](const app::EnvironmentObject& object) {
    return std::string(catalog::to_text(object.kind)) + "/" + object.name;
  });
  return response;
}

}  // namespace slipway::http
