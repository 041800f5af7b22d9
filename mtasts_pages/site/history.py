"""The life of a policy so far: every announcement, and how long senders may go by each.

RFC 8461 lets a sender keep a policy for ``max_age`` after it was fetched. Two senders in use keep
an old policy for as long as its id can be read, ``max_age`` or not. So the time counts from the
last moment at which the policy was served *or* its id could be read. Git says when a policy was
served; when an id could no longer be read is said by a *mark*, a tag that the program sets once
every authoritative name server has the next id. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mtasts_pages.site.ledger import parse_message
from mtasts_pages.standards.mtasts import Policy
from mtasts_pages.standards.reading import parse_policy

MARK_PREFIX = "mta-sts/seen/"
"""How the name of a mark begins: ``mta-sts/seen/<policy id>/<UTC time>``, a tag."""

MARGIN = timedelta(hours=1)
"""What may lie between a commit and the moment at which GitHub's CDN serves it everywhere."""

UNKNOWN_TTL = timedelta(days=1)
"""The TTL that is reckoned with for a record whose own nobody knows."""

_SHORT = timedelta(hours=1)
_SHORT_COUNTS_AS = timedelta(days=1)
_TIME = "%Y%m%d%H%M%S"
_match_mark = re.compile(r"(?:.*/)?([A-Za-z0-9]{1,32})/([0-9]{14})", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class PolicyCommit:
    """One commit of the default branch, as far as it concerns the policy."""

    commit: str
    committed: datetime
    author: str
    message: str
    policy_file: bytes | None
    """What the commit holds at the policy's path; ``None`` when there is nothing."""


@dataclass(frozen=True, slots=True)
class HoldUntil:
    """Until when senders may go by a policy."""

    typical: datetime
    """Those that ask for the policy record or fetch often."""
    safe: datetime
    """Every sender that keeps RFC 8461, and every one whose code is known."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One policy as senders could learn it."""

    policy_id: str | None
    """The id in its commit; for a foreign one the id that was announced before, if any."""
    policy: Policy | None
    """``None`` for a text that senders refuse: then they keep what they have."""
    policy_file: bytes
    since: datetime
    until: datetime | None
    """``None`` while it is served."""
    commit: str
    author: str
    foreign: bool
    """Whether a commit that announces nothing brought it in."""
    id_gone: datetime | None = None
    """By when its id could not be read any more, ``None`` while that is not known."""

    def hold_until(self, now: datetime, ttl: timedelta = UNKNOWN_TTL) -> HoldUntil:
        """Return until when senders may go by it, if nothing is announced anew before *now*.

        Args:
            now: The moment of asking; what is served or can be read still counts until then.
            ttl: Of the policy record.

        """
        gone = (now if self.id_gone is None else min(self.id_gone, now)) + ttl
        served = now if self.until is None else min(self.until + MARGIN, now)
        age = timedelta(seconds=0 if self.policy is None else self.policy.max_age)
        if self.policy is not None and age < _SHORT:
            age = _SHORT_COUNTS_AS  # a sender in use keeps such a policy for a day
        safe = max(served, gone) + age
        return HoldUntil(min(gone + MARGIN, safe), safe)


@dataclass(frozen=True, slots=True)
class History:
    """What the history of one policy repository says."""

    announcements: tuple[Announcement, ...]
    """Oldest first."""
    is_whole: bool = True
    """Whether it was read to its beginning."""
    marks: Mapping[str, datetime] | None = None

    @property
    def current(self) -> Announcement | None:
        """The announcement in force, ``None`` when no policy is served."""
        last = self.announcements[-1] if self.announcements else None
        return last if last is not None and last.until is None else None

    def may_hold(self, now: datetime, ttl: timedelta = UNKNOWN_TTL) -> tuple[Announcement, ...]:
        """Return the announcements that a sender may go by at *now*, oldest first."""
        return tuple(
            each
            for each in self.announcements
            if each.policy is not None and each.hold_until(now, ttl).safe > now
        )


def read_history(
    commits: Iterable[PolicyCommit],
    marks: Mapping[str, datetime] | None = None,
    *,
    live_id: str | None = None,
    now: datetime | None = None,
    is_whole: bool = True,
) -> History:
    """Return the history that *commits* tell.

    Args:
        commits: Those of the default branch, newest first.
        marks: When each id was first seen on every authoritative name server.
        live_id: The id that every one of them has now, if they agree.
        now: When it was seen.
        is_whole: Whether the first commit is among them.

    """
    marks = dict(marks or {})
    if live_id is not None and now is not None:
        marks.setdefault(live_id, now)
    found: list[Announcement] = []
    body: bytes | None = None
    for commit in reversed(list(commits)):
        announced = parse_message(commit.message)
        same, body = commit.policy_file == body, commit.policy_file
        if announced is None and same:
            continue
        if found and found[-1].until is None:
            found[-1] = replace(found[-1], until=commit.committed)
        if body is not None:
            found.append(_announce(commit, body, announced, found))
    return History(tuple(_find_gone(found, marks)), is_whole, marks)


def format_mark(policy_id: str, seen: datetime) -> str:
    """Return the name of the tag that says when *policy_id* was first seen everywhere.

    >>> format_mark("20261123", datetime(2026, 11, 23, 12, tzinfo=UTC))
    'mta-sts/seen/20261123/20261123120000'
    """
    return f"{MARK_PREFIX}{policy_id}/{seen.astimezone(UTC).strftime(_TIME)}"


def read_marks(names: Iterable[str]) -> dict[str, datetime]:
    """Return the moment of each id among the tags *names*; of two marks the earlier one counts.

    >>> read_marks(["mta-sts/seen/20261123/20261123120000", "v1.0"])
    {'20261123': datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone.utc)}
    """
    marks: dict[str, datetime] = {}
    for name in names:
        match = _match_mark(name)
        if match is None:
            continue
        try:
            seen = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
        except ValueError:
            continue
        marks[match[1]] = min(seen, marks.get(match[1], seen))
    return marks


def _announce(
    commit: PolicyCommit, body: bytes, announced: str | None, before: Sequence[Announcement]
) -> Announcement:
    try:
        policy = parse_policy(body)
    except ValueError:
        policy = None
    inherited = before[-1].policy_id if before else None
    return Announcement(
        policy_id=announced or inherited,
        policy=policy,
        policy_file=body,
        since=commit.committed,
        until=None,
        commit=commit.commit,
        author=commit.author,
        foreign=announced is None,
    )


def _find_gone(
    announcements: Sequence[Announcement], marks: Mapping[str, datetime]
) -> Iterable[Announcement]:
    """Yield each with the first mark of a later id: then its own was gone everywhere.

    An announcement without an id, in a repository that was made by hand, went with the next one
    that has a mark. A mark from before the announcement is no mark of what came after it.
    """
    for number, each in enumerate(announcements):
        later = [
            marks[other.policy_id]
            for other in announcements[number + 1 :]
            if other.policy_id is not None
            and other.policy_id != each.policy_id
            and other.policy_id in marks
            and marks[other.policy_id] >= each.since
        ]
        yield replace(each, id_gone=min(later, default=None))
