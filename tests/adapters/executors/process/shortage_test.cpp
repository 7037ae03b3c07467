// What is the machine's or ours to give and is not there: the attempt comes back unstarted and uncounted, and goes when it is there again.
#include <signal.h>
#include <sys/resource.h>

#include <cerrno>
#include <ostream>

#include "adapters/executors/process/processes/process_table.h"
#include "executor_fixture.h"
#include "planted_faults.h"

namespace slipway::executors {
namespace {

using Kind = instance::Outcome;

struct Fault {
  const char* call;
  int number;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.call << ", " << fault.said; }

class Shortage : public ExecutorTest {
 protected:
  // Comes back, leaves nothing, and is started once it can be.
  template <class Lift>
  void expect_given_back(const app::NodeRun& node, const std::string& said, const Lift& lift) {
    const auto report = start(node);
    const auto reason = report->returned();
    EXPECT_NE(reason.find(said), std::string::npos) << reason;
    EXPECT_EQ(report->finished_count(), 0);
    lift();
    EXPECT_EQ(executor_->running(), 0U);
    EXPECT_TRUE(eventually([&] { return work_left().empty(); }));
    const auto outcome = run(node);
    EXPECT_EQ(outcome.kind, Kind::succeeded) << outcome.message;
    EXPECT_EQ(log_text(outcome.log_path), "ran\n") << "once";
  }

  static app::NodeRun marked_run() {
    auto node = shell_run("#planted\necho ran");
    node.variables = {"SLIPWAY_PARAM_a=#planted"};
    return node;
  }

  // A limit of the launcher, soft, so that it can be raised again.
  static void limit_launcher(__rlimit_resource resource, rlim_t soft) {
    struct rlimit limit{};
    ASSERT_EQ(::prlimit(launcher_of(::getpid()), resource, nullptr, &limit), 0);
    limit.rlim_cur = std::min(soft, limit.rlim_max);
    ASSERT_EQ(::prlimit(launcher_of(::getpid()), resource, &limit, nullptr), 0);
  }
};

class PlantedShortage : public Shortage, public ::testing::WithParamInterface<Fault> {};

TEST_P(PlantedShortage, gives_the_attempt_back_and_it_goes_when_it_is_over) {
  const std::string call = GetParam().call;
  if (call == "fchownat" && !we_are_root()) GTEST_SKIP() << "needs root, to give files away";
  auto earlier = shell_run("touch file");
  earlier.id.attempt = 9;
  ASSERT_EQ(run(earlier).kind, Kind::succeeded);  // so that there is a launcher, and no folder to be used again
  ASSERT_TRUE(eventually([&] { return work_left().empty(); }));
  if (call == "posix_spawn") {
    const auto launcher = launcher_of(::getpid());
    ::kill(launcher, SIGKILL);
    ASSERT_TRUE(eventually([&] { return !is_alive(launcher); }));
  }

  std::optional<PlantedFault> fault(std::in_place, GetParam().call, GetParam().number);
  expect_given_back(marked_run(), GetParam().said, [&] { fault.reset(); });

  EXPECT_GT(PlantedFault::hits(), 0);
}

constexpr const char* no_space = "No space left on device";
constexpr const char* no_quota = "Disk quota exceeded";
constexpr const char* no_memory = "Cannot allocate memory";
constexpr const char* no_file = "Too many open files";
constexpr const char* no_process = "Resource temporarily unavailable";
constexpr const char* bad_disk = "Input/output error";

INSTANTIATE_TEST_SUITE_P(
    Calls, PlantedShortage,
    ::testing::Values(Fault{"mkdir", ENOSPC, no_space}, Fault{"mkdir", EDQUOT, no_quota}, Fault{"open", ENOSPC, no_space},
                      Fault{"open", EDQUOT, no_quota}, Fault{"open", EMFILE, no_file}, Fault{"open", ENFILE, no_file},
                      Fault{"open", EIO, bad_disk}, Fault{"mkdirat", ENOSPC, no_space}, Fault{"mkdirat", EDQUOT, no_quota},
                      Fault{"mkdirat", EIO, bad_disk}, Fault{"fchownat", EDQUOT, no_quota}, Fault{"fchownat", ENOSPC, no_space},
                      Fault{"write", ENOSPC, no_space}, Fault{"write", EDQUOT, no_quota}, Fault{"write", EIO, bad_disk},
                      Fault{"memfd_create", ENOMEM, no_memory}, Fault{"memfd_create", EMFILE, no_file},
                      Fault{"pipe2", ENFILE, no_file}, Fault{"socketpair", ENOBUFS, "No buffer space available"},
                      Fault{"sendmsg", EAGAIN, no_process}, Fault{"sendmsg", ENOMEM, no_memory},
                      Fault{"sendmsg", ETOOMANYREFS, "Too many references"}, Fault{"epoll_ctl", ENOMEM, no_memory},
                      Fault{"epoll_ctl", ENOSPC, no_space}, Fault{"posix_spawn", EAGAIN, no_process},
                      Fault{"posix_spawn", ENOMEM, no_memory}));

class LauncherShortage : public Shortage {
 protected:
  void SetUp() override {
    Shortage::SetUp();
    auto earlier = shell_run("exit 0");
    earlier.id.attempt = 9;
    ASSERT_EQ(run(earlier).kind, Kind::succeeded);
  }
};

TEST_F(LauncherShortage, of_descriptors_gives_back) {
  limit_launcher(RLIMIT_NOFILE, 5);
  expect_given_back(marked_run(), no_file, [&] { limit_launcher(RLIMIT_NOFILE, RLIM_INFINITY); });
}

TEST_F(LauncherShortage, of_descriptors_even_for_the_socket_that_would_tell_it_gives_back) {
  limit_launcher(RLIMIT_NOFILE, 4);
  expect_given_back(marked_run(), "ended", [&] { limit_launcher(RLIMIT_NOFILE, RLIM_INFINITY); });
}

TEST_F(LauncherShortage, of_processes_gives_back) {
  auto other = shell_run("sleep 1000");
  other.id.attempt = 8;
  const auto running = start(other);
  running->started();
  limit_launcher(RLIMIT_NPROC, 0);  // where we are root it is the node's user that may have no more
  expect_given_back(marked_run(), no_process, [&] {
    limit_launcher(RLIMIT_NPROC, RLIM_INFINITY);
    executor_->stop(other.id);
    EXPECT_EQ(running->outcome().kind, Kind::stopped);
  });
}

TEST_F(LauncherShortage, of_memory_gives_back) {
  limit_launcher(RLIMIT_AS, 4096);
  expect_given_back(marked_run(), no_memory, [&] { limit_launcher(RLIMIT_AS, RLIM_INFINITY); });
}

}  // namespace
}  // namespace slipway::executors
