"""The end of a run: every domain, and of a fleet who waits for what and why others failed."""

from __future__ import annotations

import pytest
from samples import make_domain

from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.console import Console
from mtasts_pages.cli.views.publish import show_outcomes, summarize
from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.publishing.outcome import Awaited, Outcome, OutcomeKind
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Target

REASONS = (
    *["current"] * 6,
    *[Awaited.POLICY_HOST_RECORD] * 5,
    *[Awaited.CERTIFICATE] * 2,
    *["failed"] * 3,
)


def make_fleet(size: int) -> list[Outcome]:
    outcomes = []
    for number, reason in enumerate(REASONS[:size]):
        domain = make_domain(f"d{number}.example")
        target = Target(domain, "example-org", {POLICY_PATH: b"policy"})
        kind, awaited, error = OutcomeKind.CURRENT, None, None
        if isinstance(reason, Awaited):
            kind, awaited = OutcomeKind.WAITING, reason
        elif reason == "failed":
            kind, error = (
                OutcomeKind.FAILED,
                GitHubError(f"GitHub refused `{target.repository}`", "wait"),
            )
        stage = Stage.CURRENT if kind is OutcomeKind.CURRENT else Stage.DOMAIN_SET
        outcomes.append(Outcome(target, kind, stage, "id", awaited, error=error))
    return outcomes


def test_the_same_reason_of_many_is_one_line_with_the_first_names() -> None:
    assert summarize(make_fleet(len(REASONS))) == [
        (
            "     5  waiting for the CNAME record of the policy host: d6.example, d7.example,"
            " d8.example and 2 more"
        ),
        "     3  failed: GitHub refused …: d13.example, d14.example, d15.example",
        "     2  waiting for the certificate from GitHub: d11.example, d12.example",
    ]


@pytest.mark.parametrize(
    ("size", "verbose", "proofs"), [(6, False, 6), (16, False, 0), (16, True, 6)]
)
def test_a_fleet_shows_its_proofs_when_asked(
    capsys: pytest.CaptureFixture[str], size: int, *, verbose: bool, proofs: int
) -> None:
    show_outcomes(Console(verbose=verbose), make_fleet(size))
    shown = capsys.readouterr().out
    assert "Run `mtasts-pages publish " not in shown  # but once for all of them
    assert shown.count("next: Run the same command again") == (size > 10)
    assert shown.count("serves the 6 bytes") == proofs
    assert shown.count(" waiting for the CNAME record of the policy host: ") == (size > 10)
    assert shown.splitlines()[-1].startswith("6 current, ")
