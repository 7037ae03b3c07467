#include "adapters/store/connection.h"

#include <limits>

#include "store/sample_table.h"

namespace slipway::test {
namespace {

using ConnectionTest = SampleTest;
INSTANTIATE_TEST_SUITE_P(Store, ConnectionTest, each_dialect(), dialect_name);

struct SampleTag;
using SampleId = base::NumberId<SampleTag>;
using OwnerId = base::HexId<SampleTag>;

constexpr std::array<std::string_view, 2> pair_parameters = {"number", "text"};
constexpr Statement echo_pair{"echo_pair", "SELECT CAST(?1 AS BIGINT) AS number, CAST(?2 AS TEXT) AS text",
                              "SELECT CAST($1 AS BIGINT) AS number, CAST($2 AS TEXT) AS text", pair_parameters};

// What comes back for a number and a text that are sent.
struct Pair {
  std::optional<std::int64_t> number;
  std::optional<std::string> text;
  friend bool operator==(const Pair&, const Pair&) = default;
};

class Echo {
 public:
  explicit Echo(store::Database& database) : database_(database) {}

  Pair operator()(store::Value number, store::Value text) const {
    Pair pair;
    const auto done = database_.read([&](Connection& connection) -> Result<void> {
      TRY_LET(rows, connection.query(echo_pair, {{":number", number}, {":text", text}}));
      pair = {rows.front().optional_integer("number"), rows.front().optional_text("text")};
      return {};
    });
    EXPECT_TRUE(done) << done.error().detail;
    return pair;
  }

 private:
  store::Database& database_;
};

TEST_P(ConnectionTest, values_come_back_as_they_went) {
  const Echo echo(*database_);
  const auto least = std::numeric_limits<std::int64_t>::min();
  const auto most = std::numeric_limits<std::int64_t>::max();
  const std::string odd = "ä'\"\\\n\x7f \xF0\x9F\x90\x98 $1 ?1 :name";

  EXPECT_EQ(echo(nullptr, nullptr), (Pair{std::nullopt, std::nullopt}));
  EXPECT_EQ(echo(0, ""), (Pair{0, ""}));
  EXPECT_EQ(echo(least, odd), (Pair{least, odd}));
  EXPECT_EQ(echo(most, std::string_view("view")), (Pair{most, "view"}));
  EXPECT_EQ(echo(true, std::string(100'000, 'x')), (Pair{1, std::string(100'000, 'x')}));
  EXPECT_EQ(echo(SampleId{7}, OwnerId{"0123456789abcdef0123456789abcdef"}), (Pair{7, "0123456789abcdef0123456789abcdef"}));
  EXPECT_EQ(echo(SampleId{}, OwnerId{}), (Pair{std::nullopt, std::nullopt}));
  EXPECT_EQ(echo(base::from_microseconds(1'732'463'097'000'001), std::optional<std::string>()),
            (Pair{1'732'463'097'000'001, std::nullopt}));
  EXPECT_EQ(echo(std::optional<int>(3), std::optional<OwnerId>()), (Pair{3, std::nullopt}));
}

TEST_P(ConnectionTest, a_set_of_rows_goes_in_as_it_is) {
  constexpr Statement insert_samples{"insert_samples", "INSERT INTO sample (id, name, amount) VALUES (?1, ?2, ?3)",
                                     "INSERT INTO sample (id, name, amount) SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 "
                                     "AS TEXT[]), CAST($3 AS BIGINT[]))",
                                     insert_sample_parameters};
  const std::vector<std::string> odd_names = {"", "NULL", "{a,b}", "ä\"'\\ \xF0\x9F\x90\x98 $1 ?1", "line\nbreak"};
  std::vector<std::vector<store::Value>> rows;
  for (const auto& name : odd_names)
    rows.push_back({static_cast<std::int64_t>(rows.size()), name, rows.empty() ? store::Value() : store::Value(7)});

  ASSERT_EQ(write([&](Connection& connection) { return connection.execute_set(insert_samples, rows); }), std::nullopt);
  ASSERT_EQ(write([&](Connection& connection) { return connection.execute_set(insert_samples, {}); }), std::nullopt);

  const auto failure = read([&](Connection& connection) -> Result<void> {
    TRY_LET(found, connection.query(list_samples));
    std::vector<std::string> names;
    for (const auto row : found) names.push_back(row.text("name"));
    EXPECT_EQ(names, odd_names);
    EXPECT_TRUE(found.front().is_null("amount"));
    return {};
  });
  EXPECT_FALSE(failure);
}

TEST_P(ConnectionTest, rows_give_typed_columns_in_any_order) {
  constexpr Statement typed{
      "typed",
      "SELECT 5 AS id, '0123456789abcdef0123456789abcdef' AS owner, 1 > 0 AS flag, 1000001 AS at, NULL AS missing",
      "SELECT 5 AS id, '0123456789abcdef0123456789abcdef' AS owner, 1 > 0 AS flag, 1000001 AS at, NULL AS missing",
      {}};

  const auto failure = read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(typed));
    const auto row = rows.front();
    EXPECT_EQ(row.instant("at"), base::from_microseconds(1'000'001));
    EXPECT_EQ(row.number_id<SampleId>("id"), SampleId{5});
    EXPECT_TRUE(row.flag("flag"));
    EXPECT_EQ(row.hex_id<OwnerId>("owner").digits, "0123456789abcdef0123456789abcdef");
    EXPECT_TRUE(row.is_null("missing"));
    EXPECT_EQ(row.optional_instant("missing"), std::nullopt);
    EXPECT_EQ(row.number_id<SampleId>("missing"), SampleId{});
    EXPECT_EQ(row.hex_id<OwnerId>("missing"), OwnerId{});
    return {};
  });

  EXPECT_FALSE(failure) << failure->detail;
}

TEST_P(ConnectionTest, a_sum_of_integers_is_an_integer) {
  constexpr Statement sum{"sum", "SELECT sum(amount) AS total FROM sample", "SELECT sum(amount) AS total FROM sample", {}};

  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    TRY(add_sample(connection, 2, "two"));
    TRY_LET(rows, connection.query(sum));
    EXPECT_EQ(rows.front().integer("total"), 2);
    return {};
  });

  EXPECT_FALSE(failure) << failure->detail;
}

TEST_P(ConnectionTest, execute_tells_how_many_rows_changed) {
  constexpr Statement update_all{"update_all", "UPDATE sample SET amount = 5", "UPDATE sample SET amount = 5", {}};
  constexpr Statement create{"create", "CREATE TABLE other (id INTEGER)", "CREATE TABLE other (id INTEGER)", {}};

  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    TRY(add_sample(connection, 2, "two"));
    TRY_LET(changed, connection.execute(update_all));
    EXPECT_EQ(changed, 2);
    TRY_LET(by_kind, connection.execute(create));
    EXPECT_EQ(by_kind, 0);
    TRY_LET(of_none, connection.execute(add_to_sample, {{":id", 77}}));
    EXPECT_EQ(of_none, 0);
    return {};
  });

  EXPECT_FALSE(failure) << failure->detail;
}

TEST_P(ConnectionTest, returning_gives_rows) {
  constexpr Statement update{"update", "UPDATE sample SET amount = amount + ?1 RETURNING sample.id, amount",
                             "UPDATE sample SET amount = amount + $1 RETURNING sample.id, amount", id_parameter};

  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    TRY_LET(rows, connection.query(update, {{"id", 6}}));
    EXPECT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].integer("amount"), 7);
    return {};
  });

  EXPECT_FALSE(failure) << failure->detail;
}

TEST_P(ConnectionTest, many_rows_go_in_at_once) {
  std::vector<std::vector<store::Value>> rows;
  for (int id = 1; id <= 2'345; ++id) rows.push_back({id, "name " + std::to_string(id) + std::string(200, '.'), nullptr});

  const auto failure = write([&](Connection& connection) { return connection.execute_many(insert_sample, rows); });

  EXPECT_FALSE(failure) << failure->detail;
  EXPECT_EQ(sample_count(*database_), 2'345);
}

TEST_P(ConnectionTest, one_bad_row_of_many_undoes_all) {
  std::vector<std::vector<store::Value>> rows;
  for (int id = 1; id <= 1'500; ++id) rows.push_back({id, "name " + std::to_string(id % 1'200), nullptr});

  const auto failure = write([&](Connection& connection) { return connection.execute_many(insert_sample, rows); });

  ASSERT_TRUE(failure);
  EXPECT_TRUE(store::violates(*failure, "sample_name")) << failure->detail;
  EXPECT_EQ(sample_count(*database_), 0);
  EXPECT_FALSE(write(adding_sample(1, "after")));  // the connection is fit for use
}

// PostgreSQL may tell of a set as late as the commit, or with the next query: it is the same error all the same.
TEST_P(ConnectionTest, a_set_that_breaks_a_rule_undoes_its_unit_whatever_comes_behind_it) {
  const std::vector<std::vector<store::Value>> bad{{1, "one", -1}};
  const std::vector<std::vector<store::Value>> good{{2, "two", 2}};
  const auto failures = {
      write([&](Connection& connection) { return connection.execute_many(insert_sample, bad); }),
      write([&](Connection& connection) -> Result<void> {
        TRY(connection.execute_many(insert_sample, bad));
        return connection.execute_many(insert_sample, good);
      }),
      write([&](Connection& connection) -> Result<void> {
        TRY(connection.query(list_samples));
        TRY(connection.execute_many(insert_sample, good));
        TRY(connection.execute_many(insert_sample, bad));
        TRY(connection.query(list_samples));
        return {};
      }),
      write([&](Connection& connection) -> Result<void> {
        TRY(connection.query(list_samples));
        return connection.execute_many(insert_sample, bad);
      }),
  };

  for (const auto& failure : failures) {
    ASSERT_TRUE(failure);
    EXPECT_TRUE(store::violates(*failure, "sample_amount_positive")) << failure->code << " " << failure->detail;
    EXPECT_EQ(sample_count(*database_), 0);
  }
  EXPECT_FALSE(write([&](Connection& connection) { return connection.execute_many(insert_sample, good); }));
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(ConnectionTest, what_was_prepared_beside_a_failure_stands_once_and_can_be_used) {
  constexpr Statement count_prepared{"count_prepared", "SELECT 1 AS n", "SELECT count(*) AS n FROM pg_prepared_statements", {}};
  const auto prepared_count = [&] {
    std::int64_t count = 0;
    EXPECT_FALSE(read([&](Connection& connection) -> Result<void> {
      TRY_LET(rows, connection.query(count_prepared));
      count = rows.front().integer("n");
      return {};
    }));
    return count;
  };
  const auto fail = [&] {
    EXPECT_TRUE(write([&](Connection& connection) -> Result<void> {
      TRY(connection.execute_many(insert_sample, {{1, "one", -1}}));
      TRY(connection.execute(add_to_sample, {{":id", 1}}));
      return {};
    }));
  };
  fail();
  const auto after_one = prepared_count();
  for (int i = 0; i < 5; ++i) fail();

  EXPECT_EQ(prepared_count(), after_one);
  EXPECT_FALSE(write([&](Connection& connection) -> Result<void> {
    TRY(connection.execute_many(insert_sample, {{1, "one", 1}}));
    TRY_LET(changed, connection.execute(add_to_sample, {{":id", 1}}));
    EXPECT_EQ(changed, 1);
    return {};
  }));
}

TEST_P(ConnectionTest, a_query_behind_a_set_sees_it) {
  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(connection.execute_many(insert_sample, {{1, "one", 1}, {2, "two", 2}}));
    TRY_LET(found, connection.query(list_samples));
    EXPECT_EQ(found.size(), 2U);
    TRY_LET(changed, connection.execute(add_to_sample, {{":id", 2}}));
    EXPECT_EQ(changed, 1);
    return {};
  });

  EXPECT_FALSE(failure) << failure->detail;
}

TEST_P(ConnectionTest, a_unit_that_gives_up_leaves_nothing_of_its_sets) {
  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(connection.execute_many(insert_sample, {{1, "one", 1}}));
    return base::conflict("test.given_up", "given up");
  });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "test.given_up");
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(ConnectionTest, a_set_in_a_unit_that_reads_is_refused) {
  const auto failure = read([&](Connection& connection) { return connection.execute_many(insert_sample, {{1, "one", 1}}); });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.internal");
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(ConnectionTest, a_wrong_set_of_parameters_is_named) {
  const auto detail_of = [&](std::initializer_list<store::Binding> bindings) {
    const auto failure = write([&](Connection& connection) -> Result<void> {
      TRY(connection.execute(insert_sample, bindings));
      return {};
    });
    return failure ? failure->code + " " + failure->detail : std::string("accepted");
  };

  EXPECT_EQ(detail_of({{":id", 1}, {":name", "n"}}), "store.internal insert_sample: no value for :amount");
  EXPECT_EQ(detail_of({{":id", 1}, {":name", "n"}, {":amount", 1}, {":color", 1}}),
            "store.internal insert_sample: no parameter :color");
  EXPECT_EQ(detail_of({{":id", 1}, {":name", "n"}, {":amount", 1}, {":id", 2}}),
            "store.internal insert_sample: two values for one of :its parameters");
  EXPECT_EQ(detail_of({{":id", 1}, {":name", std::string("a\0b", 3)}, {":amount", 1}}),
            "store.internal insert_sample: NUL in the value of :name");
  EXPECT_EQ(sample_count(*database_), 0);
}

struct Breach {
  std::string name;
  std::string values;      // of one more row: id, name, amount, owner, slot, parent
  std::string constraint;  // that is told
};

TEST_P(ConnectionTest, a_breach_names_its_constraint_on_both_databases) {
  const std::string foreign_key = GetParam() == Dialect::sqlite ? "foreign_key" : "sample_parent_fkey";
  const std::vector<Breach> breaches = {
      {"primary key", "1, 'b', 2, NULL, NULL, NULL", "sample_pkey"},
      {"unique index", "2, 'a', 2, NULL, NULL, NULL", "sample_name"},
      {"unique of a column", "2, 'b', 2, NULL, 9, NULL", "sample_slot_once"},
      {"unique of the table", "2, 'b', 1, 'ann', NULL, NULL", "sample_owner_once"},
      {"check", "2, 'b', 0, NULL, NULL, NULL", "sample_amount_positive"},
      {"not null", "2, NULL, 1, NULL, NULL, NULL", "sample.name"},
      {"foreign key", "2, 'b', 2, NULL, NULL, 77", foreign_key},
  };
  ASSERT_FALSE(write(
      [](Connection& connection) { return connection.run_script("INSERT INTO sample VALUES (1, 'a', 1, 'ann', 9, NULL)"); }));

  for (const auto& breach : breaches) {
    const auto failure =
        write([&](Connection& connection) { return connection.run_script("INSERT INTO sample VALUES (" + breach.values + ")"); });

    ASSERT_TRUE(failure) << breach.name;
    EXPECT_EQ(failure->kind, base::ErrorKind::conflict) << breach.name;
    EXPECT_EQ(failure->code, "store.constraint") << breach.name;
    EXPECT_EQ(failure->detail, breach.constraint) << breach.name;
  }
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(ConnectionTest, an_unnamed_unique_has_the_same_default_name_on_both) {
  ASSERT_FALSE(write([](Connection& connection) {
    return connection.run_script("CREATE TABLE plain (a INTEGER, b INTEGER, UNIQUE (a, b)); INSERT INTO plain VALUES (1, 2)");
  }));

  const auto failure = write([](Connection& connection) { return connection.run_script("INSERT INTO plain VALUES (1, 2)"); });

  ASSERT_TRUE(failure);
  EXPECT_TRUE(store::violates(*failure, "plain_a_b_key")) << failure->detail;
  EXPECT_FALSE(store::violates(*failure, "plain_a_key"));
}

TEST_P(ConnectionTest, errors_hold_no_values) {
  constexpr Statement wrong{"wrong", "SELECT json_extract(?1, '$.a') AS x", "SELECT CAST($1 AS BIGINT) AS x", id_parameter};

  const auto failure = read([&](Connection& connection) -> Result<void> {
    TRY(connection.query(wrong, {{":id", "secret text"}}));
    return {};
  });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.internal");
  EXPECT_EQ(failure->detail.find("secret"), std::string::npos) << failure->detail;
  EXPECT_TRUE(failure->detail.starts_with("wrong: ")) << failure->detail;
}

TEST_P(ConnectionTest, prepare_finds_what_does_not_fit_the_schema) {
  constexpr Statement unknown{"unknown", "SELECT color FROM sample", "SELECT color FROM sample", {}};

  const auto failure = read([&](Connection& connection) { return connection.prepare(unknown); });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.internal");
  EXPECT_NE(failure->detail.find("color"), std::string::npos) << failure->detail;
  EXPECT_FALSE(read([&](Connection& connection) { return connection.prepare(list_samples); }));
}

TEST_P(ConnectionTest, double_quotes_are_never_a_text) {
  constexpr Statement quoted{"quoted", "SELECT \"no_such_column\" AS x", "SELECT \"no_such_column\" AS x", {}};

  EXPECT_TRUE(read([&](Connection& connection) { return connection.prepare(quoted); }));
}

TEST_P(ConnectionTest, a_statement_that_takes_too_long_is_ended) {
  constexpr std::string_view text =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) AS c FROM n";
  constexpr Statement endless{"endless", text, text, {}};
  TestDatabase::Options options = without_tables();
  options.sqlite.statement_time_max = options.postgres.statement_time_max = std::chrono::milliseconds(50);
  database_.reopen(options);

  const auto unit = [&](Connection& connection) -> Result<void> {
    TRY(connection.query(endless));
    return {};
  };

  for (const auto& failure : {read(unit), write(unit)}) {
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, "store.statement_timeout");
    EXPECT_TRUE(failure->detail.starts_with("endless: ")) << failure->detail;
  }
  EXPECT_FALSE(write(adding_sample(1, "after")));
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST(RowsDeathTest, a_column_that_is_not_there_is_our_bug) {
  store::Rows rows(std::make_shared<const store::Rows::Columns>(1, "id"));
  rows.add_null();

  EXPECT_DEATH(rows.front().is_null("name"), "no column of that name");
  EXPECT_DEATH(rows.front().integer("id"), "assertion failed");
  EXPECT_DEATH(rows[1], "assertion failed");
}

}  // namespace
}  // namespace slipway::test
