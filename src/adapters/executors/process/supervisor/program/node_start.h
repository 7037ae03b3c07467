// From a fork of the supervisor to the node's program: it gives up every right it has on the way.
#pragma once

#include <sys/types.h>

namespace slipway::executors::supervisor {

struct StartFailure {
  int number = 0;           // of the system's error; 0: there was none
  const char* doing = "";   // what could not be done
  const char* object = "";  // with what
};

// Reads "uid:gid:group,group..." and takes that user on for good; "-" changes nothing.
StartFailure become_user(const char* text);

// The child's pid, whose program runs; or 0 and the failure.
pid_t start_node(char** argv, StartFailure& failure);

}  // namespace slipway::executors::supervisor
