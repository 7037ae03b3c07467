#include "adapters/http/shared_values.h"

namespace slipway::http {

Result<instance::JobInstanceId> parse_instance_id(std::string_view text) {
  const auto id = instance::JobInstanceId::parse(text);
  if (!id) return base::not_found("instance.not_found", "there is no job instance '" + std::string(text) + "'");
  return *id;
}

}  // namespace slipway::http
