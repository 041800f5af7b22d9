"""Where mail goes, and how the policy host was reached."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import ADDRESS, found, make_seen, make_target, missing, unanswered

from mtasts_pages.state import Lookup, MailRoute

DOMAIN = "example.com"
GOOD = make_seen(make_target())
OWN = found(DOMAIN, "A", "192.0.2.1")


@pytest.mark.parametrize(
    ("mx", "own", "hosts", "refuses"),
    [
        (found(DOMAIN, "MX", "mx1.example.com", "mx2.example.com"), None,
         ("mx1.example.com", "mx2.example.com"), False),
        (found(DOMAIN, "MX", ""), None, (), True),  # RFC 7505
        (found(DOMAIN, "MX", ""), OWN, (), True),
        (found(DOMAIN, "MX", "", "mx1.example.com"), None, ("mx1.example.com",), False),
        (missing(DOMAIN, "MX"), OWN, (DOMAIN,), False),  # RFC 5321, 5.1
        (missing(DOMAIN, "MX"), missing(DOMAIN, "AAAA"), (), False),
        (missing(DOMAIN, "MX"), None, (), False),
        (unanswered(DOMAIN, "MX"), None, (), False),
    ],
)  # fmt: skip
def test_where_mail_goes(
    mx: Lookup, own: Lookup | None, hosts: tuple[str, ...], *, refuses: bool
) -> None:
    route = MailRoute(mx, own)
    assert (route.hosts, route.refuses_mail) == (hosts, refuses)


def test_addresses_are_those_of_both_families_ipv6_first() -> None:
    ipv6 = found("mta-sts.example.com", "AAAA", "2606:50c0:8000::153")
    assert GOOD.addresses == (ADDRESS,)
    assert replace(GOOD, ipv6=ipv6).addresses == ("2606:50c0:8000::153", ADDRESS)
    assert replace(GOOD, ipv6=None, ipv4=None).addresses == ()


def test_aliases_are_told_by_whatever_was_asked() -> None:
    pages = ("example-org.github.io",)
    assert GOOD.aliases == pages
    assert replace(GOOD, ipv4=None).aliases == pages
    assert replace(GOOD, ipv4=None, ipv6=None).aliases == pages
    unset = missing("mta-sts.example.com", "CNAME")
    assert replace(GOOD, policy_host=unset, ipv4=None, ipv6=None).aliases == ()
