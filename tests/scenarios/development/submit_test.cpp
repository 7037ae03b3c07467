// Saving, submitting and versions in an enterprise workspace, on both databases, for jobs and scripts alike.
#include <gtest/gtest.h>

#include "scenarios/development/development_steps.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

struct KindOnDialect {
  store::Dialect dialect;
  ObjectKind kind;
};

class Submitting : public ::testing::TestWithParam<KindOnDialect> {
 protected:
  Result<void> create(base::Json body) {
    return app::create_object(installation_.context(), installation_.as("dev"), kind(), std::move(body));
  }
  Result<void> update(base::Json body, std::string_view person = "dev") {
    return app::update_object(installation_.context(), installation_.as(person), kind(), "daily", std::move(body));
  }
  Result<void> remove() { return app::delete_object(installation_.context(), installation_.as("dev"), kind(), "daily"); }
  app::ShownObject show(app::ObjectSelection selection = {}) {
    return must(app::show_object(installation_.context(), installation_.as("viewer"), kind(), "daily", selection));
  }
  base::Json daily(const std::string& word = "one") const { return body_of(kind(), "daily", word); }
  ObjectKind kind() const { return GetParam().kind; }
  std::string kind_word() const { return std::string(catalog::to_text(kind())); }

  TestInstallation installation_{GetParam().dialect};
};

INSTANTIATE_TEST_SUITE_P(Development, Submitting,
                         ::testing::Values(KindOnDialect{store::Dialect::sqlite, ObjectKind::job},
                                           KindOnDialect{store::Dialect::sqlite, ObjectKind::script},
                                           KindOnDialect{store::Dialect::postgres, ObjectKind::job},
                                           KindOnDialect{store::Dialect::postgres, ObjectKind::script}),
                         [](const auto& pair) {
                           return std::string(store::to_text(pair.param.dialect)) + "_" +
                                  std::string(catalog::to_text(pair.param.kind));
                         });

TEST_P(Submitting, creating_submits_version_1_unless_only_saving_was_asked) {
  must(create(saved(daily())));
  EXPECT_EQ(show().version, 0);
  EXPECT_EQ(pending_in(installation_), Lines{});

  must(update(daily()));
  EXPECT_EQ(show().version, 1);
  EXPECT_EQ(pending_in(installation_), Lines{"daily add 1"});
}

TEST_P(Submitting, submitting_what_is_equal_changes_nothing) {
  must(create(daily()));
  const auto item_before = pending_page(installation_);
  installation_.clock.step(std::chrono::hours{1});

  auto again = daily();
  again.set("targetStatus", "SUBMITTED");
  must(update(again));

  EXPECT_EQ(show().version, 1);
  const auto item_after = pending_page(installation_);
  ASSERT_EQ(item_after.rows.size(), 1U);
  EXPECT_EQ(item_after.rows[0].item.id, item_before.rows[0].item.id);
  EXPECT_EQ(item_after.rows[0].item.submitted_at, item_before.rows[0].item.submitted_at);
}

TEST_P(Submitting, a_newer_submit_replaces_the_free_item_under_its_id) {
  must(create(daily("one")));
  const auto before = pending_page(installation_);

  must(update(daily("two")));

  const auto after = pending_page(installation_);
  ASSERT_EQ(after.rows.size(), 1U);
  EXPECT_EQ(after.rows[0].item.id, before.rows[0].item.id);
  EXPECT_EQ(after.rows[0].item.version, 2);
}

TEST_P(Submitting, saving_changes_the_draft_and_leaves_the_versions) {
  must(create(daily("one")));
  must(update(saved(daily("two"))));

  EXPECT_EQ(show().version, 1);
  EXPECT_NE(base::format_json(show().definition).find("echo two"), std::string::npos);
  EXPECT_NE(base::format_json(show({.wants_latest_submitted = true}).definition).find("echo one"), std::string::npos);
  EXPECT_EQ(pending_in(installation_), Lines{"daily add 1"});
}

TEST_P(Submitting, versions_are_numbered_without_gaps_and_stay_readable) {
  must(create(daily("one")));
  must(update(daily("two")));
  must(update(saved(daily("three"))));
  must(update(daily("four")));

  EXPECT_EQ(show().version, 3);
  const Lines words{"echo one", "echo two", "echo four"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto version = static_cast<catalog::VersionNumber>(i + 1);
    const auto shown = show({.version = version});
    EXPECT_EQ(shown.version, version);
    EXPECT_NE(base::format_json(shown.definition).find(words[i]), std::string::npos) << version;
  }
  const auto missing = app::show_object(installation_.context(), installation_.as("dev"), kind(), "daily", {.version = 4});
  EXPECT_EQ(code_of(missing), "object.version_not_found");
}

TEST_P(Submitting, the_latest_submitted_version_of_a_mere_draft_is_not_found) {
  must(create(saved(daily())));
  const auto shown =
      app::show_object(installation_.context(), installation_.as("dev"), kind(), "daily", {.wants_latest_submitted = true});
  EXPECT_EQ(code_of(shown), "object.version_not_found");
}

TEST_P(Submitting, production_is_reached_by_a_release_only) {
  auto body = daily();
  body.set("targetStatus", "PRODUCTION");
  EXPECT_EQ(code_of(create(body)), "object.production_by_release_only");
  EXPECT_EQ(code_of(app::show_object(installation_.context(), installation_.as("dev"), kind(), "daily")),
            kind_word() + ".not_found");
}

TEST_P(Submitting, a_taken_name_is_refused_and_changes_nothing) {
  must(create(daily("one")));
  EXPECT_EQ(code_of(create(daily("two"))), kind_word() + ".name_taken");
  EXPECT_NE(base::format_json(show().definition).find("echo one"), std::string::npos);
}

TEST_P(Submitting, what_is_not_there_is_not_found) {
  EXPECT_EQ(code_of(update(daily())), kind_word() + ".not_found");
  EXPECT_EQ(code_of(remove()), kind_word() + ".not_found");
}

TEST_P(Submitting, a_body_that_names_another_object_is_no_rename) {
  must(create(daily()));
  EXPECT_EQ(code_of(update(body_of(kind(), "other"))), "object.renamed_in_body");
}

TEST_P(Submitting, the_last_writer_takes_the_edit_lock_and_that_is_recorded) {
  must(create(saved(daily())));
  EXPECT_EQ(show().object.lock_holder, installation_.user("dev"));

  must(update(saved(daily()), "dev2"));
  must(update(saved(daily()), "dev2"));

  EXPECT_EQ(show().object.lock_holder, installation_.user("dev2"));
  EXPECT_EQ(show().updated_by_name, "dev2");
  EXPECT_EQ(show().created_by_name, "dev");
  const auto word = kind_word();
  EXPECT_EQ(installation_.audit_of(installation_.enterprise),
            (Lines{word + ".created daily", word + ".lock_taken_over daily", word + ".updated daily", word + ".updated daily"}));
}

TEST_P(Submitting, what_was_given_is_shown_and_nothing_else) {
  auto body = daily();
  body.set("targetStatus", "SAVED");
  body.set("approvers", json(R"([{"approverName":"chief"}])"));
  must(create(body));

  const auto shown = show();
  EXPECT_EQ(base::canonical_json(shown.submission), R"({"approvers":[{"approverName":"chief"}],"targetStatus":"SAVED"})");
  EXPECT_EQ(base::canonical_json(shown.definition), base::canonical_json(daily()));
}

TEST_P(Submitting, other_workspaces_neither_see_nor_share_names) {
  must(create(daily()));
  const auto elsewhere = installation_.as("dev", installation_.simple);
  EXPECT_EQ(code_of(app::show_object(installation_.context(), elsewhere, kind(), "daily")), kind_word() + ".not_found");
  must(app::create_object(installation_.context(), elsewhere, kind(), saved(daily())));
}

TEST_P(Submitting, the_limit_of_objects_names_its_setting) {
  installation_.context().limits.objects_per_workspace = 1;
  must(create(daily()));
  const auto refused = create(body_of(kind(), "other"));
  ASSERT_EQ(code_of(refused), "limit.reached");
  EXPECT_NE(refused.error().message.find("limits.objects_per_workspace"), std::string::npos);
}

TEST_P(Submitting, a_directory_is_made_with_its_parents_and_shown_as_given) {
  auto body = daily();
  body.set("directory", "/a/b");
  must(create(body));
  EXPECT_EQ(*show().definition.find("directory"), base::Json("/a/b"));
  EXPECT_EQ(must(installation_.store().write(
                [&](app::Tx& tx) { return tx.objects().make_directories(installation_.enterprise.id, kind(), {"/a", "/a/b"}); })),
            2);
}

}  // namespace
}  // namespace slipway::test
