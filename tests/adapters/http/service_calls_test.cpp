// How the background tasks of the server fare, as its administrator is told.
#include <gtest/gtest.h>

#include "adapters/http/api_world.h"
#include "contract/api_test.h"

API_TEST(ListServerTasks);

namespace slipway::test {
namespace {

using http::Method;

TEST(ServiceCalls, the_administrator_sees_which_task_fails_since_when_and_why) {
  ApiWorld world;
  const auto noon = world.installation.clock.now();
  world.task_health = {{.name = "sound", .ran_at = noon},
                       {.name = "broken",
                        .ran_at = noon,
                        .next_due = noon + std::chrono::seconds{1},
                        .failing_since = noon - std::chrono::minutes{2},
                        .failing_for = std::chrono::minutes{2},
                        .failure = base::unavailable("store.unavailable", "the database is gone", "secret detail")},
                       {.name = "idle"}};

  const auto answer = world.send(world.by("root", {.method = Method::get, .target = "/api/v1/server/tasks", .body = {}}));

  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body,
            R"({"items":[{"name":"sound","status":"ok","ran_at":")" + base::format_instant(noon) +
                R"("},{"name":"broken","status":"failing","ran_at":")" + base::format_instant(noon) + R"(","next_due_at":")" +
                base::format_instant(noon + std::chrono::seconds{1}) + R"(","failing_since":")" +
                base::format_instant(noon - std::chrono::minutes{2}) +
                R"(","code":"store.unavailable","message":"the database is gone"},{"name":"idle","status":"not_run"}]})");
}

TEST(ServiceCalls, nobody_else_does) {
  ApiWorld world;
  const auto answer = world.send(world.by("admin", {.method = Method::get, .target = "/api/v1/server/tasks", .body = {}}));
  EXPECT_EQ(answer.status, 403) << answer.body;
}

}  // namespace
}  // namespace slipway::test
