// A library that stands before the C library's clocks (LD_PRELOAD), so that a test can set the clock of the real binary while it runs:
// tests/e2e/support/shifted_clock.py uses it.
//
// SLIPWAY_TEST_CLOCK names a file of two numbers of nanoseconds, 64 bits each: what is added to the wall clock and to CLOCK_BOOTTIME. It is
// mapped, so a clock that the test sets is set for the next look at it. CLOCK_MONOTONIC is left alone, as when somebody sets the time of a
// machine; so are waits whose end is given by the wall clock, which Slipway does not use.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

struct Shifts {
  std::atomic<std::int64_t> wall;
  std::atomic<std::int64_t> boot;
};
static_assert(sizeof(Shifts) == 16 && std::atomic<std::int64_t>::is_always_lock_free);

// A clock may be looked at before our constructors have run, so nothing here has one.
const Shifts* shifts = nullptr;

__attribute__((constructor)) void map_shifts() {
  const char* const path = std::getenv("SLIPWAY_TEST_CLOCK");
  if (path == nullptr) return;
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  void* const mapped = file < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof(Shifts), PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) std::abort();  // a test with the clock of the machine would prove nothing
  static_cast<void>(::close(file));
  shifts = static_cast<const Shifts*>(mapped);
}

std::int64_t shift_of(clockid_t clock) {
  if (shifts == nullptr) return 0;
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI: return shifts->wall;
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM: return shifts->boot;
    default: return 0;
  }
}

// Past the C library, whose function of that name is ours now.
int read_clock(clockid_t clock, timespec* time) {
  const long failure = ::syscall(SYS_clock_gettime, clock, time);
  if (failure != 0) return -1;
  const std::int64_t shift = shift_of(clock);
  if (shift == 0) return 0;
  const std::int64_t nanoseconds = time->tv_nsec + shift % nanoseconds_per_second + nanoseconds_per_second;
  time->tv_sec += shift / nanoseconds_per_second + nanoseconds / nanoseconds_per_second - 1;
  time->tv_nsec = nanoseconds % nanoseconds_per_second;
  return 0;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept { return read_clock(clock, time); }

int gettimeofday(timeval* time, void*) noexcept {
  timespec now{};
  read_clock(CLOCK_REALTIME, &now);
  *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1'000};
  return 0;
}

time_t time(time_t* stored) noexcept {
  timespec now{};
  read_clock(CLOCK_REALTIME, &now);
  if (stored != nullptr) *stored = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(timespec* time, int base) noexcept {
  if (base != TIME_UTC) return 0;
  read_clock(CLOCK_REALTIME, time);
  return base;
}
}
