// Runs commands against a server that is a list of answers, and keeps what was sent and printed.
#pragma once

#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/run.h"
#include "support/temporary_directory.h"

namespace slipway::test {

// Goes on only while a command pauses.
class SteppedClock final : public base::Clock {
 public:
  base::Instant now() override { return now_; }
  void go_on(std::chrono::milliseconds time) { now_ += time; }

 private:
  base::Instant now_ = *base::parse_basic_instant("20261124T154457Z");
};

// No two draws are the same, and every run draws the same.
class CountingRandom final : public base::RandomSource {
 public:
  std::string bytes(std::size_t count) override { return std::string(count, static_cast<char>(++drawn_)); }

 private:
  unsigned char drawn_ = 0;
};

class CliRun {
 public:
  CliRun() {
    write("credentials.json", R"({"endpoint": "http://slipway.test", "project_id": "p1", "workspace_id": "w1",
      "user_id": "00000000000000000000000000000001", "user_name": "dana", "access_key": "AK", "secret_key": "SK"})");
    variables["SLIPWAY_CREDENTIALS"] = directory / "credentials.json";
  }

  int run(const std::vector<std::string>& arguments) {
    const cli::ServerCommands server{.serve = [this](const auto& given) { return take(given); },
                                     .migrate = [this](const auto& given) { return take(given); }};
    cli::Surroundings surroundings{.in = in,
                                   .out = out,
                                   .err = err,
                                   .is_terminal = is_terminal,
                                   .clock = clock,
                                   .random = random,
                                   .variable = [this](const std::string& name) { return variable(name); },
                                   .send = [this](const auto& request) { return answer(request); },
                                   .pause =
                                       [this](std::chrono::milliseconds time) {
                                         ++pauses;
                                         clock.go_on(time);
                                       }};
    return cli::run(arguments, server, surroundings);
  }

  void write(const std::string& name, const std::string& text) { std::ofstream(directory / name, std::ios::binary) << text; }
  void answers(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    next_answers.push_back({.status = status, .headers = std::move(headers), .body = std::move(body)});
  }

  // "PUT /v1/p1/jobs/a"
  std::string sent(std::size_t position) const {
    if (position >= requests.size()) return "nothing";
    const auto& request = requests[position];
    return request.method + " " + request.url.substr(std::string("http://slipway.test").size());
  }

  TemporaryDirectory directory;
  std::map<std::string, std::string> variables;
  std::deque<http_client::HttpResponse> next_answers;
  std::vector<http_client::HttpRequest> requests;
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  int pauses = 0;
  bool is_terminal = false;
  cli::ServerArguments server_arguments;
  SteppedClock clock;
  CountingRandom random;

 private:
  int take(const cli::ServerArguments& given) {
    server_arguments = given;
    return 0;
  }

  std::optional<std::string> variable(const std::string& name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }

  // No answer left: nobody listens.
  Result<http_client::HttpResponse> answer(const http_client::HttpRequest& request) {
    requests.push_back(request);
    if (next_answers.empty()) return base::unavailable("http_client.unreachable", "no server was reached at http://slipway.test");
    auto next = std::move(next_answers.front());
    next_answers.pop_front();
    return next;
  }
};

}  // namespace slipway::test
