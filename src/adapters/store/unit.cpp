#include "adapters/store/unit.h"

#include <exception>
#include <new>
#include <string>

#include "base/assert.h"

namespace slipway::store {
namespace {

thread_local bool unit_is_running = false;

class UnitScope {
 public:
  UnitScope() {
    BASE_ASSERT(!unit_is_running);
    unit_is_running = true;
  }
  UnitScope(const UnitScope&) = delete;
  UnitScope& operator=(const UnitScope&) = delete;
  ~UnitScope() { unit_is_running = false; }
};

// We throw nothing ourselves; this is for what the standard library may throw, such as bad_alloc.
Result<void> call_unit(const Unit& unit, Connection& connection) {
  try {
    return unit(connection);
  } catch (const std::bad_alloc&) {
    return base::unavailable("store.unavailable", "the server has no memory left for this; try again later",
                             "bad_alloc in a unit of work");
  } catch (const std::exception& exception) {
    return base::internal("store.internal", "the server made a mistake while using its database",
                          std::string("exception in a unit of work: ") + exception.what());
  }
}

}  // namespace

bool inside_unit() { return unit_is_running; }

Result<void> run_unit(const Unit& unit, Connection& connection) {
  const UnitScope scope;
  connection.begin_unit();
  auto result = call_unit(unit, connection);
  if (result && connection.failure()) return *connection.failure();
  return result;
}

}  // namespace slipway::store
