#include "contract/feature_handlers.h"

#include "contract/writer.h"
#include "generated/features/bare_handlers.h"
#include "generated/features/lid_box_handlers.h"
#include "generated/features/thing_handlers.h"

namespace slipway::features_http {

Result<void> create_thing(CallContext& context, const features::CreateThingRequest& request) {
  context.called = "create_thing";
  context.given = request.project_id + " " + request.body.name;
  if (context.refuses) return base::conflict("thing.taken", "the name is taken");
  return {};
}

Result<features::ListThingsResponse> list_things(CallContext& context, const features::ListThingsRequest& request) {
  context.called = "list_things";
  context.given = std::to_string(request.limit);
  features::ListThingsResponse answer;
  answer.total = 7;
  return answer;
}

Result<features::Thing> show_thing(CallContext& context, const features::ShowThingRequest& request) {
  context.called = "show_thing";
  context.given = request.thing_name;
  features::Thing thing;
  thing.name = request.thing_name;
  return thing;
}

Result<void> delete_thing(CallContext& context, const features::DeleteThingRequest& request) {
  context.called = "delete_thing";
  context.given = request.body ? request.body->reason.value_or("no reason") : "no body";
  return {};
}

Result<features::Thing> show_all(CallContext& context, const features::ShowAllRequest&) {
  context.called = "show_all";
  return features::Thing{};
}

Result<features::Lid> set_lid(CallContext& context, const features::SetLidRequest& request) {
  context.called = "set_lid";
  context.given = std::to_string(request.number);
  return request.body;
}

Result<contract::Answer> show_bare(CallContext& context, const features::ShowBareRequest&) {
  context.called = "show_bare";
  contract::Answer answer;
  answer.content_type = "text/plain";
  answer.headers.emplace_back("X-Next", "5");
  answer.body = "plain";
  return answer;
}

}  // namespace slipway::features_http
