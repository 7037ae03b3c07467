// From a fork of the supervisor to the node's program: it gives up every right it has on the way.
#pragma once

#include <sys/types.h>

namespace slipway::executors::supervisor {

struct StartFailure {
  int number = 0;           // of the system's error; 0: there was none
  const char* doing = "";   // what could not be done
  const char* object = "";  // with what
};

// Arrays that end with null.
struct StartFile {
  char** words = nullptr;        // by StartWord; the node's program and its arguments are the last ones
  char** environment = nullptr;  // of the node
};

// Reads "uid:gid:group,group..." and takes that user on for good; "-" changes nothing.
StartFailure become_user(const char* text);

// The child's pid, whose program runs; or 0 and the failure.
pid_t start_node(const StartFile& start, StartFailure& failure);

}  // namespace slipway::executors::supervisor
