#include "domain/catalog/told_text.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::catalog {
namespace {

const std::string escape = "\x1b[2J";
const std::string turned = "safe\xe2\x80\xaetxt.exe";

std::string message_of(const Result<void>& checked) {
  if (checked) return {};
  EXPECT_EQ(checked.error().code, "text.control_character");
  return base::full_message(checked.error());
}

base::Json json(const std::string& text) { return base::parse_json(text).value(); }

TEST(ToldText, a_name_says_what_it_is) {
  EXPECT_EQ(message_of(check_told_name("package.name", "Release 7 \xe4\xba\x8c\xe6\x9c\x88")), "");
  EXPECT_EQ(message_of(check_told_name("package.name", turned)),
            "name has the control character \\u202e at character 5; leave it out");
  EXPECT_EQ(message_of(check_told_name("package.name", "two\nlines")),
            "name has the control character \\u000a at character 4; leave it out");
}

TEST(ToldText, a_description_may_have_lines_and_tabs) {
  EXPECT_EQ(message_of(check_told_description("description", "two\r\n\tlines")), "");
  EXPECT_NE(message_of(check_told_description("description", escape)), "");
  EXPECT_NE(message_of(check_told_description("description", turned)), "");
}

TEST(ToldText, everything_of_a_job_that_people_read_is_looked_at) {
  const auto job = [](const std::string& members) {
    return check_told_texts(ObjectKind::job, json(R"({"name":"j","description":"two\nlines",)" + members + "}"));
  };
  EXPECT_EQ(message_of(job(R"("nodes":[{"type":"Shell"}],"basicConfig":{"owner":"lin","tags":["a"]})")), "");
  EXPECT_NE(message_of(job(R"("basicConfig":{"owner":"l\u001bin"})")).find("/basicConfig/owner"), std::string::npos);
  EXPECT_NE(message_of(job(R"("basicConfig":{"tags":["a","b\u202e"]})")).find("/basicConfig/tags"), std::string::npos);
  EXPECT_NE(message_of(job(R"("nodes":[{"type":"Dummy"},{"type":"She\u009bll"}])")).find("/nodes/1/type"), std::string::npos);
}

TEST(ToldText, everything_of_a_script_that_people_read_is_looked_at_and_its_content_is_not) {
  const auto script = [](const std::string& members) { return check_told_texts(ObjectKind::script, json("{" + members + "}")); };
  EXPECT_EQ(message_of(script(R"("name":"s","content":"printf '\u001b[1m'\n","owner":"lin")")), "");
  EXPECT_NE(message_of(script(R"("owner":"l\u0007in")")), "");
  EXPECT_NE(message_of(script(R"("connectionName":"db\u2066")")), "");
  EXPECT_NE(message_of(script(R"("description":"\u0001")")), "");
}

}  // namespace
}  // namespace slipway::catalog
