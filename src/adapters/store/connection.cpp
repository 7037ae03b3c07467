#include "adapters/store/connection.h"

#include <algorithm>
#include <string>
#include <utility>

namespace slipway::store {
namespace {

std::string_view without_colon(std::string_view name) { return name.starts_with(':') ? name.substr(1) : name; }

base::Error our_mistake(const Statement& statement, std::string_view what, std::string_view parameter) {
  std::string detail(statement.name);
  detail.append(": ").append(what).append(" :").append(parameter);
  return base::internal("store.internal", "the server made a mistake while using its database", std::move(detail));
}

// libpq takes texts up to their first NUL, so one would be cut there and only there.
bool has_nul(const Value& value) {
  const auto* text = value.if_text();
  return text != nullptr && text->find('\0') != std::string::npos;
}

using Arranged = std::vector<const Value*>;

// The values in the order of the statement's parameters: each exactly once.
Result<Arranged> arrange(const Statement& statement, std::span<const Binding> bindings) {
  Arranged values;
  values.reserve(statement.parameters.size());
  for (const std::string_view parameter : statement.parameters) {
    const auto is_meant = [&](const Binding& binding) { return without_colon(binding.name) == parameter; };
    const auto found = std::ranges::find_if(bindings, is_meant);
    if (found == bindings.end()) return our_mistake(statement, "no value for", parameter);
    if (has_nul(found->value)) return our_mistake(statement, "NUL in the value of", parameter);
    values.push_back(&found->value);
  }
  if (bindings.size() == values.size()) return values;
  for (const Binding& binding : bindings)
    if (std::ranges::find(statement.parameters, without_colon(binding.name)) == statement.parameters.end())
      return our_mistake(statement, "no parameter", without_colon(binding.name));
  return our_mistake(statement, "two values for one of", "its parameters");
}

Result<void> check_rows(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  for (const auto& row : parameter_rows) {
    if (row.size() != statement.parameters.size()) return our_mistake(statement, "a row without", "all parameters");
    for (std::size_t at = 0; at < row.size(); ++at)
      if (has_nul(row[at])) return our_mistake(statement, "NUL in the value of", statement.parameters[at]);
  }
  return {};
}

}  // namespace

template <class Call>
auto Connection::guarded(const Statement& statement, Call call) -> decltype(call()) {
  if (failure_) return *failure_;
  const auto started = std::chrono::steady_clock::now();
  auto result = call();
  if (!result) failure_ = result.error();
  if (observer_)
    observer_(statement, std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started));
  return result;
}

Result<std::int64_t> Connection::execute(const Statement& statement, std::span<const Binding> bindings) {
  return guarded(statement, [&]() -> Result<std::int64_t> {
    TRY_LET(values, arrange(statement, bindings));
    return run_execute(statement, values);
  });
}

Result<std::int64_t> Connection::execute(const Statement& statement, std::initializer_list<Binding> bindings) {
  return execute(statement, std::span(bindings.begin(), bindings.size()));
}

Result<Rows> Connection::query(const Statement& statement, std::span<const Binding> bindings) {
  return guarded(statement, [&]() -> Result<Rows> {
    TRY_LET(values, arrange(statement, bindings));
    return run_query(statement, values);
  });
}

Result<Rows> Connection::query(const Statement& statement, std::initializer_list<Binding> bindings) {
  return query(statement, std::span(bindings.begin(), bindings.size()));
}

Result<void> Connection::execute_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  if (parameter_rows.empty() && !failure_) return {};
  return guarded(statement, [&]() -> Result<void> {
    TRY(check_rows(statement, parameter_rows));
    return run_many(statement, parameter_rows);
  });
}

Result<void> Connection::execute_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) {
  if (parameter_rows.empty() && !failure_) return {};
  return guarded(statement, [&]() -> Result<void> {
    TRY(check_rows(statement, parameter_rows));
    return run_set(statement, parameter_rows);
  });
}

Result<void> Connection::prepare(const Statement& statement) {
  if (failure_) return *failure_;
  auto prepared = run_prepare(statement);
  if (!prepared) failure_ = prepared.error();
  return prepared;
}

Result<void> Connection::run_script(std::string_view script) {
  static constexpr Statement unnamed{.name = "script", .sqlite = {}, .postgres = {}, .parameters = {}};
  return guarded(unnamed, [&] { return run_text(script); });
}

bool violates(const base::Error& error, std::string_view constraint) {
  return error.code == "store.constraint" && error.detail == constraint;
}

}  // namespace slipway::store
