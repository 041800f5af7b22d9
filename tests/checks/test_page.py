"""The status page and the landing page, in a real browser."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from checks.scene import make_domain

from mtasts_pages.checks import Finding, Severity
from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.finding import find
from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.views.check_page import render_page
from mtasts_pages.rollout.checking.report import DomainReport, FleetReport
from mtasts_pages.rollout.life.due import Due
from mtasts_pages.site import load_templates, render_site

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".cache" / "node" / "node_modules"
CHROMIUM = shutil.which("chromium")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"

Browse = Callable[..., dict[str, Any]]


def report(number: int, *findings: Finding, domain: str = "d{}.example.com") -> FleetReport:
    """Return a fleet of every stage, every seventh domain without findings."""
    stages = [*Stage, None]
    domains = tuple(
        DomainReport(
            domain=domain.format(each),
            stage=stages[each % len(stages)],
            findings=findings if each % 7 else (),
            mode="enforce",
            certificate_expires=NOW + timedelta(days=each % 90) if each % 5 else None,
            due=Due("promote", "its policy may be enforced", "promote --write", NOW)
            if each % 3 or number == 3
            else None,
        )
        for each in range(number)
    )
    common = (find(KINDS["github-left-out"], "GitHub", "GitHub was not asked"),)
    return FleetReport(domains, common, NOW)


FINDINGS = (
    find(
        KINDS["certificate-expired"],
        "mta-sts.example.com",
        "`mta-sts.example.com` serves no policy",
    ),
    find(
        KINDS["id-behind"], "_mta-sts.example.com", "`_mta-sts.example.com` is behind", hint="wait"
    ),
    find(KINDS["mx-dane"], "mx1.example.com", "`mx1.example.com` has 2 TLSA records"),
)


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not (MODULES / "puppeteer-core").is_dir() or not (MODULES / "axe-core").is_dir():
        pytest.skip("puppeteer-core and axe-core are not installed")

    def run(page: str, **options: object) -> dict[str, Any]:
        file = tmp_path / "index.html"
        file.write_text(page, encoding="utf-8")
        script = str(Path(__file__).with_name("browse.js"))
        done = subprocess.run(
            ["node", script, str(CHROMIUM), str(file), json.dumps(options)],
            env={**os.environ, "NODE_MODULES": str(MODULES)},
            check=False,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        assert found["said"] == []
        assert found["foreign"] == []
        return found

    return run


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_the_status_page_is_accessible(browse: Browse, *, dark: bool, phone: bool) -> None:
    folder = os.environ.get("SCREENSHOTS")
    name = f"status-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}.png"
    found = browse(
        render_page(report(24, *FINDINGS)),
        dark=dark,
        phone=phone,
        axe=True,
        screenshot=str(Path(folder) / name) if folder else "",
        script="document.querySelectorAll('details').forEach((each) => { each.open = true; })",
    )
    assert found["violations"] == []
    assert found["wide"] <= 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_landing_page_is_accessible(browse: Browse, *, dark: bool) -> None:
    folder = os.environ.get("SCREENSHOTS")
    site = render_site(make_domain(), load_templates(None))
    name = f"landing-{'dark' if dark else 'light'}.png"
    found = browse(
        site["index.html"].decode(),
        dark=dark,
        phone=True,
        axe=True,
        screenshot=str(Path(folder) / name) if folder else "",
    )
    assert found["violations"] == []
    assert found["wide"] <= 0


def test_a_thousand_domains_open_in_two_seconds_and_weigh_less_than_a_megabyte(
    browse: Browse,
) -> None:
    page = render_page(report(1000, *FINDINGS[:2]))
    assert len(page.encode()) < 1_000_000
    found = browse(page, script="document.querySelectorAll('#fleet > li').length")
    assert found["result"] == 1000
    assert found["milliseconds"] < 2000


FILTER = """(() => {
  const names = () => document.querySelectorAll('#fleet > li:not([hidden]) h2');
  const shown = () => [...names()].map((name) => name.textContent);
  const set = (id, value, kind) => {
    const control = document.getElementById(id);
    control.value = value;
    control.dispatchEvent(new Event(kind));
  };
  const seen = {all: shown().length};
  set('search', 'D12.', 'input'); seen.search = shown();
  set('search', '', 'input'); set('rank', '0', 'change'); seen.clean = shown();
  set('rank', '', 'change'); set('stage', 'current', 'change'); seen.current = shown();
  set('stage', '', 'change'); set('sort', 'days', 'change'); seen.days = shown().slice(0, 2);
  set('sort', 'rank', 'change'); seen.rank = shown()[0];
  set('sort', 'config', 'change'); seen.config = shown()[0];
  seen.status = document.getElementById('shown').textContent;
  return seen;
})()"""


def test_domains_are_found_sorted_and_counted(browse: Browse) -> None:
    seen = browse(render_page(report(22, *FINDINGS)), script=FILTER)["result"]
    assert seen["all"] == 22
    assert seen["search"] == ["d12.example.com"]
    assert seen["clean"] == [f"d{number}.example.com" for number in (0, 7, 14, 21)]
    assert seen["current"] == ["d9.example.com", "d20.example.com"]
    assert seen["days"] == ["d1.example.com", "d2.example.com"]
    assert seen["rank"] == "d1.example.com"
    assert seen["config"] == "d0.example.com"
    assert seen["status"] == "22 of 22 shown"


class Elements(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


def elements(page: str) -> list[str]:
    parser = Elements()
    parser.feed(page)
    return parser.found


def test_no_value_breaks_out_of_the_page(browse: Browse) -> None:
    """Everywhere a value can stand, there stands a hostile one."""
    hostile = Finding(KINDS["record-invalid"], Severity.ERROR, HOSTILE, HOSTILE, HOSTILE)
    plain = Finding(KINDS["record-invalid"], Severity.ERROR, "a", "b", "c")
    spoiled = report(3, hostile, domain=HOSTILE.replace("{", "{{").replace("}", "}}") + "{}")
    due = Due(HOSTILE, HOSTILE, HOSTILE)
    spoiled = replace(spoiled, domains=tuple(replace(each, due=due) for each in spoiled.domains))
    page = render_page(spoiled)
    assert HOSTILE not in page
    assert elements(page) == elements(render_page(report(3, plain)))
    shown = browse(page, script="document.querySelector('#fleet h2').textContent")["result"]
    assert shown == f"{HOSTILE}0"


def test_the_page_allows_its_own_style_and_script_alone() -> None:
    page = render_page(report(1))
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
