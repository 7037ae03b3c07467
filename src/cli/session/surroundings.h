// What the commands need from outside: the terminal, the environment, the network, the clock. Tests give their own.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "adapters/http_client/http_message.h"
#include "base/clock.h"
#include "base/result.h"

namespace slipway::cli {

struct Surroundings {
  std::istream& in;   // what `-` stands for
  std::ostream& out;  // results: tables, JSON, logs
  std::ostream& err;  // errors, notes and progress
  bool is_terminal = false;  // where results go
  std::size_t terminal_width = 80;
  base::Clock& clock;
  base::RandomSource& random;
  std::function<std::optional<std::string>(const std::string& name)> variable;  // of the environment; empty counts as absent
  std::function<Result<http_client::HttpResponse>(const http_client::HttpRequest&)> send;
  std::function<void(std::chrono::milliseconds)> pause;  // between two looks at something that goes on
};

}  // namespace slipway::cli
