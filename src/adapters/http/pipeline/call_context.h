// What a handler gets beside its decoded request: who calls, where, and the use cases' context. For the thread of the call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http/pipeline/call_room.h"
#include "adapters/http/pipeline/service_parts.h"
#include "app/access/write_once.h"
#include "app/people/identify_caller.h"
#include "app/ports/context.h"
#include "base/result.h"

namespace slipway::http {

// What the pipeline has found out about a call before its handler runs.
struct CallFacts {
  std::string request_id;
  std::string peer_address;
  std::string user_agent;
  std::string user_name;                         // once the credentials hold, also where they may not stand; for the log
  std::optional<app::SignedIn> signed_in;        // none on open operations
  std::optional<app::PlacedCaller> placed;       // none on open operations
  std::optional<app::CallOnce> once;             // of a signed call that must not be done twice
};

class CallContext {
 public:
  CallContext(ServiceParts& service, const CallFacts& facts, HandlerRoom& room) : service_(service), facts_(facts), room_(room) {
    if (facts_.placed && facts_.placed->workspace)
      workspace_call_ = app::WorkspaceCall{facts_.placed->caller, *facts_.placed->workspace};
  }

  app::Context& app() { return service_.app; }
  ServiceParts& service() { return service_; }
  const CallFacts& facts() const { return facts_; }

  // For answers that may be large.
  app::TakeRoom answer_room() { return room_for_answer(room_); }

  // Only in operations that somebody must be signed in for.
  const access::Caller& caller() const;
  const app::SignedIn& signed_in() const;
  // Only in operations with a workspace.
  const app::WorkspaceCall& workspace_call() const;

  // A line for people beside the answer, in the header X-Slipway-Warning: whatever is not plain ASCII, and %, is %XX there.
  void warn(std::string_view text);
  const std::string& warning() const { return warning_; }  // as the header has it; empty: none

  // Rows to skip: `offset` counts pages, but records for the Terraform provider, which adds the number of rows that it has
  // seen (public provider source). Errors: request.not_valid when negative or out of bounds.
  Result<std::int64_t> page_skip(std::int64_t offset, std::int64_t limit) const;

 private:
  ServiceParts& service_;
  const CallFacts& facts_;
  HandlerRoom& room_;
  std::optional<app::WorkspaceCall> workspace_call_;
  std::string warning_;
};

}  // namespace slipway::http
