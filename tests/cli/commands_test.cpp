// What single commands send, and what they print.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/json.h"
#include "cli/cli_run.h"
#include "support/golden.h"

namespace slipway::cli {
namespace {

using test::CliRun;

constexpr const char* a_script = R"({"name": "clean", "type": "Python", "content": "pass"})";
constexpr const char* a_job = R"({"name": "daily", "processType": "BATCH", "schedule": {"type": "EXECUTE_ONCE"},
  "nodes": [{"name": "n", "type": "Dummy", "location": {"x": 0, "y": "1"}, "properties": []}]})";

base::Json body_of(const http_client::HttpRequest& request) {
  auto json = base::parse_json(request.body);
  return json ? *json : base::Json();
}

TEST(ScriptPush, replaces_the_script_of_that_name) {
  CliRun cli;
  cli.write("s.json", a_script);
  cli.answers(200, R"({"name": "clean", "type": "Python", "content": "old", "version": 2})");
  cli.answers(204, "");
  cli.answers(200, R"({"name": "clean", "type": "Python", "content": "pass", "version": 3})");

  EXPECT_EQ(cli.run({"script", "push", cli.directory / "s.json"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "GET /v1/p1/scripts/clean");
  EXPECT_EQ(cli.sent(1), "PUT /v1/p1/scripts/clean");
  EXPECT_EQ(cli.sent(2), "GET /v1/p1/scripts/clean");
  EXPECT_EQ(cli.out.str(), "updated script clean, version 3\n");
}

TEST(ScriptPush, creates_it_where_there_is_none_with_the_text_of_another_file) {
  CliRun cli;
  cli.write("s.json", R"({"name": "clean", "type": "Python"})");
  cli.write("clean.py", "print('two')\n");
  cli.answers(400, R"({"error_code": "DLF.6201", "error_msg": "there is no script clean"})");
  cli.answers(204, "");
  cli.answers(200, R"({"name": "clean", "type": "Python", "content": "", "version": 0})");

  EXPECT_EQ(cli.run({"script", "push", cli.directory / "s.json", "--content", cli.directory / "clean.py", "--save-only"}), 0)
      << cli.err.str();

  EXPECT_EQ(cli.sent(1), "POST /v1/p1/scripts");
  const auto body = body_of(cli.requests[1]);
  EXPECT_EQ(*body.find("content")->if_string(), "print('two')\n");
  EXPECT_EQ(*body.find("targetStatus")->if_string(), "SAVED");
  EXPECT_EQ(cli.out.str(), "created script clean, saved only\n");
}

TEST(ScriptPush, says_that_nothing_changed) {
  CliRun cli;
  cli.write("s.json", a_script);
  cli.answers(200, R"({"name": "clean", "type": "Python", "content": "pass", "version": 3})");
  cli.answers(204, "");
  cli.answers(200, R"({"name": "clean", "type": "Python", "content": "pass", "version": 3})");

  EXPECT_EQ(cli.run({"script", "push", cli.directory / "s.json"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(), "unchanged: script clean, version 3\n");
}

TEST(ScriptPush, takes_several_files_and_standard_input) {
  CliRun cli;
  cli.write("s.json", a_script);
  cli.in.str(R"({"name": "load", "type": "Shell", "content": "true"})");
  for (const auto* name : {"clean", "load"}) {
    cli.answers(400, R"({"error_code": "DLF.6201", "error_msg": "there is none"})");
    cli.answers(204, "");
    cli.answers(200, R"({"name": ")" + std::string(name) + R"(", "type": "Shell", "content": "", "version": 1})");
  }

  EXPECT_EQ(cli.run({"script", "push", cli.directory / "s.json", "-"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(), "created script clean, version 1\ncreated script load, version 1\n");
}

TEST(JobPush, warns_of_members_that_nobody_reads) {
  CliRun cli;
  cli.write("j.json", R"({"name": "daily", "processType": "BATCH", "schedule": {"type": "EXECUTE_ONCE"}, "owner": null,
    "nodes": [{"name": "n", "type": "Dummy", "location": {"x": 0, "y": "1"}, "properties": [], "retryTime": 3}]})");
  cli.answers(400, R"({"error_code": "DLF.0100", "error_msg": "there is no job daily"})");
  cli.answers(204, "");
  cli.answers(200, R"({"name": "daily", "processType": "BATCH", "schedule": {}, "nodes": [], "version": "1"})");

  EXPECT_EQ(cli.run({"job", "push", cli.directory / "j.json"}), 0) << cli.err.str();

  EXPECT_NE(cli.err.str().find("j.json: nobody reads /nodes/0/retryTime;"), std::string::npos) << cli.err.str();
  EXPECT_EQ(cli.err.str().find("owner"), std::string::npos) << "null says as much as absent: " << cli.err.str();
}

TEST(JobPush, passes_the_servers_warning_on_beside_the_result) {
  CliRun cli;
  cli.write("j.json", R"({"name": "daily", "processType": "BATCH", "schedule": {"type": "EXECUTE_ONCE"},
    "nodes": [{"name": "n", "type": "CDMJob", "location": {}, "properties": []}]})");
  cli.answers(400, R"({"error_code": "DLF.0100", "error_msg": "there is no job daily"})");
  cli.answers(204, "", {{"x-slipway-warning", "node %E6%8A%BD%1B of type CDMJob cannot run here"}});
  cli.answers(200, R"({"name": "daily", "processType": "BATCH", "schedule": {}, "nodes": [], "version": "1"})");

  EXPECT_EQ(cli.run({"job", "push", cli.directory / "j.json", "-o", "json"}), 0) << cli.err.str();

  EXPECT_NE(cli.err.str().find("j.json: node 抽\\u001b of type CDMJob cannot run here"), std::string::npos) << cli.err.str();
  EXPECT_EQ(cli.out.str().find("cannot run"), std::string::npos) << cli.out.str();
}

TEST(JobPull, gives_what_push_takes_without_what_the_server_adds) {
  CliRun cli;
  const auto path = cli.directory / "pulled.json";
  const std::string stored = R"({"name": "daily", "processType": "BATCH", "schedule": {"type": "EXECUTE_ONCE"}, "id": 7,
    "createTime": 1795535097000, "lastUpdateUser": "dana", "version": "3",
    "nodes": [{"name": "n", "type": "Dummy", "location": {"x": 0, "y": "1"}, "properties": []}]})";
  cli.answers(200, stored);
  cli.answers(200, stored);
  cli.answers(204, "");
  cli.answers(200, stored);

  EXPECT_EQ(cli.run({"job", "pull", "daily", path}), 0) << cli.err.str();
  EXPECT_EQ(cli.run({"job", "push", path}), 0) << cli.err.str();

  EXPECT_EQ(cli.err.str(), "") << "nothing in it is unread";
  EXPECT_EQ(cli.out.str(), "wrote job daily, version 3, to " + path + "\nunchanged: job daily, version 3\n");
}

TEST(JobShow, shows_the_nodes_and_what_they_wait_for) {
  CliRun cli;
  cli.answers(200,
              R"({"name": "daily", "processType": "BATCH", "schedule": {"type": "CRON"}, "directory": "/reports", "version": "3",
    "nodes": [{"name": "a", "type": "Shell", "location": {"x": 0, "y": "1"}, "properties": []},
              {"name": "b", "type": "Dummy", "location": {"x": 0, "y": "1"}, "properties": [], "preNodeName": ["a"]}]})");

  EXPECT_EQ(cli.run({"job", "show", "daily"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(),
            "job daily: BATCH, version 3, directory /reports\n  schedule CRON\n"
            "NODE  TYPE   AFTER\na     Shell  -\nb     Dummy  a\n");
}

TEST(ScriptDelete, says_what_it_did) {
  CliRun cli;
  cli.answers(204, "");

  EXPECT_EQ(cli.run({"script", "delete", "clean"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "DELETE /v1/p1/scripts/clean");
  EXPECT_EQ(cli.out.str().find("deleted script clean in development"), 0U) << cli.out.str();
}

TEST(ScriptPush, refuses_text_that_is_not_utf_8_before_it_sends_anything) {
  CliRun cli;
  cli.write("s.json", R"({"name": "clean", "type": "Shell"})");
  cli.write("latin1.sh", "echo gr\xc3\xbc\xc3\x9f\necho \xe4\xb8\xad gr\xfc\xdf\n");

  EXPECT_EQ(cli.run({"script", "push", cli.directory / "s.json", "--content", cli.directory / "latin1.sh"}), 2);

  EXPECT_TRUE(cli.requests.empty());
  EXPECT_NE(cli.err.str().find("latin1.sh: line 2, byte 12 (0xFC) is not UTF-8"), std::string::npos) << cli.err.str();
}

TEST(JobPush, refuses_a_file_that_is_not_utf_8_before_it_sends_anything) {
  CliRun cli;
  cli.write("j.json", "{\"name\": \"\xff\"}");

  EXPECT_EQ(cli.run({"job", "push", cli.directory / "j.json"}), 2);

  EXPECT_TRUE(cli.requests.empty());
  EXPECT_NE(cli.err.str().find("j.json: line 1, byte 11 (0xFF) is not UTF-8"), std::string::npos) << cli.err.str();
}

TEST(UserCreate, refuses_a_password_that_is_not_utf_8) {
  CliRun cli;
  cli.write("password", "gr\xfc\xdfgr\xfc\xdf 1234\n");

  EXPECT_EQ(cli.run({"user", "create", "lin", "--password-file", cli.directory / "password"}), 2);

  EXPECT_TRUE(cli.requests.empty());
  EXPECT_NE(cli.err.str().find("password: line 1, byte 3 (0xFC) is not UTF-8"), std::string::npos) << cli.err.str();
}

TEST(Commands, arguments_are_utf_8) {
  CliRun cli;
  EXPECT_EQ(cli.run({"job", "start", "daily", "--param", "city=K\xf6ln"}), 2);
  EXPECT_TRUE(cli.requests.empty());
  EXPECT_NE(cli.err.str().find("is not UTF-8"), std::string::npos) << cli.err.str();
}

TEST(JobPush, sends_what_the_file_says_and_passes_a_refusal_on) {
  CliRun cli;
  cli.write("j.json", a_job);
  cli.answers(400, R"({"error_code": "DLF.0100", "error_msg": "there is no job daily"})");
  cli.answers(400, R"({"error_code": "DLF.7024", "error_msg": "the nodes a and b wait for each other"})");

  EXPECT_EQ(cli.run({"job", "push", cli.directory / "j.json"}), 1);

  EXPECT_EQ(cli.requests.size(), 2U);
  const auto body = body_of(cli.requests[1]);
  ASSERT_NE(body.find("nodes"), nullptr);
  EXPECT_EQ(body.find("targetStatus"), nullptr);
  EXPECT_EQ(cli.err.str(), "slipway: DLF.7024: the nodes a and b wait for each other\n");
}

TEST(JobPush, a_file_that_is_no_job_is_wrong_use_and_names_the_place) {
  CliRun cli;
  cli.write("j.json", R"({"name": "daily", "processType": "BATCH", "schedule": {}, "nodes": 3})");

  EXPECT_EQ(cli.run({"job", "push", cli.directory / "j.json"}), 2);

  EXPECT_NE(cli.err.str().find("j.json: /nodes must be a list"), std::string::npos) << cli.err.str();
  EXPECT_TRUE(cli.requests.empty());
}

TEST(JobTest, waits_and_says_only_what_changes) {
  CliRun cli;
  const auto instance = [](const std::string& status, const std::string& node) {
    return R"({"instance_id": "7", "job_name": "daily", "environment": "development", "status": ")" + status +
           R"(", "type": "test", "by_deployment": false, "plan_time": "2026-11-24T15:00:00Z", "version": 2, "nodes": [{"name": "n", "type": "Shell", "status": ")" +
           node + R"(", "attempts": [{"attempt": 1, "status": "running", "exit_code": 0}]}]})";
  };
  cli.answers(201, R"({"instance_id": "7"})");
  cli.answers(200, instance("running", "running"));
  cli.answers(200, instance("running", "running"));
  cli.answers(200, instance("success", "success"));

  EXPECT_EQ(cli.run({"job", "test", "daily", "--param", "day=2026-11-24", "--wait"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "POST /api/v1/workspaces/w1/jobs/daily/test-runs");
  EXPECT_EQ(cli.requests[0].body, R"({"parameters":[{"name":"day","value":"2026-11-24"}]})");
  EXPECT_EQ(cli.pauses, 2);
  EXPECT_EQ(cli.err.str(), "  n: running\ninstance 7: running\n  n: success\ninstance 7: success\n");
  test::expect_golden("cli/instance.txt", cli.out.str());
}

TEST(JobRun, asked_for_twice_in_one_second_is_two_calls_that_a_server_can_tell_apart) {
  CliRun cli;
  cli.answers(200, R"({"instanceId": 7})");
  cli.answers(200, R"({"instanceId": 8})");
  const auto header_of = [&](std::size_t position, const std::string& wanted) {
    for (const auto& [name, value] : cli.requests.at(position).headers)
      if (name == wanted) return value;
    return std::string();
  };

  EXPECT_EQ(cli.run({"job", "run", "daily"}), 0) << cli.err.str();
  EXPECT_EQ(cli.run({"job", "run", "daily"}), 0) << cli.err.str();

  EXPECT_EQ(header_of(0, "X-Slipway-Nonce").size(), 32U);
  EXPECT_NE(header_of(0, "X-Slipway-Nonce"), header_of(1, "X-Slipway-Nonce"));
  EXPECT_NE(header_of(0, "Authorization").find("x-slipway-nonce"), std::string::npos) << "it is signed";
  EXPECT_NE(header_of(0, "Authorization"), header_of(1, "Authorization"));
}

TEST(PackageCreate, all_takes_what_is_free_and_finds_approvers_by_name) {
  CliRun cli;
  const auto item = [](const std::string& id, const std::string& flag) {
    return R"({"pending_item_id": ")" + id + R"(", "task_id": "1", "item_name": "a", "task_type": 1, "update_type": 1,
      "pending_version": 1, "package_flag": )" +
           flag + "}";
  };
  cli.answers(200, R"({"total": 3, "data": [)" + item("5", "0") + "," + item("6", "1") + "," + item("7", "0") + "]}");
  cli.answers(200, R"({"users": [{"id": "u2", "name": "dan"}]})");
  cli.answers(200, R"({"package_name": "first", "release_package_id": "12"})");

  EXPECT_EQ(cli.run({"package", "create", "first", "--all", "--approver", "dan"}), 0) << cli.err.str();

  EXPECT_EQ(
      cli.requests.back().body,
      R"({"apply_user_id":"00000000000000000000000000000001","package_name":"first","pending_item_list":["5","7"],"approver_ids":["u2"]})");
  EXPECT_EQ(cli.out.str(), "created package 12 (first) with 2 items; it waits for dan\n");
}

TEST(PackageCreate, somebody_who_may_not_see_all_users_finds_approvers_among_the_members) {
  CliRun cli;
  cli.answers(200, R"({"users": []})");
  cli.answers(200, R"({"items": [{"user_id": "u2", "user_name": "dan", "roles": ["deployer"]}]})");
  cli.answers(200, R"({"package_name": "first", "release_package_id": "12"})");

  EXPECT_EQ(cli.run({"package", "create", "first", "5", "--approver", "dan"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(1), "GET /api/v1/workspaces/w1/members?limit=1000");
  EXPECT_NE(cli.requests[2].body.find(R"("approver_ids":["u2"])"), std::string::npos) << cli.requests[2].body;
}

TEST(PackageList, reads_page_after_page_up_to_the_limit) {
  CliRun cli;
  const auto page = [](int first, int count) {
    std::string rows;
    for (int at = first; at < first + count; ++at)
      rows += std::string(rows.empty() ? "" : ",") + R"({"package_id": ")" + std::to_string(at) +
              R"(", "package_name": "p", "deploy_status": 1, "delete_flag": 0, "package_approvers": []})";
    return R"({"total": 250, "data": [)" + rows + "]}";
  };
  cli.answers(200, page(0, 100));
  cli.answers(200, page(100, 100));

  EXPECT_EQ(cli.run({"package", "list", "--limit", "150", "-o", "json"}), 0) << cli.err.str();

  EXPECT_EQ(cli.requests.size(), 2U);
  EXPECT_EQ(*body_of(cli.requests[1]).find("offset")->if_integer(), 1);
  EXPECT_EQ(base::parse_json(cli.out.str())->if_array()->size(), 150U);
}

constexpr const char* a_detail =
    R"({"release_package": {"package_id": "12", "package_name": "first", "deploy_status": 2, "delete_flag": 0,
  "apply_user_name": "dana", "apply_timestamp": 1795535097000, "deploy_user_name": "dan", "deploy_timestamp": 1795535099000,
  "package_approvers": [{"user_id": "u2", "user_name": "dan"}]},
  "task_details": [
   {"pending_item_id": "5", "task_id": "1", "item_name": "daily", "task_type": 1, "update_type": 1, "pending_version": 1,
    "deploy_status": 2, "start_job_status": 2},
   {"pending_item_id": "7", "task_id": "2", "item_name": "clean_orders", "task_type": 2, "update_type": 2, "pending_version": 4,
    "deployed_version": 3, "deploy_status": 2}]})";

std::string task_text(const std::string& status, const std::string& message, const std::string& item_status) {
  return R"({"id": "t", "name": "deploy", "status": ")" + status + R"(", "message": ")" + message +
         R"(", "subtasks": [{"id": "s", "name": "daily", "taskId": "t", "status": ")" + item_status + R"("}]})";
}

TEST(Lists, that_are_cut_say_so_beside_the_result_and_all_shows_all) {
  const auto page = [](int count) {
    std::string rows;
    for (int at = 0; at < count; ++at)
      rows += std::string(at == 0 ? "" : ",") + R"({"name": "s", "type": "Shell", "content": ""})";
    return R"({"total": 103, "scripts": [)" + rows + "]}";
  };
  CliRun cut;
  cut.answers(200, page(100));
  CliRun whole;
  whole.answers(200, page(100));
  whole.answers(200, page(3));

  EXPECT_EQ(cut.run({"script", "list", "-o", "json"}), 0) << cut.err.str();
  EXPECT_EQ(whole.run({"script", "list", "--all", "-o", "json"}), 0) << whole.err.str();

  EXPECT_EQ(cut.err.str(), "100 of 103 shown; --all shows all\n");
  EXPECT_EQ(base::parse_json(cut.out.str())->if_array()->size(), 100U);
  EXPECT_EQ(whole.err.str(), "");
  EXPECT_EQ(base::parse_json(whole.out.str())->if_array()->size(), 103U);
}

TEST(Lists, that_do_not_count_say_that_there_is_more) {
  CliRun cli;
  cli.answers(200, R"({"items": [{"id": "p1", "name": "default", "created_at": "x"}], "next": "p1"})");

  EXPECT_EQ(cli.run({"project", "list", "--limit", "1"}), 0) << cli.err.str();

  EXPECT_EQ(cli.err.str(), "1 shown; --all shows all\n");
}

TEST(PackageDeploy, waits_shows_each_change_once_and_then_the_package) {
  CliRun cli;
  cli.answers(200, R"({"deploy_package_details": [{"package_id": 12, "asy_task_id": "t", "asy_subtask_num": 1}]})");
  cli.answers(200, task_text("RUNNING", "waits for package 11", "RUNNING"));
  cli.answers(200, task_text("RUNNING", "waits for package 11", "RUNNING"));
  cli.answers(200, task_text("RUNNING", "", "SUCCESSFUL"));
  cli.answers(200, task_text("SUCCESSFUL", "", "SUCCESSFUL"));
  cli.answers(200, a_detail);

  EXPECT_EQ(cli.run({"package", "deploy", "12", "--wait"}), 0) << cli.err.str();

  EXPECT_EQ(cli.requests[0].body, R"({"package_ids":["12"],"startup_mode":1})");
  EXPECT_EQ(cli.err.str(),
            "package 12: under way: waits for package 11\n"
            "  daily: deployed\n"
            "package 12: under way\n"
            "package 12: deployed\n");
  test::expect_golden("cli/package.txt", cli.out.str());
}

TEST(PackageShow, tells_why_a_job_was_not_started) {
  std::string detail = a_detail;
  detail.replace(detail.find(R"("start_job_status": 2)"), 21, R"("start_job_status": 3)");
  const auto answer_to = [&](CliRun& cli) {
    cli.answers(200, detail);
    cli.answers(200, R"({"items": [{"position": 1, "job_id": "1", "job_name": "daily", "state": "failed",
      "message": "job daily cannot run yet: not supported is type CDMJob of node n"}]})");
  };
  CliRun cli;
  answer_to(cli);
  CliRun json;
  answer_to(json);

  EXPECT_EQ(cli.run({"package", "show", "12"}), 0) << cli.err.str();
  EXPECT_EQ(json.run({"package", "show", "12", "-o", "json"}), 0) << json.err.str();

  EXPECT_EQ(cli.sent(1), "GET /api/v1/workspaces/w1/packages/12/starts?state=failed&limit=1000");
  EXPECT_NE(cli.out.str().find("job daily was not started: job daily cannot run yet: not supported is type CDMJob of node n\n"),
            std::string::npos)
      << cli.out.str();
  const auto shown = base::parse_json(json.out.str());
  EXPECT_EQ(shown->find("failed_starts")->if_array()->size(), 1U);
  EXPECT_EQ(*shown->find("release_package")->find("package_id"), base::Json("12"));
  EXPECT_EQ(shown->find("task_details")->if_array()->size(), 2U);
}

TEST(PackageShow, asks_for_no_reason_where_nothing_failed) {
  CliRun cli;
  cli.answers(200, a_detail);

  EXPECT_EQ(cli.run({"package", "show", "12", "-o", "json"}), 0) << cli.err.str();

  EXPECT_EQ(cli.requests.size(), 1U);
  EXPECT_EQ(base::parse_json(cli.out.str())->find("failed_starts")->if_array()->size(), 0U);
}

TEST(PackageDeploy, a_deployment_that_failed_exits_1) {
  CliRun cli;
  cli.answers(200, R"({"deploy_package_details": [{"package_id": 12, "asy_task_id": "t", "asy_subtask_num": 1}]})");
  cli.answers(200, task_text("FAILED", "script clean is missing", "FAILED"));
  cli.answers(200, a_detail);

  EXPECT_EQ(cli.run({"package", "deploy", "12", "--no-start", "--wait", "-o", "json"}), 1);

  EXPECT_EQ(cli.requests[0].body, R"({"package_ids":["12"],"startup_mode":0})");
  EXPECT_NE(cli.err.str().find("package 12: failed: script clean is missing"), std::string::npos) << cli.err.str();
  EXPECT_TRUE(base::parse_json(cli.out.str())) << cli.out.str();
}

TEST(PackageDeploy, tells_the_task_and_its_items_in_json_waited_for_or_not) {
  const auto* accepted = R"({"deploy_package_details": [{"package_id": 12, "asy_task_id": "t", "asy_subtask_num": 1}]})";
  CliRun begun;
  begun.answers(200, accepted);
  CliRun waited;
  waited.answers(200, accepted);
  waited.answers(200, task_text("WARNING", "", "WARNING"));

  EXPECT_EQ(begun.run({"package", "deploy", "12", "-o", "json"}), 0) << begun.err.str();
  EXPECT_EQ(waited.run({"package", "deploy", "12", "--wait", "-o", "json"}), 1) << waited.err.str();

  EXPECT_EQ(begun.requests.size(), 1U) << "what was accepted is told without asking again";
  EXPECT_EQ(begun.out.str(), R"([{"package_id":"12","asy_task_id":"t","asy_subtask_num":1,"status":"RUNNING","subtasks":[]}])"
                             "\n");
  const auto rows = base::parse_json(waited.out.str());
  ASSERT_TRUE(rows) << waited.out.str();
  const auto& row = rows->if_array()->at(0);
  EXPECT_EQ(*row.find("asy_task_id")->if_string(), "t");
  EXPECT_EQ(*row.find("status")->if_string(), "WARNING");
  EXPECT_EQ(*row.find("subtasks")->if_array()->at(0).find("name")->if_string(), "daily");
}

TEST(UserKeyCreate, saves_a_credentials_file_that_only_its_owner_reads) {
  CliRun cli;
  const auto path = cli.directory / "dan.json";
  cli.answers(200, R"({"users": [{"id": "u2", "name": "dan"}]})");
  cli.answers(
      201,
      R"({"access_key": "AK2", "secret_key": "SK2", "user_id": "u2", "project_id": "p1", "created_at": "2026-11-24T15:00:00Z"})");

  EXPECT_EQ(cli.run({"user", "key", "create", "dan", "--save", path}), 0) << cli.err.str();

  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(cli.out.str().find("SK2"), std::string::npos) << cli.out.str();
  CliRun as_dan;
  as_dan.answers(200, R"({"items": []})");
  EXPECT_EQ(as_dan.run({"--credentials", path, "audit", "list"}), 0) << as_dan.err.str();
  EXPECT_EQ(as_dan.sent(0), "GET /api/v1/workspaces/w1/audit?limit=100");
}

TEST(UserKeyCreate, makes_no_key_when_the_file_is_there_already) {
  CliRun cli;
  cli.write("dan.json", "{}");

  EXPECT_EQ(cli.run({"user", "key", "create", "dan", "--save", cli.directory / "dan.json"}), 2);

  EXPECT_TRUE(cli.requests.empty());
}

TEST(UserDisable, says_where_a_user_is_so_already) {
  const auto said = [](const std::string& command, const std::string& before, const std::string& after) {
    const auto user = [](const std::string& is_disabled) {
      return R"({"id": "u2", "name": "dan", "disabled": )" + is_disabled +
             R"(, "system_admin": false, "created_at": "2026-11-24T15:00:00Z"})";
    };
    CliRun cli;
    cli.answers(200, R"({"users": [{"id": "u2", "name": "dan"}]})");
    cli.answers(200, R"({"items": [)" + user(before) + "]}");
    cli.answers(200, user(after));
    EXPECT_EQ(cli.run({"user", command, "dan"}), 0) << cli.err.str();
    EXPECT_EQ(cli.sent(1), "GET /api/v1/users?limit=1000&name=dan");
    EXPECT_EQ(cli.sent(2), "PATCH /api/v1/users/u2");
    return cli.out.str();
  };

  EXPECT_EQ(said("disable", "false", "true"), "user dan is disabled\n");
  EXPECT_EQ(said("disable", "true", "true"), "unchanged: user dan is disabled\n");
  EXPECT_EQ(said("enable", "true", "false"), "user dan may sign in again\n");
  EXPECT_EQ(said("enable", "false", "false"), "unchanged: user dan may sign in\n");
}

TEST(UserDisable, leaves_a_refusal_to_the_change_itself) {
  CliRun cli;
  cli.answers(200, R"({"users": [{"id": "u2", "name": "dan"}]})");
  cli.answers(403, R"({"code": "access.forbidden", "detail": "not for you to list"})");
  cli.answers(403, R"({"code": "access.forbidden", "detail": "not for you to change"})");

  EXPECT_EQ(cli.run({"user", "disable", "dan"}), 1);

  EXPECT_NE(cli.err.str().find("not for you to change"), std::string::npos) << cli.err.str();
}

TEST(JobStart, says_where_a_job_is_scheduled_already) {
  const auto said = [](const std::string& before, std::vector<std::string> more = {}) {
    CliRun cli;
    cli.answers(200, R"({"status": ")" + before + R"("})");
    cli.answers(204, "");
    std::vector<std::string> arguments{"job", "start", "daily"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();
    EXPECT_EQ(cli.sent(0), "GET /v1/p1/jobs/daily/status");
    EXPECT_EQ(cli.sent(1), "POST /v1/p1/jobs/daily/start");
    return cli.out.str();
  };

  EXPECT_EQ(said("STOPPED"), "job daily is started\n");
  EXPECT_EQ(said("NORMAL"), "unchanged: job daily is scheduled\n");
  EXPECT_EQ(said("NORMAL", {"--param", "day=1"}),
            "unchanged: job daily is scheduled, with the parameters that it was started with\n");
}

TEST(JobStop, says_where_a_job_is_stopped_already_and_nothing_waits) {
  const auto said = [](const std::string& before, std::optional<int> waiting) {
    CliRun cli;
    cli.answers(200, R"({"status": ")" + before + R"("})");
    if (waiting) cli.answers(200, R"({"total": )" + std::to_string(*waiting) + R"(, "instances": []})");
    cli.answers(204, "");
    EXPECT_EQ(cli.run({"job", "stop", "daily"}), 0) << cli.err.str();
    EXPECT_EQ(cli.sent(waiting ? 2 : 1), "POST /v1/p1/jobs/daily/stop");
    return cli.out.str();
  };

  EXPECT_EQ(said("NORMAL", std::nullopt), "job daily is stopped; runs that go on end by themselves\n");
  EXPECT_EQ(said("STOPPED", 1), "job daily is stopped; runs that go on end by themselves\n") << "it cancels them";
  EXPECT_EQ(said("STOPPED", 0), "unchanged: job daily is stopped\n");
}

TEST(UserCreate, makes_a_password_and_shows_it_once) {
  CliRun cli;
  cli.answers(201,
              R"({"id": "u2", "name": "dan", "disabled": false, "system_admin": false, "created_at": "2026-11-24T15:00:00Z"})");

  EXPECT_EQ(cli.run({"user", "create", "dan"}), 0) << cli.err.str();

  const auto password = *body_of(cli.requests[0]).find("password")->if_string();
  EXPECT_EQ(password.size(), 24U);
  EXPECT_NE(cli.err.str().find(password), std::string::npos);
}

TEST(Workspace, is_found_by_name_and_brings_its_project) {
  CliRun cli;
  cli.answers(200, R"({"items": [{"id": "w2", "project_id": "p2", "name": "sales", "mode": "enterprise", "created_at": "x"},
    {"id": "w3", "project_id": "p1", "name": "other", "mode": "simple", "created_at": "x"}]})");
  cli.answers(200, R"({"total": 0, "jobs": []})");
  cli.answers(200, R"({"items": []})");

  EXPECT_EQ(cli.run({"job", "list", "--workspace", "sales"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(1), "GET /v1/p2/jobs?limit=100&offset=0");
  EXPECT_NE(std::find(cli.requests[1].headers.begin(), cli.requests[1].headers.end(),
                      std::pair<std::string, std::string>("workspace", "w2")),
            cli.requests[1].headers.end());
  EXPECT_EQ(cli.err.str(), "no jobs\n");
}

TEST(Workspace, of_the_environment_wins_over_the_file_and_the_option_over_both) {
  const std::string mine = R"({"items": [{"id": "w2", "project_id": "p1", "name": "sales", "mode": "simple", "created_at": "x"},
    {"id": "w3", "project_id": "p1", "name": "stock", "mode": "simple", "created_at": "x"}]})";
  const auto asked = [&](std::vector<std::string> more) {
    CliRun cli;
    cli.variables["SLIPWAY_WORKSPACE"] = "sales";
    cli.answers(200, mine);
    cli.answers(200, R"({"items": []})");
    std::vector<std::string> arguments{"audit", "list"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();
    return cli.sent(1);
  };

  EXPECT_EQ(asked({}), "GET /api/v1/workspaces/w2/audit?limit=100");
  EXPECT_EQ(asked({"--workspace", "stock"}), "GET /api/v1/workspaces/w3/audit?limit=100");
}

TEST(Workspace, one_that_is_not_there_is_wrong_use) {
  CliRun cli;
  cli.answers(200, R"({"items": []})");

  EXPECT_EQ(cli.run({"job", "list", "--workspace", "sales"}), 2);

  EXPECT_NE(cli.err.str().find("there is no workspace sales"), std::string::npos) << cli.err.str();
}

TEST(AuditList, shows_what_belongs_to_no_workspace_page_by_page) {
  CliRun cli;
  const auto row = [](const std::string& id, const std::string& action) {
    return R"({"items": [{"id": ")" + id + R"(", "at": "2026-11-24T15:00:00Z", "user_name": "root", "action": ")" + action +
           R"(", "subject_kind": "user", "subject_id": "u2", "subject_name": "lin"}])";
  };
  cli.answers(200, row("9", "user.updated") + R"(, "next": "9"})");
  cli.answers(200, row("4", "user.created") + "}");

  EXPECT_EQ(cli.run({"audit", "list", "--no-workspace", "--limit", "5"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "GET /api/v1/audit?limit=5");
  EXPECT_EQ(cli.sent(1), "GET /api/v1/audit?after=9&limit=4");
  EXPECT_NE(cli.out.str().find("user.created"), std::string::npos) << cli.out.str();
}

TEST(AuditList, asks_for_what_a_user_did_in_a_time_on_each_page) {
  CliRun cli;
  cli.answers(200,
              R"({"items": [{"id": "9", "at": "2026-11-24T15:00:00Z", "action": "package.created", "subject_kind": "package"}],
    "next": "9"})");
  cli.answers(200, R"({"items": []})");

  EXPECT_EQ(
      cli.run({"audit", "list", "--user", "dan", "--action", "package", "--from", "2026-11-24", "--to", "2026-11-25T10:30:00Z"}),
      0)
      << cli.err.str();

  const std::string filter = "user=dan&action=package&from=2026-11-24T00%3A00%3A00Z&to=2026-11-25T10%3A30%3A00Z";
  EXPECT_EQ(cli.sent(0), "GET /api/v1/workspaces/w1/audit?limit=100&" + filter);
  EXPECT_EQ(cli.sent(1), "GET /api/v1/workspaces/w1/audit?after=9&limit=99&" + filter);
}

TEST(AuditList, a_time_that_is_none_is_wrong_use) {
  CliRun cli;

  EXPECT_EQ(cli.run({"audit", "list", "--from", "yesterday"}), 2);

  EXPECT_TRUE(cli.requests.empty());
}

TEST(AuditList, a_workspace_and_none_at_once_is_wrong_use) {
  CliRun cli;

  EXPECT_EQ(cli.run({"audit", "list", "--no-workspace", "--workspace", "sales"}), 2);

  EXPECT_NE(cli.err.str().find("contradict"), std::string::npos) << cli.err.str();
  EXPECT_TRUE(cli.requests.empty());
}

TEST(Instance, has_one_word_for_its_type_in_the_list_and_by_itself) {
  for (const auto& [number, word] : {std::pair{0, "scheduled"}, {2, "test"}, {5, "backfill"}, {6, "subjob"}, {7, "run_once"}}) {
    CliRun listed;
    listed.answers(200,
                   R"({"total": 1, "instances": [{"instanceId": 7, "jobName": "daily", "status": "success", "instanceType": )" +
                       std::to_string(number) + R"(, "planTime": 0}]})");
    CliRun shown;
    shown.answers(200,
                  R"({"instance_id": "7", "job_name": "daily", "environment": "production", "status": "success", "type": ")" +
                      std::string(word) + R"(", "by_deployment": true, "plan_time": "2026-11-24T15:00:00Z", "version": 2,
                           "nodes": []})");

    EXPECT_EQ(listed.run({"instance", "list"}), 0) << listed.err.str();
    EXPECT_EQ(shown.run({"instance", "show", "7"}), 0) << shown.err.str();

    EXPECT_NE(listed.out.str().find(std::string("  ") + word + "  "), std::string::npos) << listed.out.str();
    EXPECT_NE(shown.out.str().find(std::string("  ") + word + " by a deployment, version 2"), std::string::npos)
        << shown.out.str();
  }
}

constexpr const char* a_run_under_way =
    R"({"instance_id": "7", "job_name": "daily", "environment": "production", "status": "running", "type": "run_once",
  "by_deployment": false, "plan_time": "2026-11-24T15:00:00Z", "version": 2, "nodes": [
   {"name": "n", "type": "Shell", "status": "waiting", "attempts": []}]})";
constexpr const char* a_run_that_ended =
    R"({"instance_id": "7", "job_name": "daily", "environment": "production", "status": "success", "type": "run_once",
  "by_deployment": false, "plan_time": "2026-11-24T15:00:00Z", "version": 2, "nodes": [
   {"name": "n", "type": "Shell", "status": "skip", "attempts": []}]})";
constexpr const char* no_log = R"({"code": "node.log_not_found", "detail": "no such attempt", "status": 404})";

std::string a_job_row(const std::string& name, const std::string& more = "") {
  return R"({"name": ")" + name +
         R"(", "jobType": "BATCH", "priority": 0, "status": "STOPPED", "createUser": "dana", "createTime": 0)" + more + "}";
}
std::string a_production_job(const std::string& name, const std::string& last_run, bool is_running = false,
                             bool is_leaving = false) {
  const auto word = [](bool value) { return std::string(value ? "true" : "false"); };
  return R"({"id": "4", "name": ")" + name + R"(", "is_running": )" + word(is_running) + R"(, "is_deletion_pending": )" +
         word(is_leaving) + (last_run.empty() ? "" : R"(, "last_run": {"instance_id": "7", )" + last_run + "}") + "}";
}

TEST(JobList, tells_what_is_not_released_runs_or_waits_for_its_deletion_and_the_last_run_whatever_its_end) {
  CliRun cli;
  std::string rows, held;
  for (const auto* name : {"daily", "failed", "fresh", "new", "stopped"}) rows += (rows.empty() ? "" : ",") + a_job_row(name);
  for (const auto& job :
       {a_production_job("daily", R"("status": "waiting")", true),
        a_production_job("failed", R"("status": "fail", "ended_at": "2026-11-24T15:44:57Z")"), a_production_job("fresh", ""),
        a_production_job("old", R"("status": "success", "ended_at": "2026-11-24T15:44:57Z")", false, true),
        a_production_job("stopped", R"("status": "stopped", "ended_at": "2026-11-24T15:44:57Z")")})
    held += (held.empty() ? "" : ",") + job;
  cli.answers(200, R"({"total": 5, "jobs": [)" + rows + "]}");
  cli.answers(200, R"({"items": [)" + held + "]}");

  EXPECT_EQ(cli.run({"job", "list"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(1), "GET /api/v1/workspaces/w1/production-jobs?after=&limit=1000");
  EXPECT_EQ(cli.requests.size(), 2U) << "neither all pending items nor all runs are read";
  test::expect_golden("cli/jobs.txt", cli.out.str());
}

TEST(JobList, reads_no_more_of_production_than_it_shows) {
  CliRun cli;
  cli.answers(200, R"({"total": 500, "jobs": [)" + a_job_row("a") + "," + a_job_row("b") + "]}");
  cli.answers(200, R"({"items": []})");

  EXPECT_EQ(cli.run({"job", "list", "--limit", "2", "--name", "x"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(1), "GET /api/v1/workspaces/w1/production-jobs?name=x&through=b&after=&limit=1000");
  EXPECT_NE(cli.err.str().find("2 of 500 shown"), std::string::npos) << cli.err.str();
}

TEST(JobList, in_a_pipe_each_row_is_one_line_however_long) {
  const std::string path = "/" + std::string(300, 'd');
  for (const bool is_terminal : {false, true}) {
    CliRun cli;
    cli.is_terminal = is_terminal;
    cli.answers(200, R"({"total": 1, "jobs": [)" + a_job_row("daily", R"(, "path": ")" + path + "\"") + "]}");
    cli.answers(200, R"({"items": []})");

    EXPECT_EQ(cli.run({"job", "list"}), 0) << cli.err.str();

    const auto written = cli.out.str();
    EXPECT_EQ(written.find(path) != std::string::npos, !is_terminal) << written;
    EXPECT_EQ(std::ranges::count(written, '\n') == 2, !is_terminal);
  }
}

TEST(InstanceList, shows_start_and_duration_and_passes_filters_on) {
  CliRun cli;
  cli.answers(200, R"({"total": 2, "instances": [
    {"instanceId": 8, "jobName": "daily", "status": "running", "instanceType": 0, "planTime": 1795535000000, "startTime": 1795535001000},
    {"instanceId": 7, "jobName": "daily", "status": "success", "instanceType": 0, "planTime": 1763999000000, "startTime": 1763999001000,
     "endTime": 1764006401000}]})");

  EXPECT_EQ(cli.run({"instance", "list", "--type", "scheduled", "--from", "2025-11-24", "--to", "2026-11-24T16:00:00Z"}), 0)
      << cli.err.str();

  EXPECT_EQ(
      cli.sent(0),
      "GET /v1/p1/jobs/instances/detail?limit=100&offset=0&minPlanTime=1763942400000&maxPlanTime=1795536000000&instanceType=0");
  test::expect_golden("cli/instances.txt", cli.out.str());
}

TEST(InstanceList, a_time_that_is_none_is_wrong_use) {
  CliRun cli;

  EXPECT_EQ(cli.run({"instance", "list", "--from", "yesterday"}), 2);

  EXPECT_TRUE(cli.requests.empty());
}

TEST(Waiting, outlives_a_restart_of_the_server) {
  CliRun cli;
  cli.answers(200, R"({"instanceId": 7})");
  cli.answers(503, R"({"code": "server.stopping", "detail": "the server stops"})");
  cli.answers(503, R"({"code": "server.stopping", "detail": "the server stops"})");
  cli.answers(200, a_run_that_ended);

  EXPECT_EQ(cli.run({"job", "run", "daily", "--wait"}), 0) << cli.err.str();

  EXPECT_EQ(cli.err.str().find("the server does not answer; waiting for it to come back\n"), 0U) << cli.err.str();
  EXPECT_EQ(cli.pauses, 2);
}

TEST(JobRun, names_the_run_that_was_accepted_when_it_cannot_be_looked_at) {
  CliRun cli;
  cli.answers(200, R"({"instanceId": 7})");  // and nobody listens from then on

  EXPECT_EQ(cli.run({"job", "run", "daily", "-o", "json"}), 3);

  EXPECT_EQ(cli.err.str().find("instance 7 runs job daily in production\n"), 0U) << cli.err.str();
  EXPECT_EQ(cli.out.str(), "");
}

TEST(Waiting, is_not_for_a_server_that_was_never_reached) {
  for (const auto& command :
       std::vector<std::vector<std::string>>{{"instance", "show", "7", "--wait"}, {"instance", "log", "7", "n"}}) {
    CliRun cli;

    EXPECT_EQ(cli.run(command), 3);

    EXPECT_EQ(cli.pauses, 0) << cli.err.str();
    EXPECT_EQ(cli.requests.size(), 1U);
  }
}

TEST(Waiting, that_is_in_vain_names_what_was_accepted) {
  CliRun cli;
  cli.answers(200, R"({"instanceId": 7})");  // and nobody listens from then on

  EXPECT_EQ(cli.run({"job", "run", "daily", "--wait"}), 3);

  EXPECT_NE(cli.err.str().find("instance 7 was accepted; `slipway instance show 7 --wait`"), std::string::npos) << cli.err.str();
}

TEST(Json, of_a_command_is_the_same_with_and_without_wait_and_its_ids_are_text) {
  const auto shown = [](const std::vector<std::string>& arguments) {
    CliRun cli;
    cli.answers(200, R"({"instanceId": 7})");
    cli.answers(200, a_run_that_ended);
    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();
    return cli.out.str();
  };
  CliRun list;
  list.answers(200, R"({"total": 1, "instances": [{"instanceId": 7, "jobId": 3, "version": 2, "planTime": 0}]})");

  EXPECT_EQ(shown({"job", "run", "daily", "-o", "json"}), shown({"job", "run", "daily", "--wait", "-o", "json"}));
  EXPECT_EQ(list.run({"instance", "list", "-o", "json"}), 0) << list.err.str();

  const auto row = (*base::parse_json(list.out.str())->if_array())[0];
  EXPECT_EQ(*row.find("instanceId")->if_string(), "7");
  EXPECT_EQ(*row.find("jobId")->if_string(), "3");
  EXPECT_EQ(*row.find("version")->if_integer(), 2);
}

TEST(Json, of_a_write_without_a_value_says_what_was_done) {
  CliRun cli;
  cli.answers(200, R"({"status": "STOPPED"})");
  cli.answers(204, "");

  EXPECT_EQ(cli.run({"job", "start", "daily", "-o", "json"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(), "{\"done\":\"job daily is started\"}\n");
}

TEST(InstanceLog, waits_for_a_node_that_has_not_begun) {
  CliRun cli;
  cli.answers(404, no_log);
  cli.answers(200, a_run_under_way);
  cli.answers(200, "first\n", {{"x-log-complete", "true"}});
  cli.answers(200, "", {{"x-log-complete", "true"}});

  EXPECT_EQ(cli.run({"instance", "log", "7", "n", "--follow"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(), "first\n");
  EXPECT_EQ(cli.pauses, 1);
}

TEST(InstanceLog, names_a_node_that_did_not_run) {
  CliRun one;
  one.answers(404, no_log);
  one.answers(200, a_run_that_ended);
  CliRun all;
  all.answers(200, a_run_that_ended);

  EXPECT_EQ(one.run({"instance", "log", "7", "n", "--follow"}), 0) << one.err.str();
  EXPECT_EQ(all.run({"instance", "log", "7"}), 0) << all.err.str();

  EXPECT_EQ(one.err.str(), "node n started nothing (skip): there is nothing to read\n");
  EXPECT_EQ(all.err.str(), "node n started nothing (skip)\n");
}

TEST(InstanceLog, reads_piece_after_piece_until_the_attempt_has_ended) {
  CliRun cli;
  cli.answers(200, "first\n", {{"x-log-complete", "false"}});
  cli.answers(200, "", {{"x-log-complete", "false"}});
  cli.answers(200, "second\n", {{"x-log-complete", "true"}});
  cli.answers(200, "", {{"x-log-complete", "true"}});

  EXPECT_EQ(cli.run({"instance", "log", "7", "n", "--follow"}), 0) << cli.err.str();

  EXPECT_EQ(cli.out.str(), "first\nsecond\n");
  EXPECT_EQ(cli.sent(3), "GET /api/v1/workspaces/w1/instances/7/nodes/n/log?offset=13");
  EXPECT_EQ(cli.pauses, 1);
}

TEST(InstanceLog, a_terminal_shows_what_it_would_obey_unless_told_otherwise) {
  const std::string written = "red: \x1b[31m!\rover\n";
  const auto shown = [&](bool is_terminal, std::vector<std::string> more) {
    CliRun cli;
    cli.is_terminal = is_terminal;
    cli.answers(200, written);
    cli.answers(200, "");
    std::vector<std::string> arguments{"instance", "log", "7", "n"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(cli.run(arguments), 0) << cli.err.str();
    return cli.out.str();
  };

  EXPECT_EQ(shown(true, {}), "red: \\u001b[31m!\\u000dover\n");
  EXPECT_EQ(shown(true, {"--raw"}), written);
  EXPECT_EQ(shown(false, {}), written) << "a file or a pipe obeys nothing";
}

TEST(MemberSet, says_whether_anything_changed) {
  const auto set = [](int status, const std::string& before) {
    CliRun cli;
    cli.answers(status, before);
    cli.answers(200, R"({"user_id": "00000000000000000000000000000002", "user_name": "dan", "roles": ["deployer", "viewer"]})");
    EXPECT_EQ(cli.run({"member", "set", "00000000000000000000000000000002", "viewer", "deployer"}), 0) << cli.err.str();
    return cli.out.str();
  };

  EXPECT_EQ(set(404, R"({"code": "member.not_found", "detail": "dan is no member"})"), "dan is now deployer, viewer\n");
  EXPECT_EQ(set(200, R"({"user_id": "2", "user_name": "dan", "roles": ["viewer"]})"), "dan is now deployer, viewer\n");
  EXPECT_EQ(set(200, R"({"user_id": "2", "user_name": "dan", "roles": ["viewer", "deployer"]})"),
            "unchanged: dan is deployer, viewer\n");
}

TEST(UserPassword, is_made_and_shown_once_and_may_end_the_keys) {
  CliRun cli;
  cli.answers(204, "");

  EXPECT_EQ(cli.run({"user", "password", "00000000000000000000000000000002", "--end-keys"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "PUT /api/v1/users/00000000000000000000000000000002/password");
  EXPECT_NE(cli.requests.at(0).body.find(R"("end_access_keys":true)"), std::string::npos) << cli.requests.at(0).body;
  EXPECT_NE(cli.err.str().find("shown only here"), std::string::npos) << cli.err.str();
  EXPECT_NE(cli.out.str().find("and so have their access keys"), std::string::npos) << cli.out.str();
}

TEST(UserPassword, one_s_own_comes_from_files) {
  CliRun cli;
  cli.write("new", "correct horse\n");
  cli.write("old", "battery staple\n");
  cli.answers(204, "");

  EXPECT_EQ(cli.run({"user", "password", "00000000000000000000000000000001", "--password-file", cli.directory / "new",
                     "--current-password-file", cli.directory / "old"}),
            0)
      << cli.err.str();

  const auto& body = cli.requests.at(0).body;
  EXPECT_NE(body.find(R"("password":"correct horse")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("current_password":"battery staple")"), std::string::npos) << body;
  EXPECT_EQ(cli.err.str(), "") << "what is in a file is not shown";
}

TEST(PendingList, shows_words_for_the_numbers_of_the_api) {
  CliRun cli;
  cli.answers(200, R"({"total": 2, "data": [
    {"pending_item_id": "5", "task_id": "1", "item_name": "daily", "task_type": 1, "update_type": 1, "pending_version": 1,
     "package_flag": 0, "submit_user_name": "dana", "submit_timestamp": 1795535097000},
    {"pending_item_id": "6", "task_id": "2", "item_name": "clean", "task_type": 2, "update_type": 3, "pending_version": 0,
     "deployed_version": 4, "package_flag": 1}]})");

  EXPECT_EQ(cli.run({"pending", "list", "--kind", "script", "--change", "delete"}), 0) << cli.err.str();

  EXPECT_EQ(cli.sent(0), "GET /v2/p1/factory/pending-items?update_type=3&task_type=2&limit=100&offset=0");
  test::expect_golden("cli/pending.txt", cli.out.str());
}

}  // namespace
}  // namespace slipway::cli
