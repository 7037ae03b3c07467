#include "domain/expression/parameter_substitution.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace slipway::expression {
namespace {

const Parameters job{{"table", "job_table"}, {"both", "from job"}, {"empty", ""}, {"nested", "${table}"}};
const Parameters environment{{"both", "from environment"}, {"host", "db.example"}, {"two", "from environment"}};
const Parameters script{{"both", "from script"}, {"two", "from script"}, {"limit", "10"}};
const ParameterSources sources{&job, &environment, &script};

std::string filled(std::string_view text) { return substitute(text, sources).value(); }

TEST(ParameterSubstitution, names_are_replaced_by_their_values) {
  EXPECT_EQ(filled("select * from ${table} limit ${limit}"), "select * from job_table limit 10");
  EXPECT_EQ(filled("${table}${limit}"), "job_table10");
  EXPECT_EQ(filled("[${empty}]"), "[]");
  EXPECT_EQ(filled("nothing here"), "nothing here");
  EXPECT_EQ(filled(""), "");
}

TEST(ParameterSubstitution, a_job_parameter_goes_first_then_the_environment_then_the_script) {
  EXPECT_EQ(filled("${both}"), "from job");
  EXPECT_EQ(filled("${two}"), "from environment");
  EXPECT_EQ(filled("${limit}"), "10");
  EXPECT_EQ(substitute("${both}", {.script = &script}).value(), "from script");
}

TEST(ParameterSubstitution, a_refused_name_refuses_the_text_where_it_stands_and_nowhere_else) {
  const RefusedParameters refused{{"table", "not this one"}};
  const ParameterSources guarded{.job = &job, .refused = &refused};

  const auto result = substitute("from ${table}", guarded);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "run.parameter_not_plain");
  EXPECT_EQ(result.error().message, "not this one");
  EXPECT_EQ(substitute("from $table ${empty} ${nested}", guarded).value(), "from $table  ${table}")
      << "values are not looked through";
}

TEST(ParameterSubstitution, what_is_not_known_stays_as_it_stands) {
  for (const auto* text :
       {"${unknown}", "$table", "${table", "{table}", "${}", "${ table }", "$", "${", "$$", "${a:-b}", "#{Job.planTime}"})
    EXPECT_EQ(filled(text), text);
}

TEST(ParameterSubstitution, an_unknown_name_does_not_hide_a_known_one) {
  EXPECT_EQ(filled("${x${table}}"), "${xjob_table}");
  EXPECT_EQ(filled("$${limit}"), "$10");
  EXPECT_EQ(filled("#{${limit} > 5}"), "#{10 > 5}");
}

TEST(ParameterSubstitution, a_value_is_not_looked_through_again) { EXPECT_EQ(filled("${nested}"), "${table}"); }

TEST(ParameterSubstitution, the_size_of_the_result_is_bounded) {
  const Parameters large{{"x", std::string(100, 'x')}};
  const ParameterSources only_large{.job = &large};
  EXPECT_EQ(substitute("${x}${x}", only_large, 200).value().size(), 200U);
  const auto result = substitute("${x}${x}", only_large, 199);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "expression.result_too_large");
  EXPECT_FALSE(substitute("plain", {}, 4));
  EXPECT_FALSE(substitute("${", {}, 1));
}

TEST(ParameterSubstitution, a_long_text_of_open_references_takes_no_longer_than_another) {
  std::string text;
  for (int i = 0; i < 500'000; ++i) text += "${";
  EXPECT_EQ(filled(text), text);
}

TEST(ContainsExpression, tells_expressions_from_parameters) {
  EXPECT_TRUE(contains_expression("a #{Job.planTime} b"));
  EXPECT_TRUE(contains_expression("#{"));
  EXPECT_FALSE(contains_expression("${x} # {y} #"));
}

RC_GTEST_PROP(ParameterSubstitutionLaws, without_parameters_nothing_changes, (const std::string& text)) {
  RC_ASSERT(substitute(text, {}).value() == text);
}

RC_GTEST_PROP(ParameterSubstitutionLaws, a_value_stands_where_its_name_stood,
              (const std::string& before, const std::string& value)) {
  const Parameters one{{"name", value}};
  // A text before that ends in the middle of a reference would be another case.
  RC_PRE(before.find('$') == std::string::npos);
  RC_ASSERT(substitute(before + "${name}", {.job = &one}).value() == before + value);
}

}  // namespace
}  // namespace slipway::expression
