// An executor over a data directory of its own, and waiting for what it reports: always with a deadline, never for a time.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/executors/process/process_executor.h"
#include "adapters/executors/process/processes/process_handle.h"
#include "base/clock.h"

namespace slipway::executors {

inline constexpr std::chrono::seconds patience{60};

// True as soon as the condition holds; false when it never did.
bool eventually(const std::function<bool()>& condition);

bool is_alive(pid_t pid);  // a zombie is not
pid_t launcher_of(pid_t server);  // 0: it has none
bool we_are_root();
std::vector<pid_t> numbers_in(const std::string& text);  // one a line, other lines left out

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What the callbacks of one attempt said.
class Report {
 public:
  app::AttemptEvents events();

  app::AttemptHandle started();  // waits
  ProcessHandle process();       // waits
  std::string returned();        // waits; why it was given back
  app::AttemptOutcome outcome();     // waits
  int finished_count();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<app::AttemptHandle> started_;
  std::optional<std::string> returned_;
  std::vector<app::AttemptOutcome> outcomes_;
};

// Another one in each test program, so that programs that run side by side do not reap each other's nodes.
const std::string& test_workspace();

app::NodeRun shell_run(std::string text);

class ExecutorTest : public ::testing::Test {
 protected:
  void SetUp() override;

  void restart();  // with options_ as they are now
  std::shared_ptr<Report> start(app::NodeRun run);
  app::AttemptOutcome run(app::NodeRun run);
  // As a later server asks after the run: waits.
  app::Recovery recover(const app::NodeRun& run, std::string handle = {});
  std::string log_text(const std::string& log_path) const;
  // Waits until the log holds the text.
  void await_log(const std::string& log_path, const std::string& text) const;
  std::vector<std::string> work_left() const;  // folders of attempts that are still there

  TemporaryFolder data_;
  TemporaryFolder outside_;
  base::SystemClock clock_;
  ExecutorOptions options_;
  std::unique_ptr<ProcessExecutor> executor_;
};

}  // namespace slipway::executors
