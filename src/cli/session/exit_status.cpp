#include "cli/session/exit_status.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/output/table.h"

namespace slipway::cli {

namespace {

struct Hint {
  std::string_view code;
  std::string_view text;
};

constexpr std::array hints{
    Hint{"http_client.unreachable", "Is the server running? `slipway serve` starts one; --endpoint names another."},
    Hint{"http_client.timed_out", "The call may have been done all the same: look before you repeat it."},
    Hint{"http_client.broken_off", "The call may have been done all the same: look before you repeat it."},
    Hint{"cli.no_credentials", "Name a file with --credentials or SLIPWAY_CREDENTIALS; `slipway serve` writes the first one."},
    Hint{"APIGW.0301", "Check the keys in the credentials file, and this machine's clock."},
    Hint{"sign_in.refused", "Check the keys in the credentials file, and this machine's clock."},
    Hint{"APIGW.0305", "`slipway project list` shows the projects that you may enter."},
    Hint{"DLF.6888", "`slipway member list` shows who has which role in this workspace."},
    Hint{"access.forbidden", "`slipway member list` shows who has which role in this workspace."},
    Hint{"DLF.0819", "`slipway workspace list` shows the workspaces that you may enter; --workspace chooses one."},
    Hint{"DLF.20819", "`slipway workspace list` shows the workspaces that you may enter; --workspace chooses one."},
    Hint{"workspace.not_found", "`slipway workspace list` shows the workspaces that you may enter; --workspace chooses one."},
    Hint{"DLF.0100", "`slipway job list` shows the jobs of this workspace."},
    Hint{"DLF.6201", "`slipway script list` shows the scripts of this workspace."},
    Hint{"DLF.0137", "`slipway instance list` shows the latest runs."},
    Hint{"DLF.7001", "`slipway package list` shows the packages of this workspace."},
    Hint{"DLF.7002", "`slipway package show ID` shows the state of a package."},
    Hint{"DLF.7004", "`slipway package show ID` shows who applied and who may approve."},
    Hint{"DLF.7008", "`slipway pending list` shows what can be packaged."},
    Hint{"DLF.7009", "`slipway pending list` shows what can be packaged."},
    Hint{"DLF.7021", "Release the job first: `slipway pending list`, then `slipway package create`."},
    Hint{"DLF.7050", "The server has too much to do or its storage is not available: try again in a moment."},
};

constexpr std::array unreachable_codes{std::string_view("http_client.unreachable"), std::string_view("http_client.timed_out"),
                                       std::string_view("http_client.broken_off")};

bool is_unreachable(std::string_view code) {
  return std::find(unreachable_codes.begin(), unreachable_codes.end(), code) != unreachable_codes.end();
}

bool is_wrong_use(std::string_view code) {
  return code.starts_with("file.") || code.starts_with("json.") || code == "cli.wrong_use" || code == "cli.no_credentials" ||
         code == "cli.file_not_valid" || code == "http_client.url_not_valid";
}

}  // namespace

int exit_status(const base::Error& error) {
  if (is_unreachable(error.code)) return exit_no_server;
  return is_wrong_use(error.code) ? exit_wrong_use : exit_refused;
}

std::string_view hint_for(std::string_view code) {
  const auto* hint = std::find_if(hints.begin(), hints.end(), [&](const Hint& row) { return row.code == code; });
  return hint == hints.end() ? std::string_view{} : hint->text;
}

std::string error_text(const base::Error& error) {
  std::string text = "slipway: ";
  const bool is_plain = is_wrong_use(error.code) || is_unreachable(error.code);  // the message alone says what is wrong
  if (!is_plain) text += printable(error.code) + ": ";
  text += printable(error.message);
  if (!is_plain && !error.detail.empty()) text += " (" + printable(error.detail) + ")";
  text += '\n';
  if (error.code == "cli.wrong_use" && !error.detail.empty()) text += error.detail + "\n";  // how it is used
  const auto hint = hint_for(error.code);
  if (!hint.empty()) text.append(hint).append("\n");
  return text;
}

base::Error wrong_use(std::string message, std::string usage) {
  auto error = base::invalid_argument("cli.wrong_use", std::move(message));
  error.detail = std::move(usage);
  return error;
}

}  // namespace slipway::cli
