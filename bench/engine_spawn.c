/* What starting processes costs on this machine, without an engine.
 *
 *   engine_spawn start COUNT AT_ONCE SHELL FILE OUTPUT   seconds to run "SHELL FILE" COUNT times, AT_ONCE at the same time, each in a
 *                                                        process group of its own and with its output in a file
 *   engine_spawn sleep COUNT                             COUNT processes that sleep until our input ends; says "ready"
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAIL(text) (perror(text), exit(1))

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void start_one(char* shell, char* file, const char* output) {
  char* arguments[] = {shell, file, NULL};
  char* environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  pid_t pid;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  if (posix_spawn(&pid, shell, &actions, &attributes, arguments, environment)) FAIL(shell);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
}

static void start_all(long count, long at_once, char* shell, char* file, const char* output) {
  const double began = seconds();
  long started = 0, running = 0;
  while (started < count || running > 0) {
    for (; started < count && running < at_once; ++started, ++running) start_one(shell, file, output);
    int status;
    if (wait(&status) < 0) FAIL("wait");
    if (status != 0) exit(1);
    --running;
  }
  printf("%.9f\n", seconds() - began);
}

static void sleep_all(long count) {
  for (long i = 0; i < count; ++i) {
    const pid_t pid = fork();
    if (pid < 0) FAIL("fork");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) pause();
    }
  }
  puts("ready");
  fflush(stdout);
  while (getchar() != EOF) {}
  signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM); /* the caller gave us a process group of our own */
  while (wait(NULL) > 0) {}
}

int main(int count, char** given) {
  if (count == 3 && strcmp(given[1], "sleep") == 0) sleep_all(atol(given[2]));
  else if (count == 7 && strcmp(given[1], "start") == 0) start_all(atol(given[2]), atol(given[3]), given[4], given[5], given[6]);
  else return 2;
  return 0;
}
