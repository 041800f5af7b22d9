"""Every code has a section in the reference that explains it, and a world in the catalogue."""

import subprocess
import sys
from pathlib import Path

from checks.worlds import BAD

from mtasts_pages.checks import Code
from mtasts_pages.checks.guidance import HINTS
from mtasts_pages.checks.reasons import REASONS

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "checks"


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "findings_page.py"), "--check"]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode == 0, "run `python tools/findings_page.py`"


def test_the_page_explains_every_code() -> None:
    page = (ROOT / "docs" / "findings.md").read_text()
    for code in Code:
        assert f"\n### {code}\n" in page
        assert HINTS[code]
        assert not HINTS[code].endswith(".")
        assert REASONS[code].endswith(".")


def test_every_code_is_found_in_some_world() -> None:
    """By the catalogue, or by name in another test."""
    found = {code for _, codes in BAD.values() for code in codes}
    named = "".join(
        path.read_text() for path in TESTS.glob("test_*.py") if path.name != Path(__file__).name
    )
    for code in Code:
        assert code in found or f"Code.{code.name}" in named or f'"{code}"' in named, code
