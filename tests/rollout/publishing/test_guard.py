"""What needs somebody's word, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtasts_pages.cli import options
from mtasts_pages.config import DomainConfig
from mtasts_pages.rollout.looking.binding import BoundMail
from mtasts_pages.rollout.publishing.guard import RiskName, find_risks
from mtasts_pages.rollout.publishing.shard import Shard
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.standards.mtasts import Mode, MxPattern, format_policy
from mtasts_pages.state import (
    Lookup,
    LookupKind,
    MailHost,
    MailProblem,
    MailRoute,
    RemoteRepository,
    RepositoryName,
    Target,
    Visibility,
)


def make_target(domain: str, mode: Mode, *mx: str) -> Target:
    config = DomainConfig(
        domain=domain,
        mode=mode,
        max_age=604800,
        mx=tuple(MxPattern(host) for host in mx),
        tls_reports=(),
        ttl=3600,
        owner="example-org",
        repository=f"mta-sts.{domain}",
        alias_of=None,
    )
    return Target(config, "example-org", {POLICY_PATH: format_policy(config.policy)})


def publish(target: Target) -> RemoteRepository:
    """Return the repository that holds what *target* says."""
    return RemoteRepository(
        RepositoryName("example-org", target.repository.name),
        Visibility.PUBLIC,
        archived=False,
        default_branch="main",
        head="0" * 40,
        files={},
        texts={POLICY_PATH: target.policy_file.decode()},
        ledger=None,
    )


BOTH = ("mx1.example.com", "mx2.example.com")


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ((Mode.ENFORCE, *BOTH), (Mode.ENFORCE, BOTH[0]), "`mx2.example.com`"),
        ((Mode.ENFORCE, BOTH[0]), (Mode.ENFORCE, BOTH[1]), "`mx1.example.com`"),
        ((Mode.ENFORCE, "*.example.com"), (Mode.ENFORCE, BOTH[0]), "`*.example.com`"),
        ((Mode.ENFORCE, *BOTH), (Mode.ENFORCE, "*.example.com"), None),
        ((Mode.ENFORCE, "*.a.example.com"), (Mode.ENFORCE, "*.example.com"), "`*.a.example.com`"),
        ((Mode.ENFORCE, BOTH[0]), (Mode.ENFORCE, *BOTH), None),
        ((Mode.ENFORCE, *BOTH), (Mode.ENFORCE, *reversed(BOTH)), None),
        ((Mode.TESTING, *BOTH), (Mode.ENFORCE, BOTH[0]), None),
        ((Mode.ENFORCE, *BOTH), (Mode.TESTING, BOTH[0]), None),
    ],
)
def test_an_enforced_policy_must_not_lose_an_mx_unasked(
    before: tuple[Mode, ...], after: tuple[Mode, ...], lost: str | None
) -> None:
    repository = publish(make_target("example.com", *before))
    risks = find_risks([make_target("example.com", *after)], [repository])
    expected = f"the enforced policy of `example.com` loses {lost}"
    assert [risk.sentence for risk in risks] == ([expected] if lost else [])


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        ((Mode.ENFORCE, *BOTH), (Mode.NONE,), True),
        ((Mode.TESTING, *BOTH), (Mode.NONE, *BOTH), True),
        ((Mode.NONE, *BOTH), (Mode.NONE,), False),
        ((Mode.NONE,), (Mode.TESTING, *BOTH), False),
    ],
)
def test_a_policy_is_not_withdrawn_unasked(
    before: tuple[Mode, ...], after: tuple[Mode, ...], *, asks: bool
) -> None:
    repository = publish(make_target("example.com", *before))
    risks = find_risks([make_target("example.com", *after)], [repository])
    expected = "the policy of `example.com` is withdrawn: its mode becomes `none`"
    assert [risk.sentence for risk in risks] == ([expected] if asks else [])


def test_a_policy_that_senders_refuse_today_loses_nothing() -> None:
    target = make_target("example.com", Mode.ENFORCE, BOTH[0])
    repository = replace(publish(target), texts={POLICY_PATH: "mode: enforced\n"})
    assert find_risks([target], [repository]) == ()


@pytest.mark.parametrize(
    ("published", "changed", "asks"), [(11, 4, True), (11, 3, False), (10, 10, False)]
)
def test_many_changes_at_once_need_a_word(*, published: int, changed: int, asks: bool) -> None:
    targets = [
        make_target(f"d{number}.example", Mode.TESTING, "mx.example.com")
        for number in range(published)
    ]
    old = [
        make_target(target.domain, Mode.TESTING, "old.example.com") if number < changed else target
        for number, target in enumerate(targets)
    ]
    risks = find_risks(targets, [publish(each) for each in old])
    assert bool(risks) is asks
    if asks:
        assert risks[0].sentence == f"{changed} of {published} published policies would change"
        assert len(risks[0].domains) == changed


@pytest.mark.parametrize(
    ("published", "changed", "shards", "asks"),
    [(5, 5, 4, True), (3, 1, 4, False), (3, 3, 4, False), (5, 5, 2, False), (20, 6, 4, False)],
)
def test_a_part_of_a_fleet_is_judged_as_the_part_that_it_is(
    *, published: int, changed: int, shards: int, asks: bool
) -> None:
    names = [f"d{number}.example" for number in range(published)]
    targets = [make_target(name, Mode.TESTING, "mx.example.com") for name in names]
    old = [
        make_target(name, Mode.TESTING, "old.example.com" if number < changed else "mx.example.com")
        for number, name in enumerate(names)
    ]
    assert bool(find_risks(targets, [publish(each) for each in old], shards)) is asks


def test_new_domains_are_no_risk() -> None:
    targets = [make_target(f"d{n}.example", Mode.ENFORCE, "mx.example.com") for n in range(50)]
    assert find_risks(targets, [None] * 50) == ()


def test_every_domain_is_in_exactly_one_shard_and_stays_there() -> None:
    domains = [make_target(f"d{n}.example", Mode.TESTING, "mx.example").config for n in range(200)]
    parts = [Shard(index, 7).select(domains) for index in range(1, 8)]
    assert sorted(d.domain for part in parts for d in part) == sorted(d.domain for d in domains)
    assert all(len(part) > 10 for part in parts)
    fewer = domains[::3]
    assert Shard(3, 7).select(fewer) == tuple(d for d in fewer if d in parts[2])


# ---- policies that are about to bind senders ----


def bind(*hosts: str, **problems: MailProblem) -> BoundMail:
    """Return the mail of a domain with these live hosts; mx1 and so on may have a problem."""
    route = MailRoute(Lookup("example.com", "MX", LookupKind.RECORDS, hosts))
    return BoundMail(route, tuple(MailHost(host, problems.get(host[:3])) for host in hosts))


REFUSING = (
    MailProblem.NO_STARTTLS,
    MailProblem.STARTTLS_FAILED,
    MailProblem.OLD_TLS,
    MailProblem.CERTIFICATE,
)


def find_names(mail: BoundMail | None, before: Mode = Mode.TESTING) -> list[RiskName]:
    repository = publish(make_target("example.com", before, *BOTH))
    target = make_target("example.com", Mode.ENFORCE, *BOTH)
    return [risk.name for risk in find_risks([target], [repository], mail=[mail])]


def test_a_live_host_that_the_policy_does_not_cover_is_a_risk() -> None:
    assert find_names(bind(*BOTH, "mx3.example.com")) == [RiskName.MX_NOT_COVERED]
    assert find_names(bind(*BOTH)) == []
    assert find_names(None) == []


@pytest.mark.parametrize("problem", MailProblem)
def test_a_live_host_that_senders_refuse_is_a_risk(problem: MailProblem) -> None:
    names = [RiskName.MX_REFUSED] if problem in REFUSING else []
    assert find_names(bind(*BOTH, mx2=problem)) == names


def test_a_first_policy_that_is_enforced_at_once_is_looked_at_too() -> None:
    target = make_target("example.com", Mode.ENFORCE, BOTH[0])
    (risk,) = find_risks([target], [None], mail=[bind(*BOTH)])
    assert risk.name is RiskName.MX_NOT_COVERED
    assert risk.domains == ("example.com",)
    assert "`mx2.example.com`" in risk.sentence


def test_the_command_line_knows_every_risk() -> None:
    assert tuple(RiskName) == options._RISKS
