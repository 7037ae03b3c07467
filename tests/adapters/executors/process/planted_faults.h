// Calls of the system that fail when a test says so: this program's own definitions stand before the C library's.
#pragma once

namespace slipway::executors {

// The next calls of that name fail with that error, until it goes.
class PlantedFault {
 public:
  PlantedFault(const char* call, int number);
  ~PlantedFault();
  PlantedFault(const PlantedFault&) = delete;
  PlantedFault& operator=(const PlantedFault&) = delete;

  static int hits();  // how many calls the last one made fail
};

}  // namespace slipway::executors
