"""Links inside the project lead somewhere."""

import re
from pathlib import Path

import pytest
from docs.pages import PAGES, name_page

LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s]+)\)")


def make_anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of *page*."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_page)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"`{link}` leads nowhere"
        if anchor:
            assert anchor in make_anchors(target), f"`{link}` names no heading"
