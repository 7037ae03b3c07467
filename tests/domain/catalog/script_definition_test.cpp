#include "domain/catalog/script_definition.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::catalog {
namespace {

// A valid script with one member replaced, added or (null) taken away.
base::Json script_with(std::string_view member, base::Json value) {
  auto script = base::parse_json(R"({"name":"load","type":"Shell","content":"echo 1"})").value();
  script.set(member, std::move(value));
  return script;
}

std::string refusal_of(std::string_view member, base::Json value) {
  const auto result = parse_script_definition(script_with(member, std::move(value)));
  return result ? "" : result.error().code;
}

TEST(ScriptDefinition, what_the_product_needs_is_read) {
  const auto script =
      parse_script_definition(base::parse_json(R"({"name":"load","type":"DLISQL","content":"select 1","directory":"/a",
    "connectionName":"c","database":"d","queueName":"q","configuration":{"a":1},"description":"x","owner":"o"})")
                                  .value());

  ASSERT_TRUE(script) << script.error().message;
  EXPECT_EQ(script->name, "load");
  EXPECT_EQ(script->type, "DLISQL");
  EXPECT_EQ(script->content, "select 1");
  EXPECT_EQ(script->directory, "/a");
  EXPECT_EQ(script->connection_name, "c");
  EXPECT_EQ(script->owner, "o");
}

TEST(ScriptDefinition, types_are_known_in_any_case) {
  for (const auto* type : {"Shell", "PYTHON", "Python", "FlinkSQL", "DLISQL", "SparkSQL", "HiveSQL", "DWSSQL", "RDSSQL", "PRESTO",
                           "ClickHouseSQL", "HetuEngineSQL", "ImpalaSQL", "SparkPython", "Spark Python", "DorisSQL"})
    EXPECT_EQ(refusal_of("type", type), "") << type;
}

TEST(ScriptDefinition, each_mistake_has_its_code) {
  EXPECT_EQ(refusal_of("name", "a b"), "script.name_not_valid");
  EXPECT_EQ(refusal_of("name", nullptr), "script.name_not_valid");
  EXPECT_EQ(refusal_of("name", 7), "script.value_not_valid");
  EXPECT_EQ(refusal_of("type", ""), "script.type_missing");
  EXPECT_EQ(refusal_of("type", nullptr), "script.type_missing");
  EXPECT_EQ(refusal_of("type", "Perl"), "script.type_not_valid");
  EXPECT_EQ(refusal_of("directory", "a"), "directory.not_valid");
  EXPECT_EQ(refusal_of("description", std::string(256, 'd')), "script.description_not_valid");
  EXPECT_EQ(refusal_of("content", true), "script.value_not_valid");
  EXPECT_EQ(refusal_of("owner", std::string(256, 'o')), "script.value_not_valid");
  EXPECT_EQ(refusal_of("database", std::string(256, 'd')), "script.value_not_valid");
  EXPECT_EQ(refusal_of("configuration", "x"), "script.value_not_valid");
}

TEST(ScriptDefinition, lengths_are_counted_in_characters) {
  std::string description;
  for (int i = 0; i < 255; ++i) description += "\xe6\x97\xa5";
  EXPECT_EQ(refusal_of("description", description), "");
}

TEST(ScriptDefinition, the_configuration_has_at_most_ten_entries) {
  base::Json::Object entries;
  for (int i = 0; i < 10; ++i) entries.emplace_back("key" + std::to_string(i), "value");
  EXPECT_EQ(refusal_of("configuration", entries), "");
  entries.emplace_back("one_more", "value");
  EXPECT_EQ(refusal_of("configuration", entries), "script.value_not_valid");
}

TEST(ScriptDefinition, what_is_stored_is_read_as_it_is) {
  const auto stored = base::parse_json(R"({"name":"..","type":"Perl","content":"print 1","directory":"a"})").value();
  ASSERT_FALSE(parse_script_definition(stored));

  const auto script = read_stored_script(stored);

  EXPECT_EQ(script.name, "..");
  EXPECT_EQ(script.type, "Perl");
  EXPECT_EQ(script.content, "print 1");
}

TEST(ScriptDefinition, no_object_is_refused) {
  EXPECT_EQ(parse_script_definition(base::Json("text")).error().code, "script.value_not_valid");
  EXPECT_EQ(parse_script_definition(base::Json()).error().code, "script.value_not_valid");
}

}  // namespace
}  // namespace slipway::catalog
