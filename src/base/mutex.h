// A mutex that clang's thread safety analysis understands. A member that a mutex guards says so: int count_ GUARDED_BY(mutex_).
// Under other compilers the annotations are empty.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#ifdef __clang__
#define SLIPWAY_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define SLIPWAY_THREAD_ANNOTATION(x)
#endif

#define GUARDED_BY(mutex) SLIPWAY_THREAD_ANNOTATION(guarded_by(mutex))
#define REQUIRES_LOCK(...) SLIPWAY_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))  // the caller holds it
#define EXCLUDES_LOCK(...) SLIPWAY_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))       // the caller must not hold it

namespace slipway::base {

class SLIPWAY_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void lock() SLIPWAY_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() SLIPWAY_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds the mutex while it lives. unlock() and lock() open a gap for slow work.
class SLIPWAY_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) SLIPWAY_THREAD_ANNOTATION(acquire_capability(mutex)) : lock_(mutex.mutex_) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;
  ~MutexLock() SLIPWAY_THREAD_ANNOTATION(release_capability()) = default;

  void lock() SLIPWAY_THREAD_ANNOTATION(acquire_capability()) { lock_.lock(); }
  void unlock() SLIPWAY_THREAD_ANNOTATION(release_capability()) { lock_.unlock(); }

 private:
  friend class ConditionVariable;
  std::unique_lock<std::mutex> lock_;
};

// Wait in a loop that tests the condition, so that the analysis sees the lock held: while (!ready_) changed_.wait(lock);
class ConditionVariable {
 public:
  void wait(MutexLock& lock) { condition_.wait(lock.lock_); }

  // False when the deadline passed.
  bool wait_until(MutexLock& lock, std::chrono::steady_clock::time_point deadline) {
    return condition_.wait_until(lock.lock_, deadline) == std::cv_status::no_timeout;
  }
  template <class Rep, class Period>
  bool wait_for(MutexLock& lock, std::chrono::duration<Rep, Period> timeout) {
    return wait_until(lock, std::chrono::steady_clock::now() + std::chrono::ceil<std::chrono::steady_clock::duration>(timeout));
  }

  void notify_one() { condition_.notify_one(); }
  void notify_all() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace slipway::base
