#include "adapters/executors/process/folders/work_area.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <ostream>
#include <sstream>
#include <vector>

#include "adapters/executors/process/folders/folder_removal.h"
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

// What nodes do to the folders that they were given; each must not reach the next.
struct Change {
  const char* name;
  std::function<void(const AttemptFolder&)> make;
};

std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.name; }

class SpareFolder : public WorkAreaTest {
 protected:
  static ino_t inode_of(const std::string& path) { return status_of(path).st_ino; }
  // After its removal, or after it was put aside.
  static void await_gone(const AttemptFolder& folder) {
    EXPECT_TRUE(eventually([&] { return !fs::exists(folder.base + "/" + folder.name); }));
  }
  AttemptFolder make(WorkArea& area, const std::string& text = "echo hi", const std::string& script = "node.sh") {
    auto folder = area.create(std::nullopt, script, text);
    EXPECT_TRUE(folder) << folder.error().message;
    return std::move(folder).value();
  }
};

TEST_F(SpareFolder, one_that_was_left_as_it_was_made_serves_the_next_under_another_path) {
  const auto area = open();
  const auto first = make(*area, "a long script that is to go");
  const auto inode = inode_of(first.working_directory);
  area->remove_later(first);
  await_gone(first);

  const auto second = make(*area, "short");

  EXPECT_EQ(inode_of(second.working_directory), inode);
  EXPECT_NE(second.working_directory, first.working_directory);
  EXPECT_EQ(text_of(second.script_path), "short");
  EXPECT_TRUE(fs::is_empty(second.working_directory) && fs::is_empty(second.temporary_directory));
  const auto third = make(*area);
  EXPECT_NE(inode_of(third.working_directory), inode) << "one at a time";
}

TEST_F(SpareFolder, is_for_the_same_user_and_the_same_kind_of_script) {
  const auto area = open();
  const auto first = make(*area);
  const auto inode = inode_of(first.working_directory);
  area->remove_later(first);
  await_gone(first);

  EXPECT_NE(inode_of(make(*area, "print()", "node.py").working_directory), inode);
  if (!we_are_root()) return;
  const auto other = area->create(*find_node_user("nobody"), "node.sh", "");
  ASSERT_TRUE(other);
  area->remove_later(*other);
  await_gone(*other);
  const auto third = area->create(NodeUser{.uid = 1, .gid = 1, .groups = {1}}, "node.sh", "");
  ASSERT_TRUE(third);
  EXPECT_EQ(status_of(third->working_directory).st_uid, 1U);
}

class ChangedFolder : public SpareFolder, public ::testing::WithParamInterface<Change> {};

TEST_P(ChangedFolder, is_removed_and_not_used_again) {
  const auto area = open();
  const auto first = make(*area);
  const auto inode = inode_of(first.base + "/" + first.name);
  const UniqueFd held(::open((first.base + "/" + first.name).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));  // keeps its number
  GetParam().make(first);
  if (HasFailure() || IsSkipped()) return;
  area->remove_later(first);
  await_gone(first);

  const auto second = make(*area, "second");

  EXPECT_NE(inode_of(second.base + "/" + second.name), inode);
  EXPECT_EQ(text_of(second.script_path), "second");
  EXPECT_TRUE(fs::is_empty(second.working_directory) && fs::is_empty(second.temporary_directory));
}

const auto changes = ::testing::Values(
    Change{"a file in the working directory", [](const auto& it) { std::ofstream(it.working_directory + "/file") << "x"; }},
    Change{"a file in the temporary directory", [](const auto& it) { std::ofstream(it.temporary_directory + "/.file") << "x"; }},
    Change{"a file beside the script", [](const auto& it) { std::ofstream(it.base + "/" + it.name + "/file") << "x"; }},
    Change{"rights", [](const auto& it) { ::chmod(it.working_directory.c_str(), 0777); }},
    Change{"rights of the script", [](const auto& it) { ::chmod(it.script_path.c_str(), 0400); }},
    Change{"another name of the script", [](const auto& it) { fs::create_hard_link(it.script_path, it.base + "/../kept"); }},
    Change{"no script", [](const auto& it) { fs::remove(it.script_path); }},
    Change{"a link for the script",
           [](const auto& it) {
             fs::remove(it.script_path);
             fs::create_symlink("/etc/passwd", it.script_path);
           }},
    Change{"a pipe for the script",
           [](const auto& it) {
             fs::remove(it.script_path);
             ASSERT_EQ(::mkfifo(it.script_path.c_str(), 0600), 0);
           }},
    Change{"a link for the working directory",
           [](const auto& it) {
             fs::remove(it.working_directory);
             fs::create_directory_symlink("/tmp", it.working_directory);
           }},
    Change{"an attribute",
           [](const auto& it) {
             if (::setxattr(it.working_directory.c_str(), "user.mark", "x", 1, 0) != 0) GTEST_SKIP() << "there are none here";
           }},
    Change{"a flag",
           [](const auto& it) {
             const UniqueFd folder(::open(it.working_directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
             int flags = 0;
             if (::ioctl(folder.get(), FS_IOC_GETFLAGS, &flags) != 0) GTEST_SKIP() << "there are none here";
             flags |= FS_NODUMP_FL;
             ASSERT_EQ(::ioctl(folder.get(), FS_IOC_SETFLAGS, &flags), 0);
           }},
    Change{"a folder that has grown", [](const auto& it) {
             for (int i = 0; i < 200; ++i) std::ofstream(it.working_directory + "/" + std::string(100, 'x') + std::to_string(i));
             if (status_of(it.working_directory).st_size == it.looks[2].folder_bytes) GTEST_SKIP() << "they do not grow here";
             for (const auto& entry : fs::directory_iterator(it.working_directory)) fs::remove(entry);
           }});
INSTANTIATE_TEST_SUITE_P(Changes, ChangedFolder, changes);

TEST_F(SpareFolder, a_script_that_is_exchanged_while_the_folder_waits_is_not_written_through) {
  const auto precious = data_.path() + "/precious";
  std::ofstream(precious) << "keep";
  const auto area = open();
  const auto first = make(*area);
  area->remove_later(first);
  await_gone(first);
  std::string spare;
  for (const auto& entry : fs::directory_iterator(data_.path() + "/work"))
    if (entry.path().filename().string().starts_with("spare-")) spare = entry.path();
  ASSERT_NE(spare, "");
  fs::remove(spare + "/node.sh");
  fs::create_hard_link(precious, spare + "/node.sh");

  const auto second = make(*area, "echo evil");

  EXPECT_EQ(text_of(precious), "keep");
  EXPECT_EQ(text_of(second.script_path), "echo evil");
}

TEST_F(SpareFolder, are_so_many_and_no_more_and_go_with_the_area) {
  auto area = open();
  std::vector<AttemptFolder> made;
  for (std::size_t i = 0; i < 80; ++i) made.push_back(make(*area));
  for (const auto& folder : made) area->remove_later(folder);

  const auto count = [&] { return std::distance(fs::directory_iterator(data_.path() + "/work"), fs::directory_iterator()); };
  EXPECT_TRUE(eventually([&] { return count() == 64; })) << count();
  area.reset();
  EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace slipway::executors
