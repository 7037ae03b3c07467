#include "generated/api/script_handlers.h"

#include "adapters/http/compatible/object_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/catalog/create_object.h"
#include "app/catalog/delete_object.h"
#include "app/catalog/list_objects.h"
#include "app/catalog/show_object.h"
#include "app/catalog/update_object.h"

namespace slipway::http {

Result<void> create_script(CallContext& context, const api::CreateScriptRequest& request) {
  TRY_LET(body, to_json(request.body));
  return app::create_object(context.app(), context.workspace_call(), catalog::ObjectKind::script, std::move(body));
}

Result<void> update_script(CallContext& context, const api::UpdateScriptRequest& request) {
  TRY_LET(body, to_json(request.body));
  return app::update_object(context.app(), context.workspace_call(), catalog::ObjectKind::script, request.script_name,
                            std::move(body));
}

Result<void> delete_script(CallContext& context, const api::DeleteScriptRequest& request) {
  return app::delete_object(context.app(), context.workspace_call(), catalog::ObjectKind::script, request.script_name);
}

Result<api::ShowScriptResponse> show_script(CallContext& context, const api::ShowScriptRequest& request) {
  const app::ObjectSelection selection{.version = request.version,
                                       .wants_latest_submitted = request.get_job_submit_version.value_or(false),
                                       .take_room = context.answer_room()};
  TRY_LET(shown,
          app::show_object(context.app(), context.workspace_call(), catalog::ObjectKind::script, request.script_name, selection));
  TRY_LET(response, from_stored<api::ShowScriptResponse>(joined(std::move(shown.definition), shown.submission)));
  response.id = shown.object.id.text();
  response.version = shown.version;
  return std::move(response);
}

Result<api::ListScriptsResponse> list_scripts(CallContext& context, const api::ListScriptsRequest& request) {
  app::ObjectFilter filter;
  filter.name_contains = request.script_name;
  filter.limit = request.limit;
  filter.take_room = context.answer_room();
  TRY_LET(skip, context.page_skip(request.offset, request.limit));
  filter.skip = skip;
  TRY_LET(list, app::list_scripts(context.app(), context.workspace_call(), std::move(filter)));

  api::ListScriptsResponse response;
  response.total = list.total;
  response.scripts.reserve(list.scripts.size());
  for (auto& script : list.scripts) {
    TRY_LET(row, from_stored<api::ScriptInfo>(joined(std::move(script.definition), script.submission)));
    row.id = script.object.id.text();
    row.version = script.object.latest_version;
    response.scripts.push_back(std::move(row));
  }
  return response;
}

}  // namespace slipway::http
