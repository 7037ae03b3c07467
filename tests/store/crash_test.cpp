// SIGKILL in the middle of writing: what was acknowledged is there afterwards, and nothing is torn.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/sample_table.h"

extern char** environ;

namespace slipway::test {
namespace {

// The program that is killed: this one again, which runs only the test below and tells each number that it has written.
constexpr const char* child_test = "WriterChild.DISABLED_writes_pairs_until_it_is_killed";
constexpr const char* url_variable = "SLIPWAY_CRASH_TEST_URL";
constexpr const char* directory_variable = "SLIPWAY_CRASH_TEST_DIRECTORY";
constexpr std::int64_t pair_offset = 1'000'000'000;  // from a row to its twin

Result<std::unique_ptr<store::Database>> open_as_told() {
  if (const char* directory = ::getenv(directory_variable); directory != nullptr) {
    store::SqliteOptions options;
    options.directory = directory;
    return store::open_sqlite(options);
  }
  store::PostgresOptions options;
  options.url = ::getenv(url_variable);
  return store::open_postgres(options);
}

TEST(WriterChild, DISABLED_writes_pairs_until_it_is_killed) {
  const auto opened = open_as_told();
  ASSERT_TRUE(opened);
  std::atomic<std::int64_t> next = 1;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      while (true) {
        const std::int64_t id = next++;
        const auto written = (*opened)->write([&](Connection& connection) -> Result<void> {
          TRY(add_sample(connection, id, std::to_string(id)));
          return add_sample(connection, id + pair_offset, "twin of " + std::to_string(id));
        });
        const std::string line = std::to_string(id) + "\n";
        if (!written || ::write(STDOUT_FILENO, line.data(), line.size()) < 0) return;
      }
    });
}

class Child {
 public:
  Child(const std::string& variable, const std::string& value) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> arguments = {"/proc/self/exe", "--gtest_also_run_disabled_tests",
                                          std::string("--gtest_filter=") + child_test, "--gtest_brief=1", "--gtest_output="};
    std::vector<char*> argument_pointers;
    for (auto& argument : arguments) argument_pointers.push_back(argument.data());
    argument_pointers.push_back(nullptr);
    ::setenv(variable.c_str(), value.c_str(), 1);
    EXPECT_EQ(::posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, argument_pointers.data(), environ), 0);
    ::unsetenv(variable.c_str());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { std::fclose(output_); }

  // The next number that it told; 0 at the end.
  std::int64_t next() {
    char line[256];
    while (std::fgets(line, sizeof line, output_) != nullptr)
      if (const std::int64_t number = std::strtoll(line, nullptr, 10); number > 0 && std::string_view(line).ends_with('\n'))
        return number;
    return 0;
  }

  void kill() {
    ASSERT_GT(process_, 1);
    ::kill(process_, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(process_, &status, 0), process_);
    EXPECT_TRUE(WIFSIGNALED(status));
  }

 private:
  pid_t process_ = -1;
  std::FILE* output_ = nullptr;
};

class CrashTest : public SampleTest {};
INSTANTIATE_TEST_SUITE_P(Store, CrashTest, each_dialect(), dialect_name);

TEST_P(CrashTest, a_killed_writer_loses_nothing_that_was_acknowledged) {
  std::set<std::int64_t> acknowledged;
  database_.close();
  {
    Child child(GetParam() == Dialect::sqlite ? directory_variable : url_variable,
                GetParam() == Dialect::sqlite ? database_.sqlite_directory() : database_.postgres_url());
    for (int count = 0; count < 200; ++count) acknowledged.insert(child.next());
    child.kill();
    for (auto late = child.next(); late != 0; late = child.next()) acknowledged.insert(late);
  }
  ASSERT_FALSE(acknowledged.contains(0)) << "the child ended by itself";

  database_.reopen();

  std::set<std::int64_t> found;
  ASSERT_FALSE(read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(list_samples));
    for (const auto row : rows) found.insert(row.integer("id"));
    return {};
  }));
  for (const auto id : acknowledged) EXPECT_TRUE(found.contains(id)) << id;
  for (const auto id : found) EXPECT_TRUE(found.contains(id < pair_offset ? id + pair_offset : id - pair_offset)) << id;
  EXPECT_FALSE(write(adding_sample(5 * pair_offset, "after")));
}

}  // namespace
}  // namespace slipway::test
