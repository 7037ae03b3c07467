// Whose error it is when a transaction over many rows fails: the store's, and all is tried again; or that of a row, which is looked for
// in smaller and smaller sets.
#pragma once

#include "base/error.h"

namespace slipway::app {

inline bool is_time_out(const base::Error& error) { return error.code == "store.statement_timeout"; }

// May a row be to blame, so that a smaller batch can do better?
inline bool may_be_of_a_row(const base::Error& error) { return error.kind != base::ErrorKind::unavailable || is_time_out(error); }

}  // namespace slipway::app
