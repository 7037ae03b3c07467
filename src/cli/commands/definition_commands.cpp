#include "cli/commands/definition_commands.h"

#include <ostream>
#include <utility>

#include "base/text.h"
#include "base/unseen_text.h"
#include "cli/commands/definition_file.h"
#include "cli/commands/words.h"
#include "cli/output/indented_json.h"
#include "generated/api/job_dto.h"
#include "generated/api/script_dto.h"

namespace slipway::cli {

namespace {

struct PushOptions {
  std::vector<std::string> paths;
  std::optional<std::string> content_path;  // only of scripts
  bool is_save_only = false;
};

struct ShowOptions {
  std::string name;
};

struct PullOptions {
  std::string name;
  std::optional<std::string> path;
};

// What jobs and scripts are called in the contract.
struct Jobs {
  using Info = api::JobInfo;
  using Stored = api::ShowJobResponse;
  using Show = api::ShowJobRequest;
  using Create = api::CreateJobRequest;
  using Update = api::UpdateJobRequest;
  using Delete = api::DeleteJobRequest;
  static constexpr const char* noun = "job";
  static constexpr std::string_view is_missing = "DLF.0100";
  static std::string& name_of(auto& request) { return request.job_name; }
};

struct Scripts {
  using Info = api::ScriptInfo;
  using Stored = api::ShowScriptResponse;
  using Show = api::ShowScriptRequest;
  using Create = api::CreateScriptRequest;
  using Update = api::UpdateScriptRequest;
  using Delete = api::DeleteScriptRequest;
  static constexpr const char* noun = "script";
  static constexpr std::string_view is_missing = "DLF.6201";
  static std::string& name_of(auto& request) { return request.script_name; }
};

std::string version_of(const api::ShowJobResponse& job) { return job.version.value_or("0"); }
std::string version_of(const api::ShowScriptResponse& script) { return std::to_string(script.version.value_or(0)); }

template <class Value>
std::string json_text(const Value& value) {
  std::string text;
  contract::write_value(text, value);
  return text;
}

// What somebody wrote of it: without what the server gives.
template <class Kind>
Result<typename Kind::Info> definition_of(const typename Kind::Stored& stored) {
  TRY_LET(json, base::parse_json(json_text(stored)));
  TRY_LET(definition, Kind::Info::decode(json));
  if constexpr (requires { definition.id; }) definition.id.reset();
  if constexpr (requires { definition.version; }) definition.version.reset();
  if constexpr (requires { definition.create_user; }) definition.create_user.reset();
  return definition;
}

template <class Kind>
Result<typename Kind::Stored> read_stored(Session& session, const std::string& name) {
  TRY_LET(request, session.request_here<typename Kind::Show>());
  Kind::name_of(request) = name;
  return session.call<typename Kind::Stored>(request);
}

// Nothing where there is none of that name.
template <class Kind>
Result<std::optional<typename Kind::Stored>> find_stored(Session& session, const std::string& name) {
  auto stored = read_stored<Kind>(session, name);
  if (stored) return std::optional(std::move(*stored));
  if (stored.error().code == Kind::is_missing) return std::optional<typename Kind::Stored>();
  return stored.error();
}

template <class Kind>
Result<http_client::HttpResponse> store(Session& session, const typename Kind::Info& definition, bool is_new) {
  if (is_new) {
    TRY_LET(create, session.request_here<typename Kind::Create>());
    create.body = definition;
    return session.send(create);
  }
  TRY_LET(update, session.request_here<typename Kind::Update>());
  Kind::name_of(update) = definition.name;
  update.body = definition;
  return session.send(update);
}

void pass_warning_on(Session& session, const std::string& path, const http_client::HttpResponse& response) {
  const auto* warning = response.find_header("x-slipway-warning");
  if (warning != nullptr) session.note("warning: " + path + ": " + base::percent_decode(*warning).value_or(*warning));
}

template <class Kind>
Result<bool> is_same(const typename Kind::Stored& before, const typename Kind::Stored& after) {
  TRY_LET(old_definition, definition_of<Kind>(before));
  TRY_LET(new_definition, definition_of<Kind>(after));
  return version_of(before) == version_of(after) && json_text(old_definition) == json_text(new_definition);
}

template <class Kind>
Result<typename Kind::Stored> push_one(Session& session, const PushOptions& options, const std::string& path) {
  TRY_LET(json, read_definition_file(session.surroundings(), path));
  if (options.content_path) {
    TRY_LET(content, read_text_file(*options.content_path));
    json.set("content", content);
  }
  TRY_LET(definition, decode_definition<typename Kind::Info>(json, path));
  TRY_LET(understood, base::parse_json(json_text(definition)));
  for (const auto& member : unread_members(json, understood))
    session.note("warning: " + path + ": nobody reads " + member + "; is its name spelled as the public API has it?");
  if (options.is_save_only) definition.target_status = "SAVED";

  TRY_LET(before, find_stored<Kind>(session, definition.name));
  TRY_LET(stored, store<Kind>(session, definition, !before));
  pass_warning_on(session, path, stored);
  TRY_LET(after, read_stored<Kind>(session, definition.name));
  bool is_unchanged = false;
  if (before) {
    TRY_LET(same, is_same<Kind>(*before, after));
    is_unchanged = same;
  }
  const std::string done = !before ? "created " : is_unchanged ? "unchanged: " : "updated ";
  if (!session.wants_json())
    session.show_done(done + Kind::noun + " " + after.name +
                      (options.is_save_only ? ", saved only" : ", version " + version_of(after)));
  return after;
}

// One after another; the first that is refused ends it, and what stands above the error is done.
template <class Kind>
Result<int> push(Session& session, const PushOptions& options) {
  if (options.content_path && options.paths.size() > 1) return wrong_use("--content is the text of one script; give one file");
  std::vector<typename Kind::Stored> all;
  for (const auto& path : options.paths) {
    TRY_LET(stored, push_one<Kind>(session, options, path));
    all.push_back(std::move(stored));
  }
  return session.wants_json() ? session.show(all, Table({}), "") : exit_done;
}

// Standard output, or a file that is written whole: what `push` reads again.
template <class Kind>
Result<int> pull(Session& session, const PullOptions& options) {
  TRY_LET(stored, read_stored<Kind>(session, options.name));
  TRY_LET(definition, definition_of<Kind>(stored));
  TRY_LET(json, base::parse_json(json_text(definition)));
  const auto text = indented_json(json);
  if (!options.path || *options.path == "-") {
    session.surroundings().out << text;
    return exit_done;
  }
  constexpr mode_t for_all_to_read = 0644;
  TRY(base::write_file_atomically(*options.path, text, for_all_to_read));
  return session.show_done("wrote " + std::string(Kind::noun) + " " + options.name + ", version " + version_of(stored) + ", to " +
                           *options.path);
}

template <class Kind>
Result<int> remove(Session& session, const ShowOptions& options) {
  TRY_LET(request, session.request_here<typename Kind::Delete>());
  Kind::name_of(request) = options.name;
  TRY(session.send(request));
  return session.show_done("deleted " + std::string(Kind::noun) + " " + options.name +
                           " in development; where production has it, it goes with the package of that deletion");
}

Result<int> show_job(Session& session, const ShowOptions& options) {
  TRY_LET(job, read_stored<Jobs>(session, options.name));
  if (session.wants_json()) return session.show(job, "");
  auto& out = session.surroundings().out;
  out << printable("job " + job.name + ": " + job.process_type + ", version " + version_of(job) + ", directory " +
                   job.directory.value_or("/"))
      << "\n";
  out << printable("  schedule " + job.schedule.type.value_or("EXECUTE_ONCE")) << "\n";
  if (job.description && !job.description->empty()) out << "  " << printable(*job.description) << "\n";
  Table table({"NODE", "TYPE", "AFTER"});
  for (const auto& node : job.nodes)
    table.add({node.name, node.type, base::join(node.pre_node_name.value_or(std::vector<std::string>()), ", ")});
  session.show_table(table);
  return exit_done;
}

Result<int> show_script(Session& session, const ShowOptions& options) {
  TRY_LET(script, read_stored<Scripts>(session, options.name));
  if (session.wants_json()) return session.show(script, "");
  auto& out = session.surroundings().out;
  out << printable("script " + script.name + ": " + script.type + ", version " + version_of(script) + ", directory " +
                   script.directory.value_or("/"))
      << "\n\n"
      << base::show_unseen(script.content, "\t\n");
  if (!script.content.ends_with('\n')) out << "\n";
  return exit_done;
}

template <class Kind>
PushOptions& add_push(Command& push_command) {
  auto& options = push_command.runs(push<Kind>);
  push_command.positionals("FILE", options.paths,
                           "JSON as the public API takes it; several one after another; -: standard input");
  push_command.flag("--save-only", options.is_save_only, "Saves the draft without submitting a version");
  return options;
}

template <class Kind>
void add_pull_and_delete(Command noun) {
  const std::string what = Kind::noun;
  auto pull_command = noun.add("pull", "Writes a " + what + " as a file that push takes");
  auto& pull_options = pull_command.runs(pull<Kind>);
  pull_command.positional("NAME", pull_options.name, "The " + what);
  pull_command.optional_positional("FILE", pull_options.path, "Instead of standard output; replaced when it is there");

  auto delete_command = noun.add("delete", "Deletes a " + what + " in development; production loses it with a release");
  delete_command.positional("NAME", delete_command.runs(remove<Kind>).name, "The " + what);
}

}  // namespace

void add_job_definition_commands(Command job) {
  auto push_command = job.add("push", "Creates the jobs of files, or replaces those of their names, and submits them");
  add_push<Jobs>(push_command);
  push_command.examples(
      "Examples:\n  slipway job push daily_report.json\n  slipway job pull daily_report | slipway job push - --workspace sales");
  auto show = job.add("show", "Shows the draft of a job with its nodes");
  show.positional("NAME", show.runs(show_job).name, "The job");
  add_pull_and_delete<Jobs>(job);
}

void add_script_definition_commands(Command script) {
  auto push_command = script.add("push", "Creates the scripts of files, or replaces those of their names, and submits them");
  auto& options = add_push<Scripts>(push_command);
  push_command.option("--content", "FILE", options.content_path, "Takes the text of the script from a file of its own");
  push_command.examples("Example:\n  slipway script push clean_orders.json --content clean_orders.py");
  auto show = script.add("show", "Shows the draft of a script with its text");
  show.positional("NAME", show.runs(show_script).name, "The script");
  add_pull_and_delete<Scripts>(script);
}

}  // namespace slipway::cli
