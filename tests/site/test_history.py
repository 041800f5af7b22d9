"""The ledger: which policies were announced, and until when senders may go by each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mtasts_pages.site import format_message
from mtasts_pages.site.history import (
    History,
    PolicyCommit,
    format_mark,
    read_history,
    read_marks,
)

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
TTL = HOUR


def text(mode: str = "testing", mx: str = "mx1.example.com", max_age: int = 604_800) -> bytes:
    return f"version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: {max_age}\r\n".encode()


def commit(
    day: float, policy: bytes | None, policy_id: str | None = None, author: str = "us"
) -> PolicyCommit:
    message = format_message("Something", policy_id)
    return PolicyCommit(f"{day}", START + day * DAY, author, message, policy)


def read(*commits: PolicyCommit, marks: dict[str, float] | None = None) -> History:
    """Read *commits*, oldest first here."""
    seen = {policy_id: START + day * DAY for policy_id, day in (marks or {}).items()}
    return read_history(reversed(commits), seen)


def test_each_announcement_is_served_until_the_next() -> None:
    history = read(commit(0, text(), "A"), commit(3, text("enforce"), "B"))
    first, second = history.announcements
    assert (first.policy_id, first.since, first.until) == ("A", START, START + 3 * DAY)
    assert (second.policy_id, second.until) == ("B", None)
    assert history.current is second
    assert not first.foreign


def test_a_commit_that_leaves_the_policy_alone_announces_nothing() -> None:
    history = read(commit(0, text(), "A"), commit(1, text()), commit(2, text()))
    assert len(history.announcements) == 1
    assert history.current is not None


def test_a_foreign_change_is_an_announcement_under_the_id_that_stays() -> None:
    other = text(mx="other.example")
    history = read(commit(0, text(), "A"), commit(1, other, author="them"))
    first, second = history.announcements
    assert (second.policy_id, second.foreign, second.author) == ("A", True, "them")
    assert first.until == second.since


def test_a_bump_ends_the_window_of_a_foreign_body() -> None:
    """A body that was there for an hour is held under its id for as long as that id is read."""
    other = text(mx="other.example")
    commits = (commit(0, text(), "A"), commit(1, other), commit(1.1, text(), "A"))
    open_window = read(*commits).announcements[1]
    closed = read(*commits, commit(2, text(), "B"), marks={"B": 2}).announcements[1]
    late = START + 30 * DAY
    assert open_window.hold_until(late, TTL).safe == late + TTL + WEEK
    assert closed.hold_until(late, TTL).safe == START + 2 * DAY + TTL + WEEK


def test_a_policy_that_is_taken_away_is_served_no_more() -> None:
    history = read(commit(0, text(), "A"), commit(1, None))
    assert history.current is None
    assert history.announcements[0].until == START + DAY


def test_without_a_mark_the_time_counts_from_now() -> None:
    """Two senders in use renew a policy for as long as they can read its id."""
    first = read(commit(0, text(), "A"), commit(1, text("enforce"), "B")).announcements[0]
    now = START + 20 * DAY
    assert first.id_gone is None
    assert first.hold_until(now, TTL).safe == now + TTL + WEEK


def test_with_a_mark_it_counts_from_the_mark() -> None:
    commits = (commit(0, text(), "A"), commit(1, text("enforce"), "B"))
    first = read(*commits, marks={"B": 2}).announcements[0]
    hold = first.hold_until(START + 20 * DAY, TTL)
    assert hold.typical == START + 2 * DAY + TTL + HOUR
    assert hold.safe == START + 2 * DAY + TTL + WEEK


def test_the_mark_of_any_later_id_will_do() -> None:
    commits = (commit(0, text(), "A"), commit(1, text("enforce"), "B"), commit(2, text(), "C"))
    first, second, _ = read(*commits, marks={"C": 3}).announcements
    assert first.id_gone == second.id_gone == START + 3 * DAY


def test_a_mark_of_its_own_id_says_nothing_of_its_end() -> None:
    only = read(commit(0, text(), "A"), marks={"A": 1}).announcements[0]
    assert only.id_gone is None


def test_what_is_served_counts_until_now() -> None:
    current = read(commit(0, text(), "A")).current
    now = START + 90 * DAY
    assert current is not None
    assert current.hold_until(now, TTL).safe == now + TTL + WEEK


def test_the_id_that_the_dns_has_now_is_as_good_as_a_mark() -> None:
    now = START + 5 * DAY
    commits = [commit(0, text(), "A"), commit(1, text("enforce"), "B")]
    history = read_history(reversed(commits), live_id="B", now=now)
    assert history.announcements[0].id_gone == now
    assert history.announcements[0].hold_until(now + WEEK, TTL).safe == now + TTL + WEEK


def test_a_policy_that_is_served_after_its_id_is_gone_counts_until_it_is_not() -> None:
    """The record goes first in a removal; the body is fetched as long as it is there."""
    commits = (commit(0, text(), "A"), commit(9, text("enforce"), "B"))
    first = read(*commits, marks={"B": 9}).announcements[0]
    margin = first.hold_until(START + 20 * DAY, timedelta(0)).safe - WEEK
    assert margin == START + 9 * DAY + HOUR


def test_a_max_age_below_an_hour_counts_as_a_day() -> None:
    commits = (commit(0, text(max_age=600), "A"), commit(1, text("enforce"), "B"))
    first = read(*commits, marks={"B": 1}).announcements[0]
    assert first.hold_until(START + WEEK, TTL).safe == START + DAY + TTL + DAY


def test_which_policies_senders_may_hold() -> None:
    commits = (
        commit(0, text(max_age=86_400), "A"),
        commit(1, text("enforce", max_age=31_557_600), "B"),
        commit(2, text("enforce"), "C"),
    )
    history = read(*commits, marks={"B": 1, "C": 2})
    assert [each.policy_id for each in history.may_hold(START + 2 * DAY, TTL)] == ["A", "B", "C"]
    assert [each.policy_id for each in history.may_hold(START + 3 * DAY, TTL)] == ["B", "C"]
    assert [each.policy_id for each in history.may_hold(START + 400 * DAY, TTL)] == ["C"]


def test_nobody_holds_a_text_that_senders_refuse() -> None:
    history = read(commit(0, text(), "A"), commit(1, b"nmx: mx.example\n"))
    assert history.announcements[1].policy is None
    assert [each.policy_id for each in history.may_hold(START + 2 * DAY)] == ["A"]


@pytest.mark.parametrize("name", ["v1", "mta-sts/seen/a", "mta-sts/seen/a/20261399000000", "a/b/c"])
def test_other_tags_are_no_marks(name: str) -> None:
    assert read_marks([name]) == {}


def test_the_earlier_of_two_marks_counts() -> None:
    names = [format_mark("A", START + DAY), format_mark("A", START)]
    assert read_marks(names) == {"A": START}


def test_a_mark_from_before_a_policy_says_nothing_of_its_end() -> None:
    """An id that comes back, as by a revert, was marked when it was first seen."""
    other = text(mx="other.example")
    commits = (commit(0, text(), "B"), commit(3, other, "C"), commit(5, text(), "B"))
    history = read(*commits, marks={"B": 1})
    assert history.announcements[1].id_gone is None
