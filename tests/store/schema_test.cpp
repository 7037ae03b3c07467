// The product's tables and statements, on both databases.
#include <gtest/gtest.h>

#include "generated/sql/statements.h"
#include "store/schema_dump.h"
#include "support/golden.h"
#include "support/test_database.h"

namespace slipway::test {
namespace {

using store::Dialect;

class SchemaTest : public ::testing::TestWithParam<Dialect> {
 protected:
  TestDatabase database_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, SchemaTest, each_dialect(), dialect_name);

TEST_P(SchemaTest, current_sql_is_what_the_migrations_add_up_to) {
  const std::string beside_the_migrations = "../../schema/" + std::string(store::to_text(GetParam())) + "/current.sql";

  expect_golden(beside_the_migrations, dump_schema(*database_));
}

TEST_P(SchemaTest, every_statement_fits_the_tables) {
  for (const auto* statement : store::sql::all_statements()) {
    const auto prepared = database_->read([&](store::Connection& connection) { return connection.prepare(*statement); });
    EXPECT_TRUE(prepared) << prepared.error().detail;
  }
}

TEST(Schema, both_databases_have_the_same_tables_and_columns) {
  const TestDatabase sqlite(Dialect::sqlite);
  const TestDatabase postgres(Dialect::postgres);

  EXPECT_EQ(columns_of_tables(*sqlite), columns_of_tables(*postgres));
}

TEST(Schema, a_breach_of_a_unique_rule_has_the_same_name_on_both) {
  const TestDatabase sqlite(Dialect::sqlite);
  const TestDatabase postgres(Dialect::postgres);

  EXPECT_EQ(unique_indexes(*sqlite), unique_indexes(*postgres));
}

TEST(Schema, both_databases_have_the_same_migrations) {
  const auto sqlite = store::sql::migrations(Dialect::sqlite);
  const auto postgres = store::sql::migrations(Dialect::postgres);

  ASSERT_EQ(sqlite.size(), postgres.size());
  ASSERT_FALSE(sqlite.empty());
  for (std::size_t at = 0; at < sqlite.size(); ++at) {
    EXPECT_EQ(sqlite[at].number, static_cast<int>(at) + 1);
    EXPECT_EQ(sqlite[at].number, postgres[at].number);
    EXPECT_EQ(sqlite[at].name, postgres[at].name);
  }
}

}  // namespace
}  // namespace slipway::test
