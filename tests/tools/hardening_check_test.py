#!/usr/bin/python3
"""Holds tools/check-hardening against small programs that have all protections, and all but one."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROTECTED = ["-O2", "-fPIE", "-pie", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3", "-fstack-protector-strong", "-Wl,-z,relro,-z,now"]
PROGRAM = """
#include <cstring>
int main(int count, char** words) {
  char copy[16];
  std::strncpy(copy, words[0], static_cast<std::size_t>(count));
  return copy[0];
}
"""


class HardeningCheckTest(unittest.TestCase):
    def check(self, *unprotected):
        """What the check says of a program built with these options behind the others."""
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "program.cpp"
            source.write_text(PROGRAM)
            program = pathlib.Path(folder) / "program"
            subprocess.run(["c++", *PROTECTED, *unprotected, source, "-o", program], check=True, capture_output=True)
            return subprocess.run([ROOT / "tools/check-hardening", program], capture_output=True, text=True)

    def test_a_protected_program_passes(self):
        outcome = self.check()
        self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))

    def test_each_protection_that_lacks_is_named(self):
        for option, name in {
            "-no-pie": "PIE",
            "-Wl,-z,norelro": "RELRO",
            "-Wl,-z,lazy": "now",
            "-Wl,-z,execstack": "a stack that cannot be executed",
            "-fno-stack-protector": "a stack protector",
            "-D_FORTIFY_SOURCE=0": "FORTIFY",
        }.items():
            with self.subTest(option):
                undefine = ["-U_FORTIFY_SOURCE"] if "FORTIFY" in option else []
                outcome = self.check(*undefine, option)
                self.assertEqual(outcome.returncode, 1)
                self.assertIn(name, outcome.stderr)
                self.assertEqual(len(outcome.stderr.splitlines()), 1, outcome.stderr)


if __name__ == "__main__":
    unittest.main()
