"""The page with its charts, in a real browser."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from checks.test_page import Browse, browse
from reports.samples import POLICY, make_failure, make_report, pack

__all__ = ["browse"]

HOSTILE = "</style></svg><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
LATER = (*POLICY[:3], "mx: mx2.example.com", POLICY[3])


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page of three domains, one of them with failures of all kinds."""
    folder = tmp_path_factory.mktemp("page")
    inbox = folder / "inbox"
    inbox.mkdir()
    today = datetime.now(UTC).date()
    for number in range(40):
        day = today - timedelta(days=number)
        failures = [make_failure()] if number < 3 else []
        failures += [make_failure("tlsa-invalid", 1)] if number == 9 else []
        failures += [make_failure(HOSTILE, 1, HOSTILE)] if number == 30 else []
        policy = POLICY if number > 15 else LATER
        for organization in ("Sender Inc.", HOSTILE):
            report = make_report("example.com", day, organization, 50, failures, policy)
            (inbox / f"{number}{len(organization)}.gz").write_bytes(pack(report))
        (inbox / f"{number}.net.gz").write_bytes(pack(make_report("example.net", day)))
    arguments = ["reports", "--no-live", "--html", ".", "--jobs", "1", "inbox"]
    subprocess.run(
        [sys.executable, "-m", "mtasts_pages", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return (folder / "reports.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_the_page_of_reports_is_accessible(
    browse: Browse,
    page: str,
    *,
    dark: bool,
    phone: bool,
) -> None:
    folder = os.environ.get("SCREENSHOTS")
    name = f"reports-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}.png"
    found = browse(
        page,
        dark=dark,
        phone=phone,
        axe=True,
        screenshot=str(Path(folder) / name) if folder else "",
        script="document.querySelectorAll('rect.no').length",
    )
    assert found["violations"] == []
    assert found["wide"] <= 0
    assert found["result"] >= 5


def test_what_strangers_wrote_is_only_text(browse: Browse, page: str) -> None:
    found = browse(page, script="document.querySelectorAll('script, img').length")
    assert found["result"] == 0
