"""A certificate that does not come is explained, and asked for anew at most twice a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mtasts_pages.checks.pages_certificate import (
    describe_certificate,
    needs_diagnosis,
    should_restart,
)
from mtasts_pages.state import (
    CertificateState,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    Visibility,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEALTHY = PagesHealth(
    is_valid=True, is_https_eligible=True, reason="", is_proxied=False, caa_error=""
)
WAITING = PagesSite("legacy", "main", "/", "mta-sts.example.com", False, None)  # noqa: FBT003 - a table


def make_repository(age: timedelta) -> RemoteRepository:
    return RemoteRepository(
        RepositoryName("example-org", "mta-sts.example.com"),
        Visibility.PUBLIC,
        archived=False,
        default_branch="main",
        head="0" * 40,
        files={},
        texts={},
        ledger=None,
        head_committed=NOW - age,
    )


@pytest.mark.parametrize(
    ("health", "hours", "state", "restarts"),
    [
        (HEALTHY, 13, None, True),
        (HEALTHY, 13, CertificateState.BAD_AUTHZ, True),
        (HEALTHY, 13, CertificateState.NEW, True),
        (HEALTHY, 11, None, False),
        (HEALTHY, 13, CertificateState.APPROVED, False),
        (None, 13, None, False),
        (replace(HEALTHY, is_valid=False), 13, None, False),
        (replace(HEALTHY, is_https_eligible=False), 13, None, False),
        (replace(HEALTHY, is_proxied=True), 13, None, False),
        (replace(HEALTHY, caa_error="forbidden"), 13, None, False),
    ],
)
def test_the_domain_is_set_anew_only_when_that_can_help(
    *, health: PagesHealth | None, hours: int, state: CertificateState | None, restarts: bool
) -> None:
    pages = replace(WAITING, certificate=state)
    repository = make_repository(timedelta(hours=hours))
    assert should_restart(pages, health, repository, NOW) is restarts


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
    repository = make_repository(timedelta(minutes=minutes))
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
