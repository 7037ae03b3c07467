#include "domain/instance/node_input.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::instance {
namespace {

using Words = std::vector<std::string>;

catalog::Node a_node(std::vector<catalog::NodeProperty> properties) {
  catalog::Node node;
  node.name = "a";
  node.type = "Shell";
  node.properties = std::move(properties);
  return node;
}

catalog::Node running(std::string arguments) { return a_node({{"scriptName", "load.sh"}, {"arguments", std::move(arguments)}}); }

RunParameters of_the_job(expression::Parameters own) { return {.own = std::move(own), .given = {}}; }

// What a run says to a value of a call; the job declares `day`.
Result<NodeInput> with_given(const catalog::Node& node, const expression::Parameters& given, std::string_view text) {
  const std::vector<catalog::JobParameter> declared{{"day", "monday"}};
  return make_node_input(node, declared, run_parameters(declared, given), text);
}

std::string refusal(const Result<NodeInput>& input) {
  if (input) return "filled in: " + input->text;
  EXPECT_EQ(input.error().code, "run.parameter_not_plain");
  return input.error().message;
}

TEST(NodeInput, a_job_parameter_goes_before_a_script_parameter_and_unknown_names_stay) {
  auto node = running("${city} ${table}");
  node.properties.push_back({"scriptArgs", "city=Rome\ntable = sales \nnonsense"});

  const auto input = make_node_input(node, {}, of_the_job({{"city", "Bonn"}}), "load ${table} for ${city} in ${HOME}");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "load sales for Bonn in ${HOME}");
  EXPECT_EQ(input->arguments, (Words{"Bonn", "sales"}));
}

TEST(NodeInput, job_parameters_are_filled_into_script_parameters_too) {
  const auto node = a_node({{"scriptName", "load.sh"}, {"scriptArgs", "table=sales_${day}\nother=${unknown} ${table}"}});

  const auto input = make_node_input(node, {}, of_the_job({{"day", "friday ${table}"}}), "${table}; ${other}");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "sales_friday ${table}; ${unknown} ${table}");
}

TEST(NodeInput, lines_end_as_bash_and_python_read_them) {
  auto node = a_node({{"scriptName", "load.sh"}});
  const auto text_of = [&](std::string_view stored) { return make_node_input(node, {}, of_the_job({}), stored)->text; };
  EXPECT_EQ(text_of("\xef\xbb\xbf"
                    "echo a\r\necho b\r\n"),
            "echo a\necho b\n");
  EXPECT_EQ(text_of("printf '50%%\r'\r\r\n"), "printf '50%%\r'\r\n") << "a CR alone is the text's own";
  EXPECT_EQ(text_of("echo '\xef\xbb\xbf'"), "echo '\xef\xbb\xbf'") << "it is a byte order mark at the beginning only";
  node.properties = {{"statement", "echo a\r\n"}};
  EXPECT_EQ(text_of(""), "echo a\n");
}

TEST(NodeInput, a_statement_is_the_text_where_the_node_says_so) {
  const auto node = a_node({{"scriptName", "load.sh"}, {"statement", "echo ${x}"}, {"statementOrScript", "STATEMENT"}});

  const auto input = make_node_input(node, {}, of_the_job({{"x", "1"}}), "not this");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "echo 1");
}

TEST(NodeInput, a_script_with_an_expression_does_not_run) {
  EXPECT_EQ(make_node_input(running(""), {}, {}, "echo #{Job.planTime}").error().code, "run.not_yet_supported");
}

TEST(NodeInput, arguments_are_split_before_they_are_filled_in) {
  const auto input = with_given(running("--day '${day}' ${day} x${day}y"), {{"day", "a 'b $(id); -c"}}, "true");

  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->arguments, (Words{"--day", "a 'b $(id); -c", "a 'b $(id); -c", "xa 'b $(id); -cy"}));
  EXPECT_EQ(make_node_input(running("'open"), {}, {}, "").error().code, "node.arguments_not_valid");
}

TEST(NodeInput, a_plain_value_of_a_declared_name_is_filled_into_the_text) {
  const auto input = with_given(running(""), {{"day", "2026-11-24 07:30:00"}}, "load ${day}");

  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->text, "load 2026-11-24 07:30:00");
}

TEST(NodeInput, another_value_is_refused_in_the_text_naming_its_variable) {
  for (const auto* text : {"load ${day}", "load '${day}'", "load \"${day}\"", "cat <<'E'\n${day}\nE"})
    EXPECT_NE(refusal(with_given(running(""), {{"day", "$(id)"}}, text)).find("SLIPWAY_PARAM_day"), std::string::npos) << text;
}

TEST(NodeInput, a_name_that_the_job_does_not_declare_is_refused_wherever_it_stands) {
  for (const auto& node : {running(""), running("${who}"), a_node({{"scriptName", "s"}, {"scriptArgs", "x=${who}"}})}) {
    const auto* text = node.property("arguments") != nullptr && node.property("arguments")->empty() ? "echo ${who}" : "true";
    EXPECT_NE(refusal(with_given(node, {{"who", "lin"}}, text)).find("SLIPWAY_PARAM_who"), std::string::npos);
  }
}

TEST(NodeInput, a_script_parameter_lets_no_value_of_a_call_through) {
  const auto node = a_node({{"scriptName", "load.sh"}, {"scriptArgs", "where=day = '${day}'"}});

  EXPECT_NE(refusal(with_given(node, {{"day", "x' OR '1"}}, "select ${where}")).find("could be read as code"), std::string::npos);
  EXPECT_EQ(with_given(node, {{"day", "friday"}}, "select ${where}").value().text, "select day = 'friday'");
}

TEST(NodeInput, an_undeclared_name_takes_the_place_of_no_script_parameter) {
  const auto node = a_node({{"scriptName", "load.sh"}, {"scriptArgs", "table=sales"}});

  EXPECT_NE(refusal(with_given(node, {{"table", "users"}}, "drop ${table}")).find("does not declare it"), std::string::npos);
}

TEST(NodeInput, whatever_is_given_is_in_the_variables_and_harms_nothing_where_it_is_not_named) {
  const auto input = with_given(running(""), {{"PATH", "/tmp"}, {"extra", "$(id)"}}, "echo $SLIPWAY_PARAM_extra ${HOME}");

  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->text, "echo $SLIPWAY_PARAM_extra ${HOME}");
  EXPECT_EQ(input->variables, (Words{"SLIPWAY_PARAM_day=monday", "SLIPWAY_PARAM_PATH=/tmp", "SLIPWAY_PARAM_extra=$(id)"}));
}

TEST(NodeInput, the_call_is_told_before_anything_runs) {
  const std::vector<catalog::JobParameter> declared{{"day", "monday"}};

  const auto refused = check_given(running(""), declared, {{"day", "$(id)"}}, "echo ${day}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "run.parameter_not_plain");
  EXPECT_NE(refused.error().message.find("node 'a'"), std::string::npos);
  EXPECT_TRUE(check_given(running(""), declared, {{"day", "friday"}}, "echo ${day}"));
  EXPECT_TRUE(check_given(running(""), declared, {}, "echo ${day}"));
}

}  // namespace
}  // namespace slipway::instance
