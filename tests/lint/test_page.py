"""Every code that lint can give has a place in the documentation."""

import re
import subprocess
import sys

import pytest
from docs.pages import ROOT, read_page
from standards.catalogue import POLICIES

from mtasts_pages.checks.lint import Effect, Fault
from mtasts_pages.standards import DefectKind


def test_the_page_is_what_the_program_says_now() -> None:
    done = subprocess.run(
        [sys.executable, "tools/lint_page.py", "--check"], cwd=ROOT, check=False, timeout=60
    )
    assert done.returncode == 0, "run `make docs`"


def test_every_code_of_a_repository_has_a_section_and_a_reason() -> None:
    sections = re.findall(r"^### `([a-z-]+)`$", read_page("docs/lint.md"), re.MULTILINE)
    assert sections == [fault.value for fault in Fault]
    for fault in Fault:
        assert fault.meaning[0].isupper() or fault.meaning[0] == "`"
        assert not fault.meaning.endswith(".")
        assert fault.why.endswith(".")


@pytest.mark.parametrize("kind", POLICIES)
def test_every_code_of_a_text_leads_to_its_section(kind: DefectKind) -> None:
    assert f"(standards.md#{kind})" in read_page("docs/lint.md")
    assert f"#### `{kind}`" in read_page("docs/standards.md")


def test_no_code_has_two_meanings() -> None:
    assert not {fault.value for fault in Fault} & {kind.value for kind in DefectKind}


@pytest.mark.parametrize("effect", Effect)
def test_every_effect_is_explained(effect: Effect) -> None:
    assert f"| `{effect}` | {effect.severity} |" in read_page("docs/lint.md")
