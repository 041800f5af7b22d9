"""Simulated senders never hold a policy beyond the date that the history gives.

The profiles are those of real senders: one that keeps to RFC 8461, one that renews what it has
while the id stays, even after it has expired, one that never looks at the id while it holds a
policy, and one that fetches every time.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from mtasts_pages.site import format_message
from mtasts_pages.site.history import Announcement, PolicyCommit, read_history

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
TTL = HOUR
LAG = 600.0
"""For so long GitHub's CDN may serve what was there before."""
PROFILES = ("strict", "renewing", "blind", "always")
SEEDS = range(8)


@dataclass
class Life:
    """When each policy was pushed, its id put into the DNS, and that was marked; in seconds."""

    ages: list[float]
    pushed: list[float]
    announced: list[float]
    marked: list[float]

    def body_at(self, moment: float) -> int:
        return bisect_right(self.pushed, moment) - 1

    def id_at(self, moment: float) -> int:
        return bisect_right(self.announced, moment) - 1

    def history_at(self, moment: float) -> dict[int, Announcement]:
        """Return what the program can know at *moment*, by number."""
        commits = []
        for number, pushed in enumerate(self.pushed):
            if pushed <= moment:
                text = f"version: STSv1\r\nmode: enforce\r\nmx: mx{number}.example\r\n"
                body = f"{text}max_age: {int(self.ages[number])}\r\n".encode()
                message = format_message("Announce", f"id{number}")
                commits.append(PolicyCommit(f"{number}", at(pushed), "us", message, body))
        marks = {f"id{n}": at(when) for n, when in enumerate(self.marked) if when <= moment}
        found = read_history(reversed(commits), marks).announcements
        return dict(enumerate(found))


@dataclass
class Sender:
    """What one sender remembers."""

    profile: str
    body: int = -1
    known: int = -1
    expires: float = 0.0

    def deliver(self, moment: float, life: Life, chance: random.Random) -> None:
        """Do what it does before a delivery; caches and the CDN may show what was there before."""
        if self.profile == "blind" and moment < self.expires:
            return
        seen = life.id_at(moment - chance.uniform(0, TTL))
        fresh = moment < self.expires
        if self.profile == "renewing" and seen == self.known:
            self.expires = moment + life.ages[self.body]
        elif seen >= 0 and (self.profile == "always" or seen != self.known or not fresh):
            self.body = life.body_at(moment - chance.uniform(0, LAG))
            self.known, self.expires = seen, moment + life.ages[self.body]


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def make_life(chance: random.Random) -> Life:
    """Return a life whose operator changes the record hours or days after the policy is served."""
    life = Life([], [], [], [])
    now = 0.0
    for _ in range(5):
        life.ages.append(chance.choice([DAY, 3 * DAY, 7 * DAY]))
        life.pushed.append(now)
        life.announced.append(now + HOUR + chance.expovariate(1 / DAY))
        life.marked.append(life.announced[-1] + chance.expovariate(1 / HOUR))
        now = life.marked[-1] + chance.expovariate(1 / (4 * DAY))
    return life


def find_late(seed: int, *, naive: bool = False) -> list[str]:
    """Return who held which policy beyond its date in one simulated life."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    life = make_life(chance)
    senders = [Sender(profile) for profile in PROFILES for _ in range(8)]
    late = []
    end = life.pushed[-1] + 20 * DAY
    moment = life.announced[0]
    while moment < end:
        moment += chance.expovariate(1 / (3 * HOUR))
        known = life.history_at(moment)
        for sender in chance.sample(senders, 6):
            sender.deliver(moment, life, chance)
        for sender in senders:
            if sender.body < 0 or sender.expires <= moment:
                continue
            each = known[sender.body]
            if naive:
                until = at(moment) if each.until is None else each.until
                safe = until + timedelta(seconds=life.ages[sender.body])
            else:
                safe = each.hold_until(at(moment), timedelta(seconds=TTL)).safe
            if safe < at(sender.expires) and each.until is not None:
                late.append(f"{sender.profile} holds {sender.body}")
    return late


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sender_holds_a_policy_beyond_its_safe_date(seed: int) -> None:
    assert find_late(seed) == []


def test_without_the_marks_senders_would_be_caught_holding_one() -> None:
    """The simulation can fail: a date that counts from the next commit alone is too early."""
    late = [who for seed in SEEDS for who in find_late(seed, naive=True)]
    assert {who.split()[0] for who in late} >= {"renewing"}
