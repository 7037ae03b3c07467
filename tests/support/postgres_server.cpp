#include "support/postgres_server.h"

#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "support/source_folder.h"

namespace slipway::test {
namespace {

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  std::array<char, 4096> part{};
  while (const std::size_t count = ::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), count);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + " failed");
  while (output.ends_with('\n')) output.pop_back();
  return output;
}

std::string new_directory_path() {
  std::string pattern = "/tmp/slipway-pg.XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a directory in /tmp");
  return pattern;
}

// Lives until the tests of the process have ended.
class SharedServer final : public ::testing::Environment {
 public:
  const std::string& url() {
    if (!url_.empty()) return url_;
    if (const char* given = ::getenv("SLIPWAY_TEST_POSTGRES"); given != nullptr && *given != '\0') {
      url_ = given;
    } else {
      own_ = std::make_unique<PostgresServer>();
      url_ = own_->url();
    }
    return url_;
  }

  void TearDown() override { own_.reset(); }

 private:
  std::unique_ptr<PostgresServer> own_;
  std::string url_;
};

SharedServer& shared_server() {
  static auto* const server = static_cast<SharedServer*>(::testing::AddGlobalTestEnvironment(new SharedServer));
  return *server;
}

}  // namespace

PostgresServer::PostgresServer(Options options) : options_(options), directory_(new_directory_path()) { start(); }

PostgresServer::~PostgresServer() {
  try {
    run("remove", "");
  } catch (const std::exception& failure) {
    ADD_FAILURE() << failure.what();
  }
}

void PostgresServer::start() {
  std::string options = options_.is_durable ? " --fsync on" : " --fsync off";
  if (options_.listens_on_tcp) options += " --tcp";
  if (url_.empty()) options += " --watch " + std::to_string(::getpid());
  url_ = run("start", options);
}

void PostgresServer::stop() { run("stop", " --immediate"); }

const std::string& PostgresServer::shared_url() { return shared_server().url(); }

std::string PostgresServer::run(const std::string& action, const std::string& options) const {
  return output_of(source_folder() + "/tools/test-postgres " + action + " " + directory_ + options);
}

void run_sql(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), &PQfinish);
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
}

std::string new_database(const std::string& server_url, const std::string& name) {
  run_sql(server_url, "CREATE DATABASE " + name);
  return server_url + " dbname=" + name;  // the later one of two counts
}

void drop_database(const std::string& server_url, const std::string& name) {
  run_sql(server_url, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

}  // namespace slipway::test
