// What the server and the supervisor of an attempt say to one another. For both: no library of ours, no containers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace slipway::executors {

// The descriptors that a supervisor finds open, beside its output at 1 and 2, which is the node's.
inline constexpr int supervisor_control_fd = 3;  // a socket of whole messages; its end means that the server is gone
inline constexpr int supervisor_image_fd = 4;    // the program itself

// The words of its command line. What follows them is the node's program, a path, with its arguments; the environment is the node's.
enum SupervisorArgument : int {
  supervisor_mode_argument = 1,  // run or probe
  supervisor_user_argument = 2,  // "-", or uid:gid:group,group...
  supervisor_memory_argument = 3,  // bytes of address space a process may have; 0: no limit
  supervisor_file_size_argument = 4,  // bytes a file may have that it writes; 0: no limit
  supervisor_directory_argument = 5,  // to start in; of a probe: to own a file in
  supervisor_command_argument = 6,
};

inline constexpr const char* supervisor_run_mode = "run";
inline constexpr const char* supervisor_probe_mode = "probe";  // becomes the user, owns a file, and says what kept it from that

// To the supervisor, a byte each.
enum class SupervisorOrder : char {
  terminate = 't',  // SIGTERM to all of the tree
  kill = 'k',  // until nothing is left
};

enum class SupervisorEvent : char {
  started = 's',  // number: the pid of the node's program
  not_started = 'n',  // number: of the system's error; text: what could not be done. Nothing else comes
  exited = 'x',  // number: the wait status of the node's program
  ended = 'e',  // nothing of the tree is left. Nothing else comes
};

// From the supervisor.
struct SupervisorReport {
  SupervisorEvent event = SupervisorEvent::ended;
  std::int32_t number = 0;
  char text[200] = {};  // ends with NUL
};
static_assert(std::is_trivially_copyable_v<SupervisorReport>);

}  // namespace slipway::executors
