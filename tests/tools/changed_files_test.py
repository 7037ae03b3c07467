#!/usr/bin/python3
"""Holds tools/changed-files against small repositories: a branch, main, a fresh clone."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
AUTHOR = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"]


class ChangedFilesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.here = self.folder / "here"
        (self.here / "tools").mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        shutil.copy(ROOT / "tools/changed-files", self.here / "tools")

    def git(self, *arguments):
        subprocess.run(["git", *AUTHOR, *arguments], cwd=self.here, check=True, capture_output=True)

    def write(self, *names):
        for name in names:
            with (self.here / name).open("a") as file:
                file.write("text\n")

    def commit(self, *names):
        self.write(*names)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")

    def commit_many(self, count=15):
        for number in range(count):
            self.commit(f"old{number:02}.cpp")

    def changed(self, *arguments, here=None):
        done = subprocess.run(["tools/changed-files", *arguments], cwd=here or self.here, check=True, capture_output=True, text=True)
        return done.stdout.split()

    def test_a_branch_lists_what_it_changed_since_it_left_main(self):
        self.commit_many()
        self.git("checkout", "--quiet", "-b", "branch")
        self.commit("a.cpp")
        self.commit("b.h", "page.md")
        self.write("c.cpp", "old00.cpp")
        self.assertEqual(self.changed(), ["old00.cpp", "c.cpp", "b.h", "a.cpp"])

    def test_what_a_branch_took_back_or_deleted_is_not_listed(self):
        self.commit_many()
        self.git("checkout", "--quiet", "-b", "branch")
        self.commit("old00.cpp")
        self.git("revert", "--no-edit", "HEAD")
        self.commit("b.cpp")
        (self.here / "b.cpp").unlink()
        self.commit("c.cpp")
        self.assertEqual(self.changed(), ["c.cpp"])

    def test_on_main_what_is_not_committed_counts(self):
        self.commit_many()
        self.write("old03.cpp")
        self.assertEqual(self.changed(), ["old03.cpp"])

    def test_a_clone_of_main_lists_the_last_ten_commits_newest_first(self):
        self.commit_many()
        clone = self.folder / "clone"
        self.git("clone", "--quiet", str(self.here), str(clone))
        self.assertEqual(self.changed(here=clone), [f"old{number:02}.cpp" for number in range(14, 4, -1)])

    def test_a_shallow_clone_lists_all(self):
        self.commit_many()
        clone = self.folder / "clone"
        self.git("clone", "--quiet", "--depth=1", "file://" + str(self.here), str(clone))
        self.assertEqual(len(self.changed(here=clone)), 15)

    def test_a_merge_at_the_tip_of_main_lists_what_it_brought(self):
        self.commit_many()
        self.git("checkout", "--quiet", "-b", "branch")
        for number in range(12):
            self.commit(f"new{number:02}.cpp")
        self.git("checkout", "--quiet", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", "branch")
        self.git("branch", "--delete", "branch")
        self.assertEqual(self.changed(), [f"new{number:02}.cpp" for number in range(11, -1, -1)])

    def test_a_base_may_be_given(self):
        self.commit_many()
        self.assertEqual(self.changed("HEAD~2"), ["old14.cpp", "old13.cpp"])

    def test_before_the_first_commit_all_is_new(self):
        self.write("a.cpp", "b.h")
        self.assertEqual(self.changed(), ["a.cpp", "b.h"])


if __name__ == "__main__":
    unittest.main()
