// What deployments ask of the database, in statements: tests/golden/release_statements.txt. A figure that grew is a cost of each job or item.
#include <gtest/gtest.h>

#include <atomic>

#include "scenarios/release/release_project.h"
#include "support/golden.h"

namespace slipway::test {
namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

class CountedProject {
 public:
  explicit CountedProject(store::Dialect dialect) : project(dialect, options()) {}

  void count(const std::string& what, const std::function<void()>& act) {
    statements_ = 0;
    act();
    counts.emplace_back(what, statements_);
  }

 private:
  TestDatabase::Options options() {
    const auto observe = [this](const store::Statement&, std::chrono::microseconds) { ++statements_; };
    TestDatabase::Options options;
    options.sqlite.observer = observe;
    options.postgres.observer = observe;
    return options;
  }

  std::atomic<std::int64_t> statements_ = 0;

 public:
  ReleaseProject project;
  Counts counts;
};

void count_starts(CountedProject& counted, const std::string& what, const std::string& prefix, int jobs,
                  const std::string& schedule) {
  auto& project = counted.project;
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(jobs));
  for (int i = 0; i < jobs; ++i) names.push_back(prefix + std::to_string(i));
  const auto package = project.package_of_jobs(names, schedule, "extract");
  const auto task = project.request_deploy(package, true);
  project.switch_only();
  counted.count(what, [&] { project.run_tasks(); });
  const auto poll = [&] { EXPECT_EQ(project.task(task).status, app::TaskStatus::successful); };
  counted.count("the first poll of its task", poll);
  counted.count("another poll", poll);
}

Counts counts_on(store::Dialect dialect) {
  CountedProject counted(dialect);
  counted.project.submit_script("extract");
  counted.project.deploy(counted.project.package({"extract"}));
  count_starts(counted, "what follows a switch: one job is started", "one", 1, daily);
  count_starts(counted, "1,000 scheduled jobs", "daily", 1'000, daily);
  count_starts(counted, "200 jobs that run once", "once", 200, R"({"type":"EXECUTE_ONCE"})");
  return counted.counts;
}

TEST(ReleaseStatements, what_a_deployment_asks_of_the_database_is_on_one_page) {
  const auto sqlite = counts_on(store::Dialect::sqlite);
  const auto postgres = counts_on(store::Dialect::postgres);

  std::string page = "what | SQLite statements | PostgreSQL statements\n";
  for (std::size_t i = 0; i < sqlite.size(); ++i)
    page += sqlite[i].first + " | " + std::to_string(sqlite[i].second) + " | " + std::to_string(postgres[i].second) + "\n";

  expect_golden("release_statements.txt", page);
}

}  // namespace
}  // namespace slipway::test
