/* What both databases of the engine's floor offer: engine_floor_sqlite.c and engine_floor_postgres.c. */
#ifndef ENGINE_FLOOR_H
#define ENGINE_FLOOR_H

#include <stdio.h>
#include <stdlib.h>

#define BATCH 200 /* tasks that one commit claims or completes, at most */

/* Tasks are numbered from `first`; the edges are pairs of such numbers. */
struct graph {
  long first, count;
  int* waits_for; /* how many tasks each of them waits for */
  long edge_count;
  long *from, *to;
};

struct floor {
  void (*open)(const char* target);
  void (*clear)(void);                          /* new, empty tables */
  void (*store)(const struct graph*);           /* in one commit */
  void (*settle)(void);                         /* statistics and a checkpoint, outside of what is measured */
  void (*work)(long count, int much_is_ready);  /* until so many tasks are completed */
  double (*served_seconds)(void);               /* CPU of the processes that serve us */
  int (*unfinished)(void);                      /* is there a task that is not completed? */
  int (*finds_row)(const char* statement);
};

extern const struct floor sqlite_floor, postgres_floor;

#define FAIL(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

#endif
