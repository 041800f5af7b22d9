"""What the operator does next, by how publishing went."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rollout.publishing.states import TARGET, Cname, Pages, Record, Reporting, Served, State, plan

from mtasts_pages.checks.stage import Stage
from mtasts_pages.errors import GitHubError
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Awaited

AGAIN = f"Run `mtasts-pages publish {TARGET.domain}` again"


def wait(state: State) -> Outcome:
    """Return the outcome of a domain that waits for what its plan awaits."""
    made = plan(state)
    assert made.wait is not None
    assert made.stage is not None
    return Outcome(
        TARGET, OutcomeKind.WAITING, made.stage, None, made.wait.awaited, records=made.records
    )


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (State(cname=Cname.ABSENT), ["Create the CNAME record mta-sts.example.com."]),
        (State(cname=Cname.ELSEWHERE), ["Change the CNAME record mta-sts.example.com."]),
        (State(record=Record.ABSENT), ["Create the TXT record _mta-sts.example.com."]),
        (State(record=Record.OLD), ["Change the TXT record _mta-sts.example.com."]),
        (State(record=Record.ELSEWHERE), ["Remove the CNAME record _mta-sts.example.com."]),
        (State(reporting=Reporting.MISSING), ["Create the TXT record _smtp._tls.example.com."]),
        (
            State(cname=Cname.ABSENT, record=Record.ABSENT, proven=False),
            ["Create the CNAME record mta-sts.example.com."],
        ),
        (
            State(pages=Pages.NOT_ASKED, served=Served.NOTHING),
            ["Wait for the certificate from GitHub"],
        ),
        (State(record=Record.OLD, proven=False), ["Wait for the policy to be served"]),
    ],
    ids=str,
)
def test_a_domain_that_waits_says_what_to_do(state: State, names: list[str]) -> None:
    *steps, last = wait(state).next_steps
    assert [step[: len(name)] for step, name in zip(steps, names, strict=True)] == names
    assert last == AGAIN


def test_a_domain_that_failed_has_the_hint_of_its_error() -> None:
    outcome = Outcome(TARGET, OutcomeKind.FAILED, Stage.CREATED, None)
    error = GitHubError("it is archived", "unarchive it")
    assert replace(outcome, error=error).next_steps == ("unarchive it",)
    assert replace(outcome, error=GitHubError("it is down")).next_steps == ()
    assert outcome.next_steps == ()


def test_a_current_domain_has_nothing_to_do() -> None:
    made = plan(State())
    outcome = Outcome(TARGET, OutcomeKind.CURRENT, Stage.CURRENT, "1", records=made.records)
    assert (outcome.next_steps, outcome.open_records) == ((), ())


@pytest.mark.parametrize("awaited", Awaited)
def test_what_is_awaited_has_a_phrase(awaited: Awaited) -> None:
    assert awaited.phrase.startswith("the ")
