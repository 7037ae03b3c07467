/* The floor of the engine: the least that a database must do to run tasks of a graph, each claimed and completed durably.
 *
 *   engine_floor sqlite|postgres TARGET drain COUNT          seconds to work what is stored, and CPU for it
 *   engine_floor sqlite|postgres TARGET stored COUNT STEPS   the same of COUNT chains
 *   engine_floor sqlite|postgres TARGET chain COUNT STEPS    a line for each of COUNT chains, one after another, storing included
 *   engine_floor sqlite|postgres TARGET fan COUNT WIDTH      the same of 1 -> WIDTH -> 1
 *   engine_floor sqlite|postgres TARGET watch                for each line "MICROSECONDS STATEMENT": the time when it finds a row
 */
#include "engine_floor.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct floor* floor_of;

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct graph new_graph(long first, long count, long edge_count) {
  struct graph made = {first,
                       count,
                       calloc((size_t)count, sizeof(int)),
                       0,
                       malloc((size_t)(edge_count + 1) * sizeof(long)),
                       malloc((size_t)(edge_count + 1) * sizeof(long))};
  return made;
}

static void add_edge(struct graph* graph, long from, long to) {
  graph->from[graph->edge_count] = graph->first + from;
  graph->to[graph->edge_count++] = graph->first + to;
  ++graph->waits_for[to];
}

static struct graph independent(long first, long count) { return new_graph(first, count, 0); }

static struct graph chain(long first, long count) {
  struct graph made = new_graph(first, count, count);
  for (long i = 1; i < count; ++i) add_edge(&made, i - 1, i);
  return made;
}

static struct graph fan(long first, long width) {
  struct graph made = new_graph(first, width + 2, 2 * width);
  for (long i = 1; i <= width; ++i) add_edge(&made, 0, i), add_edge(&made, i, width + 1);
  return made;
}

static void store(struct graph graph) {
  floor_of->store(&graph);
  free(graph.waits_for);
  free(graph.from);
  free(graph.to);
}

static void print_work(long count, int much_is_ready, double started) {
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) + floor_of->served_seconds();
  floor_of->work(count, much_is_ready);
  const double ended = seconds(CLOCK_MONOTONIC);
  const double cpu_used = seconds(CLOCK_PROCESS_CPUTIME_ID) + floor_of->served_seconds() - cpu;
  if (floor_of->unfinished()) FAIL("not all tasks were completed");
  printf("%.9f %.9f\n", ended - started, cpu_used);
}

static void watch(void) {
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    char* statement;
    const long pause = strtol(line, &statement, 10);
    while (!floor_of->finds_row(statement)) usleep((useconds_t)pause);
    printf("%.6f\n", seconds(CLOCK_REALTIME));
    fflush(stdout);
  }
}

int main(int count, char** given) {
  if (count < 4) FAIL("engine_floor: its first lines say how it is called");
  const char* what = given[3];
  const long first = count > 4 ? atol(given[4]) : 0, second = count > 5 ? atol(given[5]) : 0;
  floor_of = strcmp(given[1], "sqlite") == 0 ? &sqlite_floor : &postgres_floor;
  floor_of->open(given[2]);
  if (strcmp(what, "watch") == 0) return watch(), 0;
  floor_of->clear();
  if (strcmp(what, "drain") == 0 || strcmp(what, "stored") == 0) {
    const int is_drain = strcmp(what, "drain") == 0;
    const long size = is_drain ? 1000 : second, batches = is_drain ? (first + size - 1) / size : first;
    for (long i = 0; i < batches; ++i) store(is_drain ? independent(i * size, size) : chain(i * size, size));
    floor_of->settle();
    print_work(batches * size, is_drain, seconds(CLOCK_MONOTONIC));
    return 0;
  }
  for (long i = 0; i < first; ++i) {
    const double started = seconds(CLOCK_MONOTONIC);
    const int is_chain = strcmp(what, "chain") == 0;
    const long size = is_chain ? second : second + 2;
    store(is_chain ? chain(i * size, size) : fan(i * size, second));
    print_work(size, 0, started);
  }
  return 0;
}
