"""What cog writes into the pages is what the program says now."""

import subprocess
import sys
from pathlib import Path

import pytest
from docs.pages import PAGES, ROOT, name_page, read_page

GENERATED = [page for page in PAGES if "[[[cog" in page.read_text(encoding="utf-8")]


@pytest.mark.timeout(400)  # two of the pages hold what the program prints in the sandbox
@pytest.mark.parametrize("page", GENERATED, ids=name_page)
def test_page_is_fresh(page: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "-I", "tools", name_page(page)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=390,
    )
    assert done.returncode == 0, f"run `make docs`\n{done.stdout}\n{done.stderr}"


def test_demo_stands_on_the_first_screen() -> None:
    lines = read_page("README.md").splitlines()
    assert "$ make demo" in lines[:24]
    assert "4 current, 0 waiting, 0 failed" in lines[:40]
