#include "domain/catalog/node_types.h"

#include <gtest/gtest.h>

#include <set>

namespace slipway::catalog {
namespace {

TEST(NodeTypes, each_is_there_once_and_found_by_its_exact_name) {
  std::set<std::string_view> names;
  for (const auto& type : node_types) {
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    EXPECT_EQ(find_node_type(type.name), &type);
  }
  EXPECT_EQ(find_node_type("shell"), nullptr);
  EXPECT_EQ(find_node_type(""), nullptr);
}

TEST(NodeTypes, an_optional_type_runs_only_where_the_settings_say_so) {
  EXPECT_FALSE(can_run("Noop", {}));
  EXPECT_TRUE(can_run("Noop", {.noop = true}));
  EXPECT_TRUE(can_run("Shell", {}));
  EXPECT_FALSE(can_run("Spark", {.noop = true}));
}

TEST(NodeTypes, kinds_are_read_as_they_are_written) {
  for (const auto kind : all_executor_kinds) EXPECT_EQ(parse_executor_kind(to_text(kind)), kind);
  EXPECT_FALSE(parse_executor_kind("Shell"));
}

TEST(NodeTypes, what_starts_nothing_has_no_text) {
  for (const auto& type : node_types) EXPECT_FALSE(type.kind == ExecutorKind::flow && type.runs_text) << type.name;
  EXPECT_TRUE(runs_text(python_node_type));
}

}  // namespace
}  // namespace slipway::catalog
