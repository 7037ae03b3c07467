#include "adapters/config/setting_docs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/config/load_config.h"
#include "adapters/config/setting.h"
#include "adapters/config/toml_file.h"
#include "support/source_folder.h"

namespace slipway::config {
namespace {

const std::string docs = source_folder() + "/docs/";
const std::string begin_mark = "<!-- The table of settings begins here; the test adapters_config writes it. -->\n";
const std::string end_mark = "\n<!-- The table of settings ends here. -->\n";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool should_update_golden() { return std::getenv("UPDATE_GOLDEN") != nullptr; }

TEST(SettingDocs, the_example_file_is_what_the_table_says) {
  const auto path = docs + "slipway.example.toml";
  if (should_update_golden()) std::ofstream(path) << settings_as_toml();
  EXPECT_EQ(text_of(path), settings_as_toml()) << "UPDATE_GOLDEN=1 writes the file anew";
}

TEST(SettingDocs, the_page_documents_every_setting_as_the_table_says) {
  const auto path = docs + "configuration.md";
  const auto page = text_of(path);
  const auto begin = page.find(begin_mark);
  const auto end = page.find(end_mark);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const auto wanted = page.substr(0, begin + begin_mark.size()) + settings_as_markdown() + page.substr(end);
  if (should_update_golden()) std::ofstream(path) << wanted;
  EXPECT_EQ(text_of(path), wanted) << "UPDATE_GOLDEN=1 writes the table anew";
  for (const auto& setting : all_settings())
    EXPECT_NE(wanted.find("`" + setting.key() + "`"), std::string::npos) << setting.key();
}

ConfigSources sources_with_file(const std::string& path) {
  ConfigSources sources;
  sources.path = path;
  sources.environment = {{"HOME", "/home/lin"}};
  sources.core_count = 1;
  return sources;
}

TEST(SettingDocs, the_example_file_loads_and_changes_nothing) {
  const auto given = load_config(sources_with_file(docs + "slipway.example.toml"));
  ASSERT_TRUE(given) << given.error().message;
  EXPECT_EQ(given->server.listen, (Address{"127.0.0.1", 8470}));
  EXPECT_EQ(given->server.data_dir, "/home/lin/.local/share/slipway");
}

TEST(SettingDocs, each_line_of_the_example_is_understood_once_its_comment_sign_is_gone) {
  std::string uncommented;
  std::size_t count = 0;
  std::string text = settings_as_toml();
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    auto line = text.substr(at, end - at);
    if (line.starts_with('#') && !line.starts_with("# ")) {
      line.erase(0, 1);
      ++count;
      // No value at all is the default of these three, and an empty text is no value for them.
      if (line.ends_with("= \"\"") && (line.starts_with("metrics_listen") || line.starts_with("data_dir"))) line.clear();
    }
    uncommented += line + "\n";
    at = end + 1;
  }
  EXPECT_EQ(count, all_settings().size());

  const auto path = testing::TempDir() + "/slipway-example-" + std::to_string(::getpid()) + ".toml";
  std::ofstream(path) << uncommented;
  const auto config = load_config(sources_with_file(path));
  std::remove(path.c_str());

  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->limits.running_nodes, 4);
  EXPECT_EQ(config->timings.token_lifetime, std::chrono::hours{24});
}

}  // namespace
}  // namespace slipway::config
