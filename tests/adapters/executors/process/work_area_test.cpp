#include "adapters/executors/process/work_area.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/executors/process/folder_removal.h"
#include "executor_fixture.h"

namespace slipway::executors {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct stat status_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

class FolderRemoval : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_.path() + "/precious");
    std::ofstream(folder_.path() + "/precious/file") << "keep";
    fs::create_directory(folder_.path() + "/top");
    parent_ = UniqueFd(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  TemporaryFolder folder_;
  UniqueFd parent_;
};

TEST_F(FolderRemoval, links_are_removed_and_never_followed) {
  const fs::path top = folder_.path() + "/top";
  fs::create_directory_symlink("../precious", top / "link");
  fs::create_directory_symlink("/", top / "root");
  fs::create_directories(top / "a/b");
  fs::create_directory_symlink("../../..", top / "a/b/up");

  const auto removed = remove_entry(parent_.get(), "top");

  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(top));
  EXPECT_EQ(text_of(folder_.path() + "/precious/file"), "keep");
}

TEST_F(FolderRemoval, the_name_itself_may_be_a_link_or_a_file_or_nothing) {
  fs::create_directory_symlink("precious", folder_.path() + "/link");

  EXPECT_TRUE(remove_entry(parent_.get(), "link"));
  EXPECT_TRUE(remove_entry(parent_.get(), "not-there"));
  EXPECT_FALSE(fs::exists(folder_.path() + "/link"));
  EXPECT_EQ(text_of(folder_.path() + "/precious/file"), "keep");
}

TEST_F(FolderRemoval, a_folder_deeper_than_any_path_goes) {
  UniqueFd at(::openat(parent_.get(), "top", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int depth = 0; depth < 1'000; ++depth) {
    ASSERT_EQ(::mkdirat(at.get(), "deeper", 0700), 0);
    at = UniqueFd(::openat(at.get(), "deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  const auto removed = remove_entry(parent_.get(), "top");

  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(folder_.path() + "/top"));
}

TEST_F(FolderRemoval, folders_without_rights_go_too) {
  const fs::path top = folder_.path() + "/top";
  fs::create_directories(top / "a/b");
  std::ofstream(top / "a/b/file") << "x";
  for (const auto& path : {top / "a/b", top / "a", top}) ::chmod(path.c_str(), 0);

  const auto removed = remove_entry(parent_.get(), "top");

  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(top));
}

class WorkAreaTest : public ::testing::Test {
 protected:
  std::unique_ptr<WorkArea> open() {
    auto area = WorkArea::open(data_.path(), outside_.path());
    EXPECT_TRUE(area) << area.error().message;
    return std::move(area).value();
  }

  TemporaryFolder data_;
  TemporaryFolder outside_;
};

TEST_F(WorkAreaTest, a_node_of_our_own_works_in_the_data_directory) {
  const auto area = open();

  const auto folder = area->create(std::nullopt, "node.sh", "echo hi");

  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_TRUE(folder->working_directory.starts_with(data_.path() + "/work/")) << folder->working_directory;
  EXPECT_EQ(text_of(folder->script_path), "echo hi");
  EXPECT_EQ(status_of(folder->working_directory).st_mode & 07777U, 0700U);
  EXPECT_TRUE(fs::is_empty(folder->working_directory));
  area->remove_later(*folder);
  EXPECT_TRUE(eventually([&] { return !fs::exists(folder->base + "/" + folder->name); }));
}

TEST_F(WorkAreaTest, another_user_gets_a_folder_of_his_own_outside_that_others_cannot_enter) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  const auto nobody = find_node_user("nobody");
  ASSERT_TRUE(nobody);
  const auto area = open();

  const auto folder = area->create(*nobody, "node.sh", "echo hi");

  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(folder->base.find(outside_.path() + "/slipway-"), 0U);
  EXPECT_EQ(status_of(folder->base).st_mode & 07777U, 0711U);
  EXPECT_EQ(status_of(folder->base).st_uid, 0U);
  for (const auto& path : {folder->base + "/" + folder->name, folder->working_directory, folder->script_path}) {
    EXPECT_EQ(status_of(path).st_uid, (*nobody)->uid) << path;
    EXPECT_EQ(status_of(path).st_mode & 0077U, 0U) << path;
  }
}

TEST_F(WorkAreaTest, what_an_earlier_server_left_is_removed_and_its_outside_folder_used_again) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  const auto nobody = find_node_user("nobody");
  const auto left_inside = data_.path() + "/work/attempt-left";
  const auto left_outside = outside_.path() + "/slipway-left";
  fs::create_directories(left_inside + "/work");
  fs::create_directories(left_outside + "/attempt-left/work");
  std::ofstream(data_.path() + "/work/outside-folder") << left_outside;
  {
    const auto area = open();

    EXPECT_TRUE(eventually([&] { return !fs::exists(left_inside) && !fs::exists(left_outside + "/attempt-left"); }));
    const auto folder = area->create(*nobody, "node.sh", "");
    ASSERT_TRUE(folder);
    EXPECT_EQ(folder->base, left_outside);
  }
  EXPECT_TRUE(fs::is_empty(outside_.path())) << "an area that is closed leaves nothing";
  EXPECT_TRUE(fs::is_empty(data_.path() + "/work"));
}

TEST_F(WorkAreaTest, a_note_that_leads_elsewhere_is_not_believed) {
  fs::create_directories(data_.path() + "/work");
  fs::create_directories(data_.path() + "/precious/file");
  std::ofstream(data_.path() + "/work/outside-folder") << data_.path() + "/precious";

  open().reset();

  EXPECT_TRUE(fs::exists(data_.path() + "/precious/file"));
}

TEST_F(WorkAreaTest, a_link_in_the_place_of_the_work_folder_is_refused) {
  fs::create_directory(data_.path() + "/elsewhere");
  fs::create_directory_symlink("elsewhere", data_.path() + "/work");

  const auto area = WorkArea::open(data_.path(), outside_.path());

  ASSERT_FALSE(area);
  EXPECT_EQ(area.error().code, "node.work_not_usable");
}

TEST_F(WorkAreaTest, an_outside_folder_that_a_cleaner_took_is_made_anew) {
  if (!we_are_root()) GTEST_SKIP() << "needs root";
  const auto nobody = find_node_user("nobody");
  const auto area = open();
  const auto first = area->create(*nobody, "node.sh", "");
  ASSERT_TRUE(first);
  fs::remove_all(first->base);

  const auto second = area->create(*nobody, "node.sh", "");

  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE(fs::exists(second->working_directory));
}

}  // namespace
}  // namespace slipway::executors
