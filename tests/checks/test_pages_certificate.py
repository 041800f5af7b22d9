"""A certificate that does not come is explained, and asked for anew when the loss is old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, make_pages, make_repository, make_seen, make_target, missing, unanswered

from mtasts_pages.checks.pages_certificate import (
    describe_certificate,
    is_lost,
    needs_diagnosis,
    should_restart,
)
from mtasts_pages.state import (
    CertificateFault,
    CertificateState,
    Contact,
    DomainSeen,
    FetchProblem,
    GitHubSeen,
    Lookup,
    PagesHealth,
    RemoteRepository,
    ServedPolicy,
)

TARGET = make_target()
HEALTHY = PagesHealth(
    is_valid=True, is_https_eligible=True, reason="", is_proxied=False, caa_error=""
)
WAITING = replace(make_pages(TARGET), certificate=None, https_enforced=False)
NO_RECORD = missing(TARGET.record_name, "TXT")
OURS = make_seen(TARGET).policy_record


def make_rested(age: timedelta) -> RemoteRepository:
    """Return a policy repository to which nothing was committed for *age*."""
    then = NOW - age
    return replace(make_repository(TARGET), head_committed=then, domain_committed=then)


def turn_away(fault: CertificateFault | None) -> ServedPolicy:
    """Return a policy host that was met with a certificate of this *fault*."""
    contact = Contact("192.0.2.1", certificate_fault=fault)
    return ServedPolicy(None, FetchProblem.CERTIFICATE, contact=contact)


LATE = make_rested(timedelta(hours=13))
WRONG_NAME = turn_away(CertificateFault.WRONG_NAME)
UNSERVED = replace(
    make_seen(TARGET),
    served=WRONG_NAME,
    policy_record=NO_RECORD,
    github=GitHubSeen(LATE, WAITING, health=HEALTHY),
)
"""A domain whose CNAME record came half a day after the domain was set."""


def see(**github: object) -> DomainSeen:
    """Return `UNSERVED` with other values at GitHub."""
    assert UNSERVED.github is not None
    return replace(UNSERVED, github=replace(UNSERVED.github, **github))  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [None, *CertificateState])
def test_a_domain_that_was_never_served_is_set_anew_after_half_a_day(
    state: CertificateState | None,
) -> None:
    seen = see(pages=replace(WAITING, certificate=state))
    assert should_restart(seen, NOW) is (state is not CertificateState.APPROVED)
    early = replace(seen, github=replace(seen.github, repository=make_rested(timedelta(hours=11))))
    assert not should_restart(early, NOW)
    assert not is_lost(early, NOW)


@pytest.mark.parametrize(
    "served",
    [
        make_seen(TARGET).served,
        replace(make_seen(TARGET).served, body=b"something else"),
        ServedPolicy(None, FetchProblem.STATUS, contact=make_seen(TARGET).served.contact),
        ServedPolicy(None, FetchProblem.TIMEOUT),
        ServedPolicy(None, FetchProblem.UNRESOLVED),
        ServedPolicy(None, FetchProblem.TLS, contact=Contact("192.0.2.1")),
        ServedPolicy(None, FetchProblem.CERTIFICATE),
        turn_away(None),
        turn_away(CertificateFault.UNTRUSTED),
        turn_away(CertificateFault.EXPIRED),  # by the clock of this machine alone
        turn_away(CertificateFault.NOT_YET_VALID),
    ],
    ids=str,
)
@pytest.mark.parametrize("state", [None, *CertificateState])
def test_a_site_that_may_be_served_is_never_taken_down(
    served: ServedPolicy, state: CertificateState | None
) -> None:
    seen = replace(see(pages=replace(WAITING, certificate=state)), served=served)
    assert not should_restart(seen, NOW)
    assert not is_lost(seen, NOW)


@pytest.mark.parametrize(
    "health",
    [
        None,
        replace(HEALTHY, is_valid=False),
        replace(HEALTHY, is_https_eligible=False),
        replace(HEALTHY, is_proxied=True),
        replace(HEALTHY, caa_error="forbidden"),
    ],
    ids=str,
)
def test_the_domain_is_set_anew_only_when_that_can_help(health: PagesHealth | None) -> None:
    assert not should_restart(see(health=health), NOW)


@pytest.mark.parametrize(
    "record",
    [
        OURS,
        unanswered(TARGET.record_name, "TXT"),
        replace(NO_RECORD, dissent=(NO_RECORD, OURS)),
    ],
    ids=["released", "unanswered", "disputed"],
)
def test_a_loss_of_unknown_age_is_left_to_the_operator(record: Lookup) -> None:
    seen = replace(UNSERVED, policy_record=record)
    assert not should_restart(seen, NOW)
    assert is_lost(seen, NOW)


def test_a_certificate_that_github_says_has_ended_is_asked_for_anew_after_a_day() -> None:
    def end(days: int) -> DomainSeen:
        day = NOW.date() - timedelta(days=days)
        pages = replace(WAITING, certificate_expires=day, certificate=CertificateState.ERRORED)
        ended = turn_away(CertificateFault.EXPIRED)
        return replace(see(pages=pages), served=ended, policy_record=OURS)

    assert [should_restart(end(days), NOW) for days in (-1, 0, 1, 2, 30)] == [
        *[False] * 3,
        *[True] * 2,
    ]


@pytest.mark.parametrize("hours", [-13, -1, 0, 11])
def test_a_commit_of_the_future_is_not_an_old_one(hours: int) -> None:
    assert not should_restart(see(repository=make_rested(timedelta(hours=hours))), NOW)


def test_the_age_of_the_newest_commit_alone_proves_nothing() -> None:
    lately = replace(LATE, domain_committed=NOW - timedelta(hours=1))
    assert not should_restart(see(repository=lately), NOW)
    assert not should_restart(see(repository=replace(LATE, domain_committed=None)), NOW)


@pytest.mark.parametrize(
    ("state", "minutes", "asks"),
    [
        (None, 10, False),
        (None, 61, True),
        (CertificateState.NEW, 10, False),
        (CertificateState.ERRORED, 1, True),
        (CertificateState.DNS_CHANGED, 1, True),
        (CertificateState.UNKNOWN, 10, False),
    ],
)
def test_github_is_asked_when_it_failed_or_takes_longer_than_it_says(
    *, state: CertificateState | None, minutes: int, asks: bool
) -> None:
    pages = replace(WAITING, certificate=state)
    repository = make_rested(timedelta(minutes=minutes))
    assert needs_diagnosis(pages, repository, NOW) is asks


@pytest.mark.parametrize(
    ("health", "state", "said"),
    [
        (replace(HEALTHY, caa_error="no"), None, "a CAA record keeps Let's Encrypt from"),
        (replace(HEALTHY, is_proxied=True), None, "the policy host is behind a proxy"),
        (
            replace(HEALTHY, is_valid=False, reason="InvalidCNAMEError"),
            None,
            "GitHub finds the domain not valid: InvalidCNAMEError",
        ),
        (HEALTHY, None, "GitHub has not asked for one yet"),
        (None, CertificateState.BAD_AUTHZ, "its state at GitHub is `bad_authz`"),
    ],
)
def test_what_keeps_it_from_coming_is_said(
    health: PagesHealth | None, state: CertificateState | None, said: str
) -> None:
    assert describe_certificate(replace(WAITING, certificate=state), health).startswith(said)
