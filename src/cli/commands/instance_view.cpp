#include "cli/commands/instance_view.h"

#include <ostream>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "cli/output/progress.h"
#include "cli/output/visible_text.h"

namespace slipway::cli {

namespace {

constexpr std::chrono::seconds follow_patience{patience_max};
constexpr std::string_view no_such_log = "node.log_not_found";

std::string exit_code_text(const api::NodeDetail& node) {
  if (node.attempts.empty() || !node.attempts.back().exit_code) return {};
  return std::to_string(*node.attempts.back().exit_code);
}

// What an attempt wrote was asked for, and there is none: true when there will be none either, or nobody waits for it.
Result<bool> has_nothing_to_read(Session& session, const LogPlace& place, const LogStyle& style, const base::Error& refusal) {
  TRY_LET(instance, read_instance(session, place.instance_id));
  for (const auto& node : instance.nodes) {
    if (node.name != place.node_name) continue;
    if (!node.attempts.empty() && !style.is_following) return refusal;
    const bool may_begin = !is_over(instance) && (node.status == "waiting" || node.status == "running");
    if (may_begin && style.is_following) return false;
    session.note("node " + node.name +
                 (may_begin ? " has not begun (" + node.status + "); --follow waits for it"
                            : " started nothing (" + node.status + "): there is nothing to read"));
    return true;
  }
  return refusal;
}

}  // namespace

Result<Rows<api::JobInstanceRow>> list_instances(Session& session, const api::ListJobInstancesRequest& request,
                                                 std::int64_t count_max) {
  using Page = std::pair<std::vector<api::JobInstanceRow>, std::int64_t>;
  const auto fetch = [&, page = request](std::int64_t limit, std::int64_t offset) mutable -> Result<Page> {
    page.limit = limit;
    page.offset = offset;
    TRY_LET(answer, session.call<api::ListJobInstancesResponse>(page));
    return Page(std::move(answer.instances), answer.total);
  };
  return all_numbered_pages<api::JobInstanceRow>(count_max, fetch);
}

Result<api::InstanceDetail> read_instance(Session& session, const std::string& instance_id) {
  TRY_LET(request, session.request_here<api::ShowInstanceRequest>());
  request.instance_id = instance_id;
  return session.call<api::InstanceDetail>(request);
}

Result<int> wait_for_instance(Session& session, const std::string& instance_id, std::chrono::seconds patience) {
  InstanceProgress progress;
  api::InstanceDetail last;
  const auto accepted =
      "instance " + instance_id + " was accepted; `slipway instance show " + instance_id + " --wait` goes on looking";
  TRY(session.wait_until(patience, accepted, [&]() -> Result<bool> {
    TRY_LET(instance, read_instance(session, instance_id));
    for (const auto& line : progress.changes(instance)) session.note(line);
    last = std::move(instance);
    return is_over(last);
  }));
  show_instance(session, last);
  return is_success(last) ? exit_done : exit_refused;
}

int show_instance(Session& session, const api::InstanceDetail& instance) {
  if (session.wants_json()) return session.show(instance, "");
  auto& out = session.surroundings().out;
  out << printable("instance " + instance.instance_id + " of job " + instance.job_name + " in " + instance.environment + ": " +
                   instance.status)
      << "\n";
  const std::string starter = instance.by_deployment ? " by a deployment" : "";
  out << printable("  " + instance.type + starter + ", version " + std::to_string(instance.version) + ", plan time " +
                   instance.plan_time)
      << "\n";
  if (instance.message && !instance.message->empty()) out << "  " << printable(*instance.message) << "\n";
  Table table({"NODE", "TYPE", "STATUS", "ATTEMPTS", "EXIT", "MESSAGE"});
  for (const auto& node : instance.nodes)
    table.add({node.name, node.type, node.status, std::to_string(node.attempts.size()), exit_code_text(node),
               node.message.value_or("")});
  session.show_table(table);
  return exit_done;
}

Result<void> copy_log(Session& session, const LogPlace& place, const LogStyle& style) {
  TRY_LET(request, session.request_here<api::ShowNodeLogRequest>());
  request.instance_id = place.instance_id;
  request.node_name = place.node_name;
  request.attempt = place.attempt;
  const bool is_raw = style.is_raw || !session.surroundings().is_terminal;
  auto& out = session.surroundings().out;
  VisibleText visible;
  return session.wait_until(follow_patience, "", [&, &next = request]() -> Result<bool> {
    while (true) {  // piece by piece until there is nothing more for now
      auto sent = session.send(next);
      if (!sent && sent.error().code == no_such_log && !place.attempt)
        return has_nothing_to_read(session, place, style, sent.error());
      TRY_LET(response, std::move(sent));
      out << (is_raw ? response.body : visible.add(response.body)) << std::flush;
      next.offset += std::ssize(response.body);
      if (!response.body.empty()) continue;
      const auto* is_complete = response.find_header("x-log-complete");
      const bool is_over = !style.is_following || is_complete == nullptr || *is_complete == "true";
      if (is_over) out << visible.rest() << std::flush;
      return is_over;
    }
  });
}

}  // namespace slipway::cli
