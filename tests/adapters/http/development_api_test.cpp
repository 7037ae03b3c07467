// Jobs and scripts through the whole HTTP face: what was given comes back as given, in the types that clients accept.
#include <gtest/gtest.h>

#include <string>

#include "adapters/http/api_world.h"
#include "contract/api_test.h"

namespace slipway::test {
namespace {

class DevelopmentApi : public ::testing::Test {
 protected:
  http::Response call(http::Method method, const std::string& rest, std::string body = {}) {
    return world_.send(world_.by("dev", {.method = method, .target = world_.v1(rest), .body = std::move(body)}));
  }
  http::Response create_job(std::string_view members) {
    return call(http::Method::post, "/jobs",
                R"({"name":"daily","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},)" + std::string(members) + "}");
  }
  base::Json shown_job() { return json_of(call(http::Method::get, "/jobs/daily")); }

  ApiWorld world_;
};

const std::string one_dummy = R"("nodes":[{"name":"n","type":"Dummy","location":{},"properties":[]}])";

API_TEST(CreateJob);
API_TEST(ShowJob);

TEST_F(DevelopmentApi, numbers_in_a_location_and_in_properties_come_back_as_strings) {
  const auto created = create_job(
      R"("nodes":[{"name":"n","type":"Kept","location":{"x":12,"y":0},"properties":[{"name":"count","value":3},{"name":"on","value":true}]}])");
  ASSERT_EQ(created.status, 204) << created.body;
  EXPECT_TRUE(created.body.empty());

  const auto job = shown_job();

  EXPECT_EQ(
      base::canonical_json(*job.find("nodes")),
      R"([{"location":{"x":"12","y":"0"},"name":"n","properties":[{"name":"count","value":"3"},{"name":"on","value":"true"}],"type":"Kept"}])");
  EXPECT_EQ(*job.find("version"), base::Json("1"));
  EXPECT_NE(job.find("id")->if_integer(), nullptr);
}

TEST_F(DevelopmentApi, a_job_whose_nodes_cannot_run_here_is_stored_with_a_warning) {
  const std::string nodes =
      R"("nodes":[{"name":"n","type":"Dummy","location":{},"properties":[]},)"
      R"({"name":"抽取","type":"CDM%Job","location":{},"properties":[]},{"name":"m","type":"Real Time","location":{},"properties":[]}])";
  const std::string warning =
      "node %E6%8A%BD%E5%8F%96 of type CDM%25Job, node m of type Real Time cannot run here; the job is kept, and its start is "
      "refused";

  const auto created = create_job(nodes);
  const auto updated = call(http::Method::put, "/jobs/daily",
                            R"({"name":"daily","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},)" + nodes + "}");
  const auto refused = create_job(nodes);
  const auto put_right = call(http::Method::put, "/jobs/daily",
                              R"({"name":"daily","processType":"BATCH","schedule":{"type":"EXECUTE_ONCE"},)" + one_dummy + "}");

  EXPECT_EQ(created.status, 204) << created.body;
  EXPECT_EQ(header_of(created, "X-Slipway-Warning"), warning);
  EXPECT_EQ(created.body, "");
  EXPECT_EQ(updated.status, 204) << updated.body;
  EXPECT_EQ(header_of(updated, "X-Slipway-Warning"), warning);
  EXPECT_EQ(refused.status, 400) << "the name is taken";
  EXPECT_EQ(header_of(refused, "X-Slipway-Warning"), "");
  EXPECT_EQ(put_right.status, 204);
  EXPECT_EQ(header_of(put_right, "X-Slipway-Warning"), "");
}

TEST_F(DevelopmentApi, unknown_members_drop_out_and_null_is_absent) {
  ASSERT_EQ(create_job(one_dummy + R"(,"directory":null,"newInNextYear":{"a":1})").status, 204);
  const auto job = shown_job();
  EXPECT_EQ(job.find("directory"), nullptr);
  EXPECT_EQ(job.find("newInNextYear"), nullptr);
  EXPECT_EQ(job.find("targetStatus"), nullptr);
}

TEST_F(DevelopmentApi, a_body_with_other_blanks_or_order_makes_no_new_version) {
  ASSERT_EQ(create_job(one_dummy).status, 204);
  const auto updated = call(
      http::Method::put, "/jobs/daily",
      R"({ "schedule": {"type": "EXECUTE_ONCE"}, "nodes": [ {"properties": [], "location": {}, "type": "Dummy", "name": "n"} ],
                                 "processType": "BATCH", "name": "daily", "targetStatus": "SUBMITTED" })");
  ASSERT_EQ(updated.status, 204) << updated.body;
  EXPECT_EQ(*shown_job().find("version"), base::Json("1"));
}

API_TEST(ListJobs);

TEST_F(DevelopmentApi, a_listed_job_tells_what_lists_promise) {
  ASSERT_EQ(
      create_job(one_dummy + R"(,"directory":"/sales","basicConfig":{"owner":"lin","priority":2,"tags":["red","blue"]})").status,
      204);

  const auto list = json_of(call(http::Method::get, "/jobs?tags=green,%20blue"));

  ASSERT_EQ(*list.find("total"), base::Json(1));
  const auto& row = list.find("jobs")->if_array()->front();
  EXPECT_EQ(*row.find("name"), base::Json("daily"));
  EXPECT_EQ(*row.find("jobType"), base::Json("BATCH"));
  EXPECT_EQ(*row.find("status"), base::Json("STOPPED"));
  EXPECT_EQ(*row.find("createUser"), base::Json("dev"));
  EXPECT_EQ(*row.find("owner"), base::Json("lin"));
  EXPECT_EQ(*row.find("priority"), base::Json(2));
  EXPECT_EQ(*row.find("path"), base::Json("/sales"));
  EXPECT_EQ(row.find("lastInstanceStatus"), nullptr);
  EXPECT_EQ(*json_of(call(http::Method::get, "/jobs?tags=green")).find("total"), base::Json(0));
}

TEST_F(DevelopmentApi, the_terraform_provider_counts_records_in_offset) {
  for (const auto* name : {"a", "b", "c"}) ASSERT_EQ(call(http::Method::post, "/jobs", dummy_job(name)).status, 204);
  const ApiCall second_page{.method = http::Method::get, .target = world_.v1("/jobs?limit=2&offset=2")};

  const auto by_pages = json_of(world_.send(world_.by("dev", second_page)));
  const auto by_records =
      json_of(world_.send(world_.by("dev", second_page.with("user-agent", "terraform-provider-huaweicloud"))));

  EXPECT_TRUE(by_pages.find("jobs")->if_array()->empty());
  EXPECT_EQ(by_records.find("jobs")->if_array()->size(), 1U);
}

API_TEST(UpdateJob);
API_TEST(DeleteJob);

TEST_F(DevelopmentApi, each_refusal_has_its_public_code) {
  ASSERT_EQ(create_job(one_dummy).status, 204);
  EXPECT_EQ(error_code_of(create_job(one_dummy)), "DLF.0102");
  EXPECT_EQ(error_code_of(call(http::Method::put, "/jobs/none", dummy_job("none"))), "DLF.0100");
  EXPECT_EQ(error_code_of(call(http::Method::put, "/jobs/daily", dummy_job("other"))), "DLF.3051");
  EXPECT_EQ(error_code_of(call(http::Method::delete_, "/jobs/none")), "DLF.0100");
  EXPECT_EQ(error_code_of(call(http::Method::get, "/jobs/daily?version=2")), "DLF.3051");
  EXPECT_EQ(call(http::Method::delete_, "/jobs/daily").status, 204);
}

API_TEST(CreateScript);
API_TEST(ShowScript);
API_TEST(UpdateScript);
API_TEST(ListScripts);
API_TEST(DeleteScript);

TEST_F(DevelopmentApi, a_script_lives_and_ends) {
  const std::string body =
      R"({"name":"load","type":"Shell","content":"echo é","configuration":{"b":1},"targetStatus":"SAVED","createUser":"me"})";
  ASSERT_EQ(call(http::Method::post, "/scripts", body).status, 204);
  auto script = json_of(call(http::Method::get, "/scripts/load"));
  EXPECT_NE(script.find("id")->if_string(), nullptr);
  EXPECT_EQ(*script.find("version"), base::Json(0));
  EXPECT_EQ(*script.find("createUser"), base::Json("me"));
  EXPECT_EQ(*script.find("targetStatus"), base::Json("SAVED"));

  ASSERT_EQ(call(http::Method::put, "/scripts/load", R"({"name":"load","type":"Shell","content":"echo 2"})").status, 204);
  script = json_of(call(http::Method::get, "/scripts/load"));
  EXPECT_EQ(*script.find("version"), base::Json(1));
  EXPECT_EQ(script.find("configuration"), nullptr);
  const auto list = json_of(call(http::Method::get, "/scripts?scriptName=LOAD"));
  EXPECT_EQ(*list.find("scripts")->if_array()->front().find("content"), base::Json("echo 2"));

  EXPECT_EQ(call(http::Method::delete_, "/scripts/load").status, 204);
  EXPECT_EQ(error_code_of(call(http::Method::get, "/scripts/load")), "DLF.6201");
}

}  // namespace
}  // namespace slipway::test
