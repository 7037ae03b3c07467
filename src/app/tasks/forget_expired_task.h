// Deletes what has run out: tokens, remembered answers to signatures that are too old to be sent again, and what is kept of runs that were
// set aside once and have ended.
#pragma once

#include <optional>

#include "app/ports/context.h"
#include "app/tasks/task.h"

namespace slipway::app {

// Once a minute; nothing depends on it, since who reads such a row looks at its end.
class ForgetExpiredTask final : public Task {
 public:
  explicit ForgetExpiredTask(Context& context) : context_(context) {}

  std::string_view name() const override { return "forget_expired"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  Context& context_;
  std::optional<base::Instant> done_at_;
};

}  // namespace slipway::app
