// Starting the jobs that a deployment carries, in sets, in the order of its journal. Each function is one transaction's work.
#pragma once

#include <cstdint>

#include "app/ports/context.h"
#include "app/ports/release/deployment_repository.h"

namespace slipway::app {

inline constexpr std::int64_t start_batch_size = 200;  // job starts a transaction

// The order is written down before the first start, so that a crash neither loses nor repeats one. Then at most `batch` starts a call.
// True: nothing is left. A start that is refused is an answer about its job; an error is that of all of them.
Result<bool> start_batch(Context& context, Tx& tx, const release::Deployment& deployment, std::int64_t batch);

// The next start cannot even be tried, which is its answer. False: there is none, so the error was not of a start.
Result<bool> give_up_next_start(Context& context, Tx& tx, const release::Deployment& deployment, const base::Error& error);

}  // namespace slipway::app
