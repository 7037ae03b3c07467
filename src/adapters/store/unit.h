// How a driver runs a unit of work: one at a time on a thread, with whatever the unit throws turned into an error.
#pragma once

#include "adapters/store/database.h"

namespace slipway::store {

// Is this thread running a unit? Then it may not begin another.
bool inside_unit();

// The result of the unit, or the failure of one of its statements where the unit returned a value in spite of it.
Result<void> run_unit(const Unit& unit, Connection& connection);

}  // namespace slipway::store
