#include "adapters/store/postgres/postgres_url.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::test {
namespace {

std::string refusal(const std::string& url) {
  const auto address = store::parse_postgres_url(url);
  return address ? "accepted" : address.error().code;
}

TEST(PostgresUrl, a_password_is_refused_in_either_form_and_never_shown) {
  const std::vector<std::string> urls = {"postgresql://ann:hidden@db.example.org/slipway", "host=db password=hidden",
                                         "postgresql://ann@db/slipway?password=hidden", "postgresql://db/s?sslpassword=hidden"};
  for (const auto& url : urls) {
    const auto address = store::parse_postgres_url(url);
    ASSERT_FALSE(address) << url;
    EXPECT_EQ(address.error().code, "store.password_in_url");
    EXPECT_EQ((address.error().message + address.error().detail).find("hidden"), std::string::npos);
  }
}

TEST(PostgresUrl, what_cannot_be_read_is_refused_without_being_shown) {
  const auto address = store::parse_postgres_url("postgresql://ann:hid%zzden@db/slipway");

  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().code, "store.url_not_valid");
  EXPECT_EQ((address.error().message + address.error().detail).find("hid"), std::string::npos);
  EXPECT_EQ(refusal("mysql://db/slipway"), "store.url_not_valid");
  EXPECT_EQ(refusal("host"), "store.url_not_valid");
}

struct Warned {
  std::string url;
  bool is_warned;
};

TEST(PostgresUrl, a_remote_host_without_verified_tls_is_worth_a_warning) {
  const std::vector<Warned> cases = {{"postgresql://ann@db.example.org:6000/slipway", true},
                                     {"postgresql://db.example.org/slipway?sslmode=require", true},
                                     {"postgresql://db.example.org/slipway?sslmode=verify-full", false},
                                     {"host=localhost,db.example.org dbname=s", true},
                                     {"hostaddr=10.0.0.7 dbname=s", true},
                                     {"postgresql://localhost/slipway", false},
                                     {"postgresql://127.0.0.1/slipway", false},
                                     {"postgresql://[::1]/slipway", false},
                                     {"host=/run/postgresql dbname=s", false},
                                     {"dbname=s host=''", false}};
  for (const auto& one : cases) {
    const auto address = store::parse_postgres_url(one.url);
    ASSERT_TRUE(address) << one.url;
    EXPECT_EQ(!address->warnings.empty(), one.is_warned) << one.url;
  }
}

TEST(PostgresUrl, the_place_is_told_without_the_user) {
  const auto address = store::parse_postgres_url("postgresql://ann@db.example.org:6000/slipway");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->where, "db.example.org:6000/slipway");
}

TEST(PostgresUrl, our_settings_fill_in_what_is_not_given) {
  const auto address = store::parse_postgres_url("postgresql://db/slipway?connect_timeout=9&options=-c%20work_mem%3D1MB");
  ASSERT_TRUE(address);
  store::PostgresOptions options;
  options.password = "from elsewhere";
  options.statement_time_max = std::chrono::milliseconds(7'000);

  const auto settings = store::connection_settings(*address, options);

  const auto value_of = [&](std::string_view keyword) {
    EXPECT_EQ(std::ranges::count(settings, keyword, &std::pair<std::string, std::string>::first), 1) << keyword;
    return std::ranges::find(settings, keyword, &std::pair<std::string, std::string>::first)->second;
  };
  EXPECT_EQ(value_of("connect_timeout"), "9");
  EXPECT_EQ(value_of("tcp_user_timeout"), "10000");
  EXPECT_EQ(std::ranges::count(settings, "target_session_attrs", &std::pair<std::string, std::string>::first), 0);
  EXPECT_EQ(value_of("password"), "from elsewhere");
  EXPECT_TRUE(value_of("options").starts_with("-c statement_timeout=7000 -c lock_timeout=2000")) << value_of("options");
  EXPECT_TRUE(value_of("options").ends_with("-c work_mem=1MB"));
}

TEST(PostgresUrl, of_several_hosts_the_one_is_taken_that_can_be_written) {
  const auto address = store::parse_postgres_url("host=one,two dbname=slipway");
  ASSERT_TRUE(address);

  const auto settings = store::connection_settings(*address, {});

  EXPECT_EQ(std::ranges::count(settings, std::pair<std::string, std::string>("target_session_attrs", "read-write")), 1);
}

}  // namespace
}  // namespace slipway::test
