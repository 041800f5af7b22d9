"""Every kind of finding is a whole row, has a section in the reference, and is found somewhere."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from checks.worlds import BAD

from mtasts_pages.checks import Kind
from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.lint import Fault

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "checks"
NAME = re.compile(r"[A-Z_0-9]+(?= = Kind\()")


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "findings_page.py"), "--check"]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode == 0, "run `python tools/findings_page.py`"


def test_the_page_explains_every_kind() -> None:
    page = (ROOT / "docs" / "findings.md").read_text()
    sections = re.findall(r"^### ([a-z0-9-]+)$", page, re.MULTILINE)
    assert sections == list(KINDS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_row_is_whole(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", kind.code)
    assert kind.meaning[0].isupper()
    assert not kind.meaning.endswith(".")
    assert kind.hint[0].islower()
    assert not kind.hint.endswith(".")
    assert kind.why.endswith(".")
    for command in re.findall(r"`mtasts-pages (\w+)", kind.meaning + kind.hint + kind.why):
        assert find_spec(f"mtasts_pages.cli.commands.{command}")


def test_every_row_is_in_the_catalogue_by_the_name_of_its_code() -> None:
    rows = {
        name.lower().replace("_", "-")
        for path in (ROOT / "mtasts_pages" / "checks").glob("*.py")
        for name in NAME.findall(path.read_text())
    }
    assert rows == set(KINDS)


def test_no_code_is_one_of_lint_as_well() -> None:
    assert not set(KINDS) & {fault.value for fault in Fault}


def test_every_kind_is_found_in_some_world() -> None:
    """By the catalogue, or by name in another test."""
    found = {code for _, codes in BAD.values() for code in codes}
    named = "".join(
        path.read_text() for path in TESTS.glob("test_*.py") if path.name != Path(__file__).name
    )
    for code in KINDS:
        assert code in found or re.search(rf'(?<!KINDS\[)"{code}"', named), code
