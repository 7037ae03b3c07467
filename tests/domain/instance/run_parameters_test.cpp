#include "domain/instance/run_parameters.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::instance {
namespace {

TEST(RunParameters, it_is_told_which_values_a_call_gave) {
  const auto parameters = run_parameters({{"day", "monday"}, {"city", "Bonn"}}, {{"day", "friday"}, {"extra", "1"}});

  EXPECT_EQ(parameters.own, (expression::Parameters{{"city", "Bonn"}}));
  EXPECT_EQ(parameters.given, (expression::Parameters{{"day", "friday"}, {"extra", "1"}}));
}

TEST(RunParameters, a_plain_value_ends_no_word_and_begins_no_option) {
  for (const auto* value : {"", "friday", "2026-11-24", "2026-11-24 07:30:00", "s3://bucket/a=1,b=2/part.csv", "user@host:22",
                            "100%", "~dana", "a+b", "\xe4\xba\x8c\xe6\x9c\x88", "M\xc3\xbcnchen", "x-y"})
    EXPECT_TRUE(is_plain_value(value)) << value;
  for (const auto* value : {"a b",
                            "-rf",
                            "--help",
                            "$(id)",
                            "`id`",
                            "a;b",
                            "a|b",
                            "a&b",
                            "a>b",
                            "a<b",
                            "a\nb",
                            "a\tb",
                            "'",
                            "\"",
                            "\\",
                            "${x}",
                            "#{x}",
                            "a*b",
                            "a?b",
                            "[a]",
                            "{a,b}",
                            "(a)",
                            "!a",
                            "#a",
                            "a^b",
                            "2026-11-24  07:30:00",
                            "2026-11-24 07:30:00 ",
                            "2026-11-24 07:30",
                            "\xe2\x80\xaex",
                            "\xff"})
    EXPECT_FALSE(is_plain_value(value)) << value;
  EXPECT_TRUE(is_plain_value(std::string(1'024, 'x')));
  EXPECT_FALSE(is_plain_value(std::string(1'025, 'x')));
}

TEST(RunParameters, every_value_has_a_variable_of_its_own_name_and_never_a_bare_one) {
  const auto variables = variables_of(run_parameters({{"city", "Bonn"}}, {{"PATH", "/tmp"}, {"day", "$(id) 'x'"}, {"a.b", "1"}}));

  EXPECT_EQ(variables,
            (std::vector<std::string>{"SLIPWAY_PARAM_city=Bonn", "SLIPWAY_PARAM_PATH=/tmp", "SLIPWAY_PARAM_day=$(id) 'x'"}));
  EXPECT_EQ(variable_of("a.b"), "") << "no shell could read it";
  EXPECT_TRUE(variables_of({.own = {}, .given = {{"big", std::string(32 * 1024 + 1, 'x')}}}).empty());
}

TEST(RunParameters, the_audit_row_hides_what_is_named_like_a_secret) {
  const auto row = describe_given({{"day", "friday"}, {"DB_PASSWORD", "hunter2"}, {"apiToken", "t"}, {"my.secret", "s"}});

  EXPECT_EQ(*row.find("day"), base::Json("friday"));
  for (const auto* name : {"DB_PASSWORD", "apiToken", "my.secret"}) EXPECT_EQ(*row.find(name), base::Json("*********")) << name;
}

}  // namespace
}  // namespace slipway::instance
