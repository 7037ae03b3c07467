// The whole HTTP face without a socket: requests go through the same pipeline as in the server, over a real store, with a
// clock that stands still.
//
//   ApiWorld world;
//   const auto answer = world.send(world.by("dev", {.method = Method::get, .target = world.v1("/jobs")}));
//   EXPECT_EQ(answer.status, 200);
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http/pipeline/api_application.h"
#include "adapters/http/pipeline/service_parts.h"
#include "adapters/http/pipeline/sign_in_throttle.h"
#include "app/ports/people/people_repository.h"
#include "base/json.h"
#include "base/log_silence.h"
#include "base/seal.h"
#include "contract/operation.h"
#include "support/fake_attempt_logs.h"
#include "support/fake_executor.h"
#include "support/test_installation.h"

namespace slipway::test {

// A request before anybody has signed it. Header names in lower case.
struct ApiCall {
  http::Method method = http::Method::get;
  std::string target;
  // Who names some members only would be told of those without an initializer.
  std::vector<http::Header> headers{};  // NOLINT(readability-redundant-member-init)
  std::string body{};                   // NOLINT(readability-redundant-member-init)
  std::string peer = "192.0.2.1";

  ApiCall with(std::string name, std::string value) const {
    auto copy = *this;
    copy.headers.push_back({std::move(name), std::move(value)});
    return copy;
  }
};

struct ApiKey {
  std::string access;
  std::string secret;
};

class ApiWorld {
 public:
  explicit ApiWorld(store::Dialect dialect = store::Dialect::sqlite, TestDatabase::Options options = {});

  http::Response send(const ApiCall& call);

  // With the token of a person of the installation, or of "outsider", the admin of a workspace in a project of their own.
  // The workspace is "team" where the call names none.
  ApiCall by(std::string_view person, ApiCall call) const;
  // Signed over the date, the given headers and the body; at the clock's time unless told otherwise.
  ApiCall signed_by(const ApiKey& key, ApiCall call, std::optional<base::Instant> at = std::nullopt);
  ApiKey make_key(std::string_view person);

  std::string v1(std::string_view rest) const { return "/v1/" + installation.project.text() + std::string(rest); }
  std::string v2(std::string_view rest) const { return "/v2/" + installation.project.text() + std::string(rest); }
  std::string in_team(std::string_view rest) const {
    return "/api/v1/workspaces/" + installation.enterprise.id.text() + std::string(rest);
  }
  // The template's path with ids of the installation where it has such, and of nothing everywhere else.
  std::string path_of(const contract::Operation& operation) const;

  catalog::UserId outsider() const { return outsider_; }
  std::string token_of(std::string_view person) const { return "token of " + std::string(person); }

  TestInstallation installation;
  const std::string server_id = "test-server";
  FakeExecutor executor;
  FakeAttemptLogs logs;
  app::ExecutorRegistry executors;
  app::ClaimPauses claim_pauses;
  app::PackageItemCache package_items;
  http::SignInThrottle throttle{installation.clock};
  http::MemoryBudget budget{192 * 1024 * 1024};
  bool is_ready = true;
  std::vector<app::TaskHealth> task_health{};  // what the probe tells
  std::optional<base::LogSilence> silence{std::in_place};  // reset where the log is looked at; else a request is no line of it
  catalog::ProjectId other_project;
  catalog::Workspace other_workspace;

 private:
  void add_other_project();
  void add_tokens();

  base::SealingKey sealing_key_;
  catalog::UserId outsider_;
  http::ServiceParts service_;

 public:
  http::ApiApplication application{service_, {.bytes_max = 1024 * 1024, .value_count_max = 10'000}};
};

// The one of an answer of either form: error_code, or code; empty when it is no error.
std::string error_code_of(const http::Response& response);
std::string header_of(const http::Response& response, std::string_view name);
base::Json json_of(const http::Response& response);
// A text member of the body.
std::string text_member(const http::Response& response, std::string_view name);

// A job of one node that does nothing, as the compatible API has it; runs once when started.
std::string dummy_job(std::string_view name);

}  // namespace slipway::test
