"""What a commit says, and when it announces; without git."""

from __future__ import annotations

import pytest

from mtasts_pages.rollout.publishing.push import compose_commit
from mtasts_pages.site import POLICY_PATH, Site, parse_message

OLD_ID, NEW_ID = "20261101000000aaaaaaaaaaaa", "20261124000000bbbbbbbbbbbb"
SITE = {POLICY_PATH: b"policy", "CNAME": b"mta-sts.example.com"}


def compose(before: Site, policy_id: str | None) -> tuple[str, str | None] | None:
    """Return the subject of the commit, and the id that its message announces."""
    commit = compose_commit("example.com", before, SITE, policy_id, NEW_ID)
    if commit is None:
        return None
    assert parse_message(commit.message) == commit.policy_id
    return commit.message.splitlines()[0], commit.policy_id


@pytest.mark.parametrize("policy_id", [None, OLD_ID])
@pytest.mark.parametrize(
    ("before", "subject"),
    [
        ({}, "Publish the MTA-STS policy of example.com"),
        ({"CNAME": b"x"}, "Publish the MTA-STS policy of example.com"),
        ({POLICY_PATH: b"old"}, "Change the MTA-STS policy of example.com"),
    ],
)
def test_another_policy_gets_a_new_id_whatever_was_known(
    before: Site, subject: str, policy_id: str | None
) -> None:
    assert compose(before, policy_id) == (subject, NEW_ID)


@pytest.mark.parametrize("before", [SITE, {POLICY_PATH: b"policy"}])
def test_a_policy_without_an_id_is_announced(before: Site) -> None:
    assert compose(before, None) == ("Announce the MTA-STS policy of example.com", NEW_ID)


def test_other_files_change_without_an_announcement() -> None:
    before = {**SITE, "CNAME": b"mta-sts.example.net"}
    assert compose(before, OLD_ID) == ("Update the site of example.com", None)


def test_what_is_there_already_needs_no_commit() -> None:
    assert compose(SITE, OLD_ID) is None
    assert compose({**SITE, "notes.txt": b"theirs"}, OLD_ID) is None
