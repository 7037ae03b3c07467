#include "adapters/http/pipeline/call_context.h"

#include <limits>

#include "base/assert.h"
#include "base/text.h"

namespace slipway::http {

const access::Caller& CallContext::caller() const {
  BASE_ASSERT(facts_.placed.has_value());
  return facts_.placed->caller;
}

const app::SignedIn& CallContext::signed_in() const {
  BASE_ASSERT(facts_.signed_in.has_value());
  return *facts_.signed_in;
}

const app::WorkspaceCall& CallContext::workspace_call() const {
  BASE_ASSERT(workspace_call_.has_value());
  return *workspace_call_;
}

void CallContext::warn(std::string_view text) {
  warning_.clear();
  for (const char c : text) {
    const bool is_plain = c >= ' ' && c <= '~' && c != '%';
    warning_ += is_plain ? std::string(1, c) : base::percent_encode(std::string_view(&c, 1));
  }
}

Result<std::int64_t> CallContext::page_skip(std::int64_t offset, std::int64_t limit) const {
  const bool is_in_bounds = offset >= 0 && offset <= std::numeric_limits<std::int64_t>::max() / 1'000 - 1;
  if (!is_in_bounds) return base::invalid_argument("request.not_valid", "offset must be a page number from 0");
  const bool counts_records = facts_.user_agent.find("terraform-provider") != std::string::npos;
  return counts_records ? offset : offset * limit;
}

}  // namespace slipway::http
