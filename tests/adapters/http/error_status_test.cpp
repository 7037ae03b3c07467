#include "adapters/http/pipeline/error_status.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/json.h"
#include "support/source_folder.h"

namespace slipway::http {
namespace {

using contract::Face;

std::string shown(const PublicError& error) { return std::to_string(error.status) + " " + std::string(error.code); }

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Codes that use cases and the domain give to callers of the compatible face: all of these folders but what only the native
// face or the start of the server can meet.
std::set<std::string> codes_of_use_cases() {
  const std::filesystem::path source = std::filesystem::path(source_folder()) / "src";
  std::set<std::string> codes;
  for (const auto* folder : {"app/catalog", "app/release", "app/run", "domain/access", "domain/catalog", "domain/expression",
                             "domain/instance", "domain/release", "domain/schedule"})
    for (const auto& entry : std::filesystem::directory_iterator(source / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      const auto text = read_text(entry.path());
      for (const std::string_view kind :
           {"invalid_argument(\"", "forbidden(\"", "not_found(\"", "conflict(\"", "limit_reached(\"", "unavailable(\""})
        for (auto at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1)) {
          const auto begin = at + kind.size();
          codes.insert(text.substr(begin, text.find('"', begin) - begin));
        }
    }
  return codes;
}

TEST(ErrorStatus, every_code_of_the_use_cases_is_in_the_table) {
  // A caller meets these on the native face only.
  const std::set<std::string> native_only{"node.log_elsewhere", "node.log_not_found", "node.log_not_readable",
                                          "user.password_too_easy", "user.password_too_short"};
  const auto known = known_error_codes();
  const auto codes = codes_of_use_cases();
  EXPECT_GT(codes.size(), 40U) << "the search finds the codes";
  for (const auto& code : codes) {
    if (native_only.count(code) != 0) continue;
    EXPECT_NE(std::find(known.begin(), known.end(), code), known.end()) << code << " has no row in error_table.h";
  }
}

TEST(ErrorStatus, the_compatible_face_answers_by_code) {
  const auto of = [](const base::Error& error, Face face) { return shown(public_error(error, face)); };
  EXPECT_EQ(of(base::conflict("release.wrong_state", ""), Face::v2), "400 DLF.7002");
  EXPECT_EQ(of(base::forbidden("release.not_an_approver", ""), Face::v2), "400 DLF.7004");
  EXPECT_EQ(of(base::forbidden("release.not_own_package", ""), Face::v2), "403 DLF.6888");
  EXPECT_EQ(of(base::forbidden("access.forbidden", ""), Face::v1), "403 DLF.6888");
  EXPECT_EQ(of(base::forbidden("project.forbidden", ""), Face::v1), "403 APIGW.0305");
  EXPECT_EQ(of(base::unauthenticated("sign_in.refused", ""), Face::v3), "401 APIGW.0301");
  EXPECT_EQ(of(base::not_found("job.not_found", ""), Face::v1), "400 DLF.0100");
  EXPECT_EQ(of(base::not_found("system_task.not_found", ""), Face::v1), "400 DLF.20810");
}

TEST(ErrorStatus, the_workspace_has_a_code_for_each_version) {
  const auto error = base::not_found("workspace.not_found", "");
  EXPECT_EQ(shown(public_error(error, Face::v1)), "400 DLF.0819");
  EXPECT_EQ(shown(public_error(error, Face::v2)), "400 DLF.20819");
}

TEST(ErrorStatus, the_contract_names_the_code_of_a_bad_request) {
  auto error = base::invalid_argument("request.not_valid", "package_ids must have at least 1 item");
  EXPECT_EQ(shown(public_error(error, Face::v2)), "400 DLF.3051");
  error.detail = "DLF.7003";
  EXPECT_EQ(shown(public_error(error, Face::v2)), "400 DLF.7003");
}

TEST(ErrorStatus, what_may_be_retried_says_when) {
  for (const auto face : {Face::v1, Face::v2, Face::native}) {
    const auto answer = error_answer(base::unavailable("store.unavailable", "the database is gone"), face, "r1");
    EXPECT_EQ(answer.status, 503);
    ASSERT_EQ(answer.headers.size(), 1U);
    EXPECT_EQ(answer.headers.front().first, "Retry-After");
  }
  EXPECT_EQ(shown(public_error(base::unavailable("something.new", ""), Face::v1)), "503 DLF.7050")
      << "also of a code without a row";
}

TEST(ErrorStatus, both_error_forms_stand_in_a_compatible_body) {
  const auto answer = error_answer(base::conflict("job.name_taken", "there is a job named 'a' already"), Face::v1, "r1");

  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(answer.body, R"({"error_code":"DLF.0102","error_msg":"there is a job named 'a' already",)"
                         R"("errors":[{"error_code":"DLF.0102","error_msg":"there is a job named 'a' already"}]})");
}

TEST(ErrorStatus, each_face_has_its_own_word_for_a_field) {
  const auto error = base::of_field("package.approvers", base::invalid_argument("release.no_approvers", "must name one"));
  EXPECT_NE(error_answer(error, Face::v2, "r1").body.find(R"("error_msg":"approver_ids must name one")"), std::string::npos);
  EXPECT_NE(error_answer(error, Face::native, "r1").body.find(R"("detail":"approvers must name one")"), std::string::npos);
}

TEST(ErrorStatus, a_native_body_is_a_problem) {
  const auto answer = error_answer(base::conflict("member.last_admin", "the workspace must keep an admin"), Face::native, "r1");

  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  const auto body = base::parse_json(answer.body).value();
  EXPECT_EQ(*body.find("code")->if_string(), "member.last_admin");
  EXPECT_EQ(*body.find("detail")->if_string(), "the workspace must keep an admin");
  EXPECT_EQ(*body.find("status")->if_integer(), 409);
  EXPECT_EQ(*body.find("request_id")->if_string(), "r1");
}

TEST(ErrorStatus, the_native_status_is_that_of_the_kind) {
  using base::ErrorKind;
  EXPECT_EQ(native_status(ErrorKind::invalid_argument, "x.y"), 400);
  EXPECT_EQ(native_status(ErrorKind::unauthenticated, "x.y"), 401);
  EXPECT_EQ(native_status(ErrorKind::forbidden, "x.y"), 403);
  EXPECT_EQ(native_status(ErrorKind::not_found, "x.y"), 404);
  EXPECT_EQ(native_status(ErrorKind::conflict, "x.y"), 409);
  EXPECT_EQ(native_status(ErrorKind::limit_reached, "x.y"), 422);
  EXPECT_EQ(native_status(ErrorKind::limit_reached, "sign_in.too_many_failures"), 429);
  EXPECT_EQ(native_status(ErrorKind::unavailable, "x.y"), 503);
  EXPECT_EQ(native_status(ErrorKind::internal, "x.y"), 500);
}

TEST(ErrorStatus, what_we_did_wrong_is_not_told) {
  const auto error = base::internal("store.internal", "constraint x of table y failed", "secret");
  for (const auto face : {Face::v1, Face::native}) {
    const auto answer = error_answer(error, face, "r1");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("constraint"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("r1"), std::string::npos) << answer.body;
  }
}

TEST(ErrorStatus, detail_is_for_the_log_only) {
  auto error = base::unavailable("store.unavailable", "the database is gone", "host=10.0.0.7");
  EXPECT_EQ(error_answer(error, Face::native, "r1").body.find("10.0.0.7"), std::string::npos);
  EXPECT_EQ(error_answer(error, Face::v2, "r1").body.find("10.0.0.7"), std::string::npos);
}

}  // namespace
}  // namespace slipway::http
