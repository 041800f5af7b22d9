"""What GitHub's words mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, PUBLISHED, make_pages, make_repository, make_target

from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import (
    CertificateProgress,
    CertificateState,
    PagesSite,
    RemoteRepository,
    RepositoryName,
)

TARGET = make_target()
WHOLE = make_repository(TARGET)
EMPTY = RemoteRepository.empty(RepositoryName("example-org", "x"))
FAILED = {"errored", "bad_authz", "authorization_revoked", "dns_changed"}


@pytest.mark.parametrize("state", CertificateState)
def test_only_an_approved_certificate_is_ready(state: CertificateState) -> None:
    expected = CertificateProgress.PENDING
    if state is CertificateState.APPROVED:
        expected = CertificateProgress.READY
    elif state.value in FAILED:
        expected = CertificateProgress.FAILED
    assert state.progress is expected
    assert replace(make_pages(TARGET), certificate=state).certificate_progress is expected


def test_a_certificate_that_was_not_asked_for_is_pending() -> None:
    pages = replace(make_pages(TARGET), certificate=None)
    assert pages.certificate_progress is CertificateProgress.PENDING


@pytest.mark.parametrize(
    "changes",
    [{"build_type": "workflow"}, {"build_type": None}, {"branch": "x"}, {"path": "/docs"}],
)
def test_pages_publishes_a_branch_only_from_its_root(changes: dict[str, object]) -> None:
    pages: PagesSite = make_pages(TARGET)
    assert pages.publishes("main")
    assert not replace(pages, **changes).publishes("main")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("repository", "is_ours"),
    [
        (WHOLE, True),
        (EMPTY, True),
        (replace(WHOLE, ledger=None), True),
        (replace(WHOLE, files={"README.md": "0" * 40}), True),  # the history has the policy
        (replace(WHOLE, ledger=None, files={"README.md": "0" * 40}), False),
    ],
)
def test_a_policy_repository_is_known_by_its_policy_or_its_history(
    repository: RemoteRepository, *, is_ours: bool
) -> None:
    assert repository.is_policy_repository is is_ours


def test_a_site_is_held_byte_for_byte() -> None:
    assert WHOLE.holds(TARGET.site)
    assert not WHOLE.holds({POLICY_PATH: TARGET.policy_file + b"\n"})
    assert not EMPTY.holds(TARGET.site)
    assert EMPTY.holds({})


def test_a_repository_rests_when_nothing_was_committed_for_a_while() -> None:
    age = NOW - PUBLISHED
    assert WHOLE.has_rested(NOW, age - timedelta(seconds=1))
    assert not WHOLE.has_rested(NOW, age)
    assert not EMPTY.has_rested(NOW, timedelta(0))


def test_of_a_hidden_repository_nothing_is_known_but_why() -> None:
    hidden = RemoteRepository.hidden(RepositoryName("example-org", "x"), "single sign-on")
    assert hidden.refusal == "single sign-on"
    assert hidden.is_empty
    assert str(hidden.name) == "example-org/x"
