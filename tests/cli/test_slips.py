"""What newcomers type, and what they are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.first_config import check_owner
from mtasts_pages.cli.options import Duration
from mtasts_pages.cli.questions import check_reports
from mtasts_pages.cli.views.check import describe_evidence
from mtasts_pages.rollout.checking.report import DomainReport

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-c", "mta-sts.yaml", "validate"], "Options of a command go after it"),
        (["publish", "--dry-run"], "`mtasts-pages plan` changes nothing"),
        (["version"], "The version is `mtasts-pages --version`"),
        (["help"], "Help is `mtasts-pages --help`"),
        (["apply"], "Did you mean `publish`?"),
        (["plan", "--exit-cod"], "--exit-code"),
        (["explain", "record-mising"], "did you mean `record-missing`?"),
    ],
)
def test_a_slip_is_answered_with_what_is_meant(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_finding_is_explained(run: Run) -> None:
    code, out, _ = run("explain", "[record-missing]")
    assert code == 0
    assert out.startswith("record-missing  error, The policy record\n")
    assert "What to do: run `mtasts-pages publish`" in out
    assert '"schema": "mtasts-pages/explain@1"' in run("explain", "record-missing", "--json")[1]


def test_a_config_further_up_is_named(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = sample.parent / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    code, _, err = run("validate")
    assert (code, "name it by `-c ../../mta-sts.yaml`" in err) == (2, True)


def test_an_empty_part_of_a_fleet_is_told(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    sample.write_text("domains:\n  example.com: {mx: [mx1.example.com]}\n")
    said = [
        run("plan", "-c", str(sample), "--shard", f"{n}/9", "example.com")[2] for n in range(1, 10)
    ]
    assert sum("there is nothing to do" in each for each in said) == 8


def test_a_domain_that_is_not_there_is_answered_with_where_it_belongs(
    run: Run, sample: Path
) -> None:
    sample.write_text("domains:\n  example.com: {mx: [mx1.example.com]}\n")
    err = run("plan", "-c", str(sample), "other.example.net")[2]
    assert "the config has `example.com` alone; add a new domain to it under `domains`" in err


def test_a_key_without_a_colon_is_found_where_it_is(run: Run, sample: Path) -> None:
    sample.write_text("domains:\n  example.com\n  example.net:\n    mx: [mx1.example.net]\n")
    code, out, _ = run("validate", "-c", str(sample))
    assert code == 2
    assert ":2:3: error: `example.com` has no `:` behind it" in out
    sample.write_text("domains:\n  example.net:\n    mode: none\n    mx\n      - mx1.example.net\n")
    out = run("validate", "-c", str(sample))[1]
    assert ":4:5: error: `mx" in out
    assert "has no `:` behind it" in out


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("widgets-inc", "widgets-inc"),
        ("https://github.com/widgets-inc", "widgets-inc"),
        ("github.com/orgs/widgets-inc/", "widgets-inc"),
    ],
)
def test_an_owner_is_a_login_or_the_address_of_its_page(text: str, read: str) -> None:
    assert check_owner(text) == read


def test_a_plain_address_takes_the_reports() -> None:
    assert check_reports("postmaster@widgets.example") == "mailto:postmaster@widgets.example"
    assert check_reports("none") == "none"


def test_what_is_well_is_shown_when_asked_for() -> None:
    ends = datetime(2027, 2, 3, tzinfo=UTC)
    report = DomainReport(
        "example.com",
        Stage.CURRENT,
        (),
        policy_id="2026",
        mode="enforce",
        certificate_expires=ends,
        reached=("mx1.example.com",),
    )
    assert describe_evidence(report) == (
        "mode enforce; policy id 2026; certificate until 2027-02-03; STARTTLS at mx1.example.com"
    )


def test_durations_are_those_of_the_config() -> None:
    context = click.Context(click.Command("x"))
    assert Duration().convert("1h30m", None, context) == 5400
    assert Duration().convert("1d12h", None, context) == 129_600
