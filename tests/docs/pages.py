"""The documentation as the tests read it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]


def name_page(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read_page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def read_section(page: str, heading: str) -> str:
    """Return what stands between *heading* and the next heading of the same level."""
    level = heading.partition(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}$(.*?)(?=^{level} |\Z)", page, re.DOTALL | re.MULTILINE
    )
    assert found, f"there is no section `{heading}`"
    return found[1]
