// pending list.
#include "cli/commands.h"
#include "cli/commands/pending_items.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"

namespace slipway::cli {

namespace {

struct ListPendingOptions {
  PendingFilter filter;
  RowLimit limit;
};

std::optional<std::string> number_of(const std::optional<std::string>& word, const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at)
    if (word == words[at]) return std::to_string(at + 1);
  return std::nullopt;
}

const std::vector<std::string>& kinds() {
  static const std::vector<std::string> words{"job", "script"};
  return words;
}

const std::vector<std::string>& changes() {
  static const std::vector<std::string> words{"add", "modify", "delete"};
  return words;
}

Result<int> list_pending(Session& session, const ListPendingOptions& options) {
  TRY_LET(rows, list_pending_items(session, options.filter, options.limit.count_max()));
  Table table({"ID", "KIND", "NAME", "CHANGE", "VERSION", "PRODUCTION", "PACKAGED", "SUBMITTED BY", "SUBMITTED"});
  for (const auto& row : rows.shown)
    table.add({row.pending_item_id, kind_word(row.task_type), row.item_name, change_word(row.update_type),
               version_text(row.pending_version), version_text(row.deployed_version), row.package_flag == 1 ? "yes" : "no",
               row.submit_user_name.value_or(""), time_text(row.submit_timestamp)});
  return session.show(rows, table, "nothing is pending: production has all that was submitted");
}

}  // namespace

Result<Rows<api::PendingItem>> list_pending_items(Session& session, const PendingFilter& filter, std::int64_t count_max) {
  TRY_LET(request, session.request_here<api::ListFactoryPendingItemsRequest>());
  request.item_name = filter.name;
  request.submit_user_name = filter.submitter;
  request.task_type = number_of(filter.kind, kinds());
  request.update_type = number_of(filter.change, changes());
  using Page = std::pair<std::vector<api::PendingItem>, std::int64_t>;
  return all_numbered_pages<api::PendingItem>(
      count_max, [&, page = request](std::int64_t limit, std::int64_t offset) mutable -> Result<Page> {
        page.limit = limit;
        page.offset = offset;
        TRY_LET(answer, session.call<api::ListFactoryPendingItemsResponse>(page));
        return Page(std::move(answer.data), answer.total);
      });
}

void add_pending_commands(Command root) {
  auto pending = root.add("pending", "What was submitted and is not in production yet");
  auto list = pending.add("list", "Shows pending items, newest submit first");
  auto& options = list.runs(list_pending);
  list.option("--name", "TEXT", options.filter.name, "Part of the name");
  list.option("--by", "USER", options.filter.submitter, "Who submitted it");
  list.choice("--kind", kinds(), options.filter.kind, "Only jobs, or only scripts");
  list.choice("--change", changes(), options.filter.change, "What the release would do");
  list.row_limit(options.limit);
}

}  // namespace slipway::cli
