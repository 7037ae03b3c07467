// What the server, the launcher and the supervisors of attempts say to one another. For all of them: no library of ours, no containers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace slipway::executors {

// The words of the program's command line.
enum SupervisorArgument : int {
  supervisor_mode_argument = 1,  // launch or probe
  supervisor_user_argument = 2,  // of a probe: the user to become
  supervisor_directory_argument = 3,  // of a probe: to own a file in
};

inline constexpr const char* supervisor_launch_mode = "launch";
inline constexpr const char* supervisor_probe_mode = "probe";  // becomes the user, owns a file, and says what kept it from that

// The descriptors that the program finds open, beside its input and outputs.
inline constexpr int launcher_socket_fd = 3;  // a socket of whole messages, a start each; its end means that the server is gone
inline constexpr int supervisor_image_fd = 4;  // the program itself

// The launcher's environment is one word of this length: each supervisor writes the marks of its attempt over it.
inline constexpr std::size_t marks_bytes_max = 2048;

// A message to the launcher is one byte and these descriptors.
enum StartDescriptor : int {
  start_control_descriptor = 0,  // the supervisor's end of a socket of whole messages; the end of the other means: server gone
  start_output_descriptor = 1,  // standard output and error of the node
  start_file_descriptor = 2,  // a file that holds the start
  start_descriptor_count = 3,
};
inline constexpr int supervisor_control_fd = launcher_socket_fd;  // where a supervisor keeps it

// What begins the file of a start. Words and variables follow, each ended by NUL.
struct StartHeader {
  std::uint32_t word_count = 0;
  std::uint32_t variable_count = 0;  // the node's environment
  std::uint32_t mark_count = 0;  // of the variables the last ones, by which what belongs to the attempt is found
};
static_assert(std::is_trivially_copyable_v<StartHeader>);

enum StartWord : int {
  start_user_word = 0,  // "-", or uid:gid:group,group...
  start_memory_word = 1,  // bytes of address space a process may have; 0: no limit
  start_file_size_word = 2,  // bytes a file may have that it writes; 0: no limit
  start_directory_word = 3,  // to start in
  start_command_word = 4,  // the node's program, a path; arguments follow
};

// To the supervisor, a byte each.
enum class SupervisorOrder : char {
  terminate = 't',  // SIGTERM to all of the tree
  kill = 'k',  // until nothing is left
};

enum class SupervisorEvent : char {
  begun = 'b',  // number: the supervisor's pid. Before this nothing of the attempt has run
  started = 's',  // number: the pid of the node's program
  not_started = 'n',  // number: of the system's error; text: what could not be done. Nothing else comes
  exited = 'x',  // number: the wait status of the node's program
  ended = 'e',  // nothing of the tree is left. Nothing else comes
};

// From the supervisor, or from the launcher that could not make one.
struct SupervisorReport {
  SupervisorEvent event = SupervisorEvent::ended;
  std::int32_t number = 0;
  char text[200] = {};  // ends with NUL
};
static_assert(std::is_trivially_copyable_v<SupervisorReport>);

}  // namespace slipway::executors
