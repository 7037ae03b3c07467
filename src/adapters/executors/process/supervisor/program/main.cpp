// The program beside the server that starts nodes: the launcher, which is begun once and forks a supervisor for each attempt, and the
// probe, which tries a user. Small and static: a fork of it costs a twentieth of what starting a program does.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/program/launcher.h"
#include "adapters/executors/process/supervisor/program/node_start.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

constexpr int exit_wrong_use = 2;

// Prints what keeps us from running nodes as that user; nothing: they can run so.
int probe(char** argv) {
  StartFailure failure;
  char path[] = "XXXXXX";
  int file = -1;
  unsigned long uid = 0;
  unsigned long gid = 0;
  if (sscanf(argv[supervisor_user_argument], "%lu:%lu", &uid, &gid) != 2) failure = {EINVAL, "read the user of the node", ""};
  else if (chdir(argv[supervisor_directory_argument]) != 0) failure = {errno, "enter the folder", ""};
  else file = mkstemp(path);
  if (failure.number == 0 && file < 0) failure = {errno, "make a file", ""};
  if (failure.number == 0 && fchown(file, static_cast<uid_t>(uid), static_cast<gid_t>(gid)) != 0)
    failure = {errno, "give a file to the user", ""};
  if (file >= 0) unlink(path);
  if (failure.number == 0) failure = become_user(argv[supervisor_user_argument]);
  if (failure.number == 0 && fchmod(file, 0600) != 0) failure = {errno, "own a file as the user", ""};
  if (failure.number != 0) dprintf(STDOUT_FILENO, "cannot %s: %s", failure.doing, strerror(failure.number));
  return failure.number == 0 ? 0 : 1;
}

}  // namespace
}  // namespace slipway::executors::supervisor

int main(int argc, char** argv) {
  using namespace slipway::executors;
  if (argc <= supervisor_mode_argument) return supervisor::exit_wrong_use;
  close(supervisor_image_fd);
  if (strcmp(argv[supervisor_mode_argument], supervisor_launch_mode) == 0) return supervisor::launch_all();
  if (argc > supervisor_directory_argument && strcmp(argv[supervisor_mode_argument], supervisor_probe_mode) == 0)
    return supervisor::probe(argv);
  return supervisor::exit_wrong_use;
}
