// One command under way: who asks, where, and how results are shown. The credentials are read when the first call needs
// them, so that `slipway version` needs none.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/output/table.h"
#include "cli/session/api_client.h"
#include "cli/session/credentials.h"
#include "cli/session/exit_status.h"
#include "cli/session/pages.h"
#include "cli/session/surroundings.h"
#include "contract/writer.h"

namespace slipway::cli {

// Options that every command but those of the server takes.
struct CommonOptions {
  CredentialOptions credentials;
  std::optional<std::string> workspace;  // name or id
  std::string output = "table";          // or json
};

// Where a call goes.
struct Place {
  std::string project_id;
  std::string workspace_id;
};

class Session {
 public:
  Session(Surroundings& surroundings, CommonOptions options) : surroundings_(surroundings), options_(std::move(options)) {}

  Surroundings& surroundings() { return surroundings_; }
  bool wants_json() const { return options_.output == "json"; }
  bool names_workspace() const { return options_.workspace.has_value(); }  // by --workspace

  Result<Credentials> credentials();
  // The workspace of --workspace, else of SLIPWAY_WORKSPACE, else that of the credentials, else the only one there is.
  Result<Place> place();
  // By name, or by id as it stands.
  Result<std::string> user_id(const std::string& name_or_id);

  // A request with project and workspace filled in, where it has them.
  template <class Request>
  Result<Request> request_here() {
    TRY_LET(here, place());
    Request request{};
    if constexpr (requires { request.project_id = here.project_id; }) request.project_id = here.project_id;
    if constexpr (requires { request.workspace = here.workspace_id; }) request.workspace = here.workspace_id;
    if constexpr (requires { request.workspace_id = here.workspace_id; }) request.workspace_id = here.workspace_id;
    return request;
  }

  template <class Response, class Request>
  Result<Response> call(const Request& request) {
    TRY_LET(client, api());
    return client->template call<Response>(request.to_call());
  }
  template <class Request>
  Result<http_client::HttpResponse> send(const Request& request) {
    TRY_LET(client, api());
    return client->send(request.to_call());
  }

  // The rows of a list; a list that goes on says so beside the result, so that nobody takes a part for the whole.
  template <class Row>
  int show(const Rows<Row>& rows, const Table& table, const std::string& none) {
    const auto status = show(rows.shown, table, none);
    if (rows.is_cut)
      note(std::to_string(rows.shown.size()) + (rows.total ? " of " + std::to_string(*rows.total) : "") + rest_of_list);
    return status;
  }
  // A table, or the rows as they came with -o json. `none` is said where there are no rows: "no packages".
  template <class Row>
  int show(const std::vector<Row>& rows, const Table& table, const std::string& none) {
    if (wants_json()) return show_json(rows);
    if (table.is_empty()) note(none);
    else show_table(table);
    return exit_done;
  }
  // A sentence for people, or the value with -o json.
  template <class Value>
  int show(const Value& value, const std::string& sentence) {
    if (wants_json()) return show_json(value);
    surroundings_.out << printable(sentence) << "\n";
    return exit_done;
  }
  // A terminal gets lines that fit it, a file or a pipe gets a line for each row.
  void show_table(const Table& table) {
    surroundings_.out << table.text(surroundings_.is_terminal ? std::optional(surroundings_.terminal_width) : std::nullopt);
  }
  // What was done and has no value: {"done": "..."} with -o json.
  int show_done(const std::string& sentence);
  void note(const std::string& sentence) { surroundings_.err << printable(sentence) << std::endl; }

  // Calls `look` until it says that all is over, with pauses between. A server that answered and is then away for some
  // minutes, as at a restart, is waited for; one that was never reached is not. What ends the wait sooner says `accepted` too: what goes on without us, and how to look at it again.
  // Errors: cli.waited_too_long; those of `look`.
  Result<void> wait_until(std::chrono::seconds patience, const std::string& accepted, const std::function<Result<bool>()>& look);

 private:
  static constexpr const char* rest_of_list = " shown; --all shows all";

  template <class Value>
  int show_json(const Value& value) {
    std::string text;
    contract::write_value(text, value);
    print_json(text);
    return exit_done;
  }
  void print_json(const std::string& text);
  Result<ApiClient*> api();
  Result<Place> find_workspace(const std::optional<std::string>& name_or_id);

  Surroundings& surroundings_;
  CommonOptions options_;
  std::optional<ApiClient> api_;
  std::optional<Place> place_;
};

}  // namespace slipway::cli
