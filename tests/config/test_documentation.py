"""The page on the configuration says what the loader does."""

import re
from pathlib import Path

import pytest
from config.reading import read_text

from mtasts_pages.config.keys.model import (
    DefaultsSection,
    DomainSection,
    GitHubSection,
    ReportsSection,
    SiteSection,
)

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
KEY_CELLS = re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE)
SAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("place", "section"),
    [
        ("github", GitHubSection),
        ("defaults", DefaultsSection),
        ("domains.<domain>", DomainSection),
        ("site", SiteSection),
        ("reports", ReportsSection),
    ],
)
def test_every_key_has_a_row(place: str, section: type[DomainSection]):
    for key in section.model_fields:
        assert [f"`{place}.{key}`" in cell.split(", ") for cell in KEY_CELLS].count(True) == 1


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if "domains:" in sample])
def test_samples_load_without_errors(sample: str):
    assert read_text(sample).config is not None


def test_the_sample_of_a_problem_is_what_the_loader_says():
    text = (
        "#\n#\n#\ndomains:\n  example.com:\n    mx: [mx1.example.com]\n    #\n    mode: enforced\n"
    )
    (problem,) = read_text(text).problems
    assert (problem.line, problem.column) == (8, 11)
    assert f"error: {problem.message}" in PAGE
    assert f"hint: {problem.hint}" in PAGE
