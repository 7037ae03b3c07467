#include "executor_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "adapters/executors/file_attempt_logs.h"
#include "adapters/executors/process/folders/folder_removal.h"
#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/unique_fd.h"

namespace slipway::executors {

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

bool is_alive(pid_t pid) {
  const auto process = find_process(pid);
  return process && !process->gone;
}

pid_t launcher_of(pid_t server) {
  for (const auto& process : list_processes()) {
    if (process.parent != server || process.gone) continue;
    std::ifstream name("/proc/" + std::to_string(process.pid) + "/comm");
    std::string line;
    if (std::getline(name, line) && line == "slipway-launch") return process.pid;
  }
  return 0;
}

bool we_are_root() { return ::geteuid() == 0; }

std::vector<pid_t> numbers_in(const std::string& text) {
  std::vector<pid_t> numbers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line.find_first_not_of("0123456789") == std::string::npos) numbers.push_back(std::stoi(line));
  return numbers;
}

TemporaryFolder::TemporaryFolder() : path_("/tmp/slipway-test-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
}

TemporaryFolder::~TemporaryFolder() {
  const UniqueFd parent(::open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (const auto removed = remove_entry(parent.get(), path_.substr(5).c_str()); !removed)
    ADD_FAILURE() << removed.error().message;
}

app::AttemptEvents Report::events() {
  app::AttemptEvents events;
  events.on_handle = [this](const app::AttemptHandle& handle) {
    const std::lock_guard lock(mutex_);
    started_ = handle;
    changed_.notify_all();
  };
  events.on_finished = [this](const app::AttemptOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(outcome);
    changed_.notify_all();
  };
  events.on_returned = [this](std::string reason) {
    const std::lock_guard lock(mutex_);
    returned_ = std::move(reason);
    changed_.notify_all();
  };
  return events;
}

std::string Report::returned() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return returned_.has_value(); })) ADD_FAILURE() << "it was not given back";
  return returned_.value_or("");
}

ProcessHandle Report::process() {
  const auto handle = parse_process_handle(started().text);
  if (!handle) ADD_FAILURE() << "the handle names no process";
  return handle.value_or(ProcessHandle{});
}

app::AttemptHandle Report::started() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return started_.has_value(); })) ADD_FAILURE() << "no process was started";
  return started_.value_or(app::AttemptHandle{});
}

app::AttemptOutcome Report::outcome() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return !outcomes_.empty(); })) {
    ADD_FAILURE() << "the attempt did not end";
    return {};
  }
  return outcomes_.front();
}

int Report::finished_count() {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(outcomes_.size());
}

const std::string& test_workspace() {
  static const std::string id = base::SystemRandom().hex_id();
  return id;
}

app::NodeRun shell_run(std::string text) {
  app::NodeRun run;
  run.id = {.instance = instance::JobInstanceId{42}, .ordinal = 0, .attempt = 1, .fence = 1};
  run.workspace_id = test_workspace();
  run.node_name = "load";
  run.project_id = "fedcba9876543210fedcba9876543210";
  run.job_name = "daily";
  run.plan_time = base::from_milliseconds(1'700'000'000'000);
  run.node_type = "Shell";
  run.text = std::move(text);
  return run;
}

void ExecutorTest::SetUp() {
  ::chmod(outside_.path().c_str(), 0711);
  options_.data_dir = data_.path();
  options_.outside_dir = outside_.path();
  restart();
}

void ExecutorTest::restart() {
  executor_.reset();
  auto created = ProcessExecutor::create(options_, clock_);
  ASSERT_TRUE(created) << created.error().message;
  executor_ = std::move(created).value();
}

std::shared_ptr<Report> ExecutorTest::start(app::NodeRun run) {
  auto report = std::make_shared<Report>();
  // The callbacks hold the report: a test may fail and leave before they come.
  auto events = report->events();
  events.on_finished = [report, each = std::move(events.on_finished)](const app::AttemptOutcome& outcome) { each(outcome); };
  const auto started = executor_->start(std::move(run), std::move(events));
  EXPECT_TRUE(started) << started.error().message;
  return report;
}

app::Recovery ExecutorTest::recover(const app::NodeRun& run, std::string handle) {
  std::promise<app::Recovery> answer;
  executor_->recover({.id = run.id,
                      .workspace_id = run.workspace_id,
                      .node_name = run.node_name,
                      .node_type = run.node_type,
                      .handle = std::move(handle)},
                     [&](app::Recovery recovery) { answer.set_value(recovery); }, {});
  return answer.get_future().get();
}

app::AttemptOutcome ExecutorTest::run(app::NodeRun run) { return start(std::move(run))->outcome(); }

std::string ExecutorTest::log_text(const std::string& log_path) const {
  const auto chunk = FileAttemptLogs(data_.path()).read(log_path, 0, std::size_t{64} << 20);
  EXPECT_TRUE(chunk) << chunk.error().message;
  return chunk ? chunk->text : std::string();
}

void ExecutorTest::await_log(const std::string& log_path, const std::string& text) const {
  EXPECT_TRUE(eventually([&] { return log_text(log_path).find(text) != std::string::npos; })) << "the log never held " << text;
}

std::vector<std::string> ExecutorTest::work_left() const {
  std::vector<std::string> folders;
  for (const auto& root : {data_.path() + "/work", outside_.path()}) {
    std::error_code ignored;
    for (auto entry = std::filesystem::recursive_directory_iterator(root, ignored);
         entry != std::filesystem::recursive_directory_iterator(); entry.increment(ignored)) {
      if (entry->path().filename().string().starts_with("attempt-")) folders.push_back(entry->path());
      if (entry.depth() > 0) entry.disable_recursion_pending();
    }
  }
  return folders;
}

}  // namespace slipway::executors
