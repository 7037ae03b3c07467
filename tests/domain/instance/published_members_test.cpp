// The table of published members against the contract: a member that is added there has to be thought of here.
#include "domain/instance/published_members.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "support/source_folder.h"

namespace slipway::instance {
namespace {

// Member and what its schema refers to (empty: nothing), of each schema that api/openapi.yaml writes one member a line.
using Schemas = std::map<std::string, std::map<std::string, std::string>>;

Schemas read_schemas() {
  static const std::regex schema_line("    ([A-Za-z]+):");
  static const std::regex member_line("        ([A-Za-z_]+): \\{(.*)\\}");
  static const std::regex reference("#/components/schemas/([A-Za-z]+)");
  Schemas schemas;
  std::ifstream file(source_folder() + "/api/openapi.yaml");
  std::string current;
  for (std::string line; std::getline(file, line);) {
    std::smatch found;
    if (std::regex_match(line, found, schema_line)) current = found[1];
    if (!std::regex_match(line, found, member_line)) continue;
    const std::string rest = found[2];
    std::smatch target;
    schemas[current][found[1]] = std::regex_search(rest, target, reference) ? std::string(target[1]) : "";
  }
  return schemas;
}

template <class Members>
bool has_member(const Members& members, std::string_view name) {
  return std::ranges::any_of(members, [&](const auto& member) { return member.name == name; });
}

// Members of the schema that are neither in the table nor covered by it, and below them what is finer than the table's rows.
template <class Members>
void collect_unknown(const Schemas& schemas, const std::string& schema, const std::string& prefix, const Members& members,
                     std::set<std::string>& unknown) {
  for (const auto& [name, target] : schemas.at(schema)) {
    const auto path = prefix + name;
    if (has_member(members, path)) continue;
    const bool is_divided = std::ranges::any_of(members, [&](const auto& member) { return member.name.starts_with(path + "."); });
    if (is_divided) collect_unknown(schemas, target, path + ".", members, unknown);
    else unknown.insert(path);
  }
}

TEST(PublishedMembers, every_member_of_the_contract_is_in_the_table) {
  const auto schemas = read_schemas();
  ASSERT_GT(schemas.at("JobInfo").size(), 10U);
  ASSERT_GT(schemas.at("Node").size(), 10U);
  std::set<std::string> unknown;
  collect_unknown(schemas, "JobInfo", "", job_members(), unknown);
  collect_unknown(schemas, "Node", "", node_members(), unknown);
  EXPECT_EQ(unknown, std::set<std::string>());
}

TEST(PublishedMembers, no_row_of_the_table_is_without_a_member_of_the_contract) {
  const auto schemas = read_schemas();
  const auto is_published = [&](std::string schema, std::string_view path) {
    for (std::size_t dot; (dot = path.find('.')) != std::string_view::npos; path.remove_prefix(dot + 1))
      schema = schemas.at(schema).at(std::string(path.substr(0, dot)));
    return schemas.at(schema).contains(std::string(path));
  };
  for (const auto& member : job_members()) EXPECT_TRUE(is_published("JobInfo", member.name)) << member.name;
  for (const auto& member : node_members()) EXPECT_TRUE(is_published("Node", member.name)) << member.name;
}

template <class Members>
void expect_objections(const Members& members) {
  std::set<std::string_view> names;
  for (const auto& member : members) {
    EXPECT_TRUE(names.insert(member.name).second) << member.name << " is there twice";
    const bool may_object = member.object != nullptr;
    EXPECT_TRUE(may_object || member.use != MemberUse::refused) << member.name;
    EXPECT_FALSE(may_object && member.use == MemberUse::kept) << member.name;
  }
}

TEST(PublishedMembers, what_is_refused_has_an_objection_and_what_is_kept_has_none) {
  expect_objections(job_members());
  expect_objections(node_members());
  expect_objections(node_properties());
}

}  // namespace
}  // namespace slipway::instance
