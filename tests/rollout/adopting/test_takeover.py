"""What of a domain goes into its first config, and what is said about the rest."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from good import found, missing, unanswered

from mtasts_pages.config.draft import DraftDomain
from mtasts_pages.errors import NetworkError
from mtasts_pages.rollout.adopting.takeover import find_pages_owner, look_at, take_over
from mtasts_pages.standards import Mode
from mtasts_pages.state import (
    DomainSeen,
    FetchProblem,
    Lookup,
    LookupKind,
    MailRoute,
    ServedPolicy,
)

DOMAIN = "acme.org"
NOTHING = missing(DOMAIN, "MX")
SERVED = b"version: STSv1\nmode: enforce\nmx: *.mail.acme.org\nmax_age: 2419200\n"


def answer(*values: str) -> Lookup:
    return found(DOMAIN, "MX", *values)


def present(
    mx: Lookup,
    served: bytes | ServedPolicy | None = None,
    *,
    record: Lookup = NOTHING,
    reporting: Lookup = NOTHING,
    host: Lookup = NOTHING,
) -> DomainSeen:
    """Return what was seen of the domain; without *served* its policy host has no address."""
    if served is None:
        served = ServedPolicy(None, FetchProblem.UNRESOLVED, "the policy host has no address")
    seen = ServedPolicy(served) if isinstance(served, bytes) else served
    return DomainSeen(host, record, reporting, seen, mail=MailRoute(mx))


def take(seen: DomainSeen) -> DraftDomain:
    return take_over(DOMAIN, seen)


class Silent:
    """A resolver that gets no answer about one name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def look_up(self, name: str, kind: str) -> Lookup:
        if name == self.name:
            return replace(unanswered(name, kind), detail="SERVFAIL")
        return found(name, kind, f"mx.{name}") if kind == "MX" else missing(name, kind)


class Unresolved:
    """Policy hosts without an address."""

    def fetch(self, _host: str, addresses: list[str]) -> ServedPolicy:
        assert not addresses
        return ServedPolicy(None, FetchProblem.UNRESOLVED, "the policy host has no address")


def make_outside(silent: str) -> Any:
    resolver = Silent(silent)
    return SimpleNamespace(resolver=resolver, records=resolver, policy_hosts=Unresolved())


@pytest.mark.parametrize("name", ["mta-sts", "_mta-sts", "_smtp._tls"])
def test_what_cannot_be_looked_up_is_not_forgotten(name: str) -> None:
    with pytest.raises(NetworkError, match=f"`{name}.acme.org` cannot be looked up: SERVFAIL"):
        look_at(DOMAIN, make_outside(f"{name}.acme.org"))


def test_nothing_is_known_without_the_mx_records() -> None:
    with pytest.raises(NetworkError, match=r"the MX records of `acme\.org` cannot be looked up"):
        look_at(DOMAIN, make_outside(DOMAIN))


def test_nothing_is_known_without_the_address_of_a_domain_that_has_no_mx_record() -> None:
    class Silence(Silent):
        def look_up(self, name: str, kind: str) -> Lookup:
            failing = kind in ("A", "AAAA") and name == self.name
            return unanswered(name, kind) if failing else missing(name, kind)

    outside = make_outside(DOMAIN)
    outside.resolver = Silence(DOMAIN)
    with pytest.raises(NetworkError, match="no MX record, and its address cannot be looked up"):
        look_at(DOMAIN, outside)


def test_mx_hosts_stand_in_the_order_of_preference() -> None:
    entry = take(present(answer("mx2.acme.org", "mx1.acme.org")))
    assert entry.mx == ("mx2.acme.org", "mx1.acme.org")
    assert (entry.mode, entry.max_age, entry.tls_reports, entry.remarks) == (None, None, None, ())


@pytest.mark.parametrize(
    ("mx", "said"),
    [
        (answer(""), "null MX"),
        (NOTHING, "no MX record"),
        (answer("ms12345678.msv1.invalid"), "verification"),
        (answer("under_score.acme.org"), "underscore"),
    ],
)
def test_a_domain_that_takes_no_mail_is_left_out_and_the_reason_named(
    mx: Lookup, said: str
) -> None:
    entry = take(present(mx, SERVED))
    assert entry.mx == ()
    assert said in entry.remarks[-1]


def test_a_domain_without_mx_records_takes_mail_at_its_own_address() -> None:
    """RFC 5321, 5.1: the implicit MX."""
    seen = present(NOTHING)
    own = found(DOMAIN, "A", "192.0.2.1")
    entry = take(replace(seen, mail=MailRoute(missing(DOMAIN, "MX"), own)))
    assert entry.mx == (DOMAIN,)
    assert entry.remarks == (f"{DOMAIN} has no MX record: senders deliver to its own address",)


PROVIDED = replace(
    present(
        answer("mx.acme.org"),
        SERVED,
        host=found(f"mta-sts.{DOMAIN}", "CNAME", "mta-sts.p.example"),
        record=found(f"_mta-sts.{DOMAIN}", "TXT", "v=STSv1; id=1", alias="_mta-sts.p.example"),
    ),
    tls_reporting=found(f"_smtp._tls.{DOMAIN}", "TXT", alias="tls.p.example"),
)


def test_who_publishes_what_for_the_domain_is_said() -> None:
    said = "\n".join(take(PROVIDED).remarks)
    assert "mta-sts.acme.org is a CNAME to mta-sts.p.example, where somebody else serves" in said
    assert "_mta-sts.acme.org is a CNAME to _mta-sts.p.example: a provider publishes" in said
    assert "_smtp._tls.acme.org is a CNAME to tls.p.example" in said
    assert "a new one follows" not in said
    cut = replace(
        PROVIDED,
        policy_record=Lookup(
            f"_mta-sts.{DOMAIN}", "TXT", LookupKind.NO_DATA, zone=f"_mta-sts.{DOMAIN}"
        ),
    )
    assert "lies in _mta-sts.acme.org, a zone of its own" in "\n".join(take(cut).remarks)


def test_what_a_wildcard_answers_is_nobodys_publication() -> None:
    wild = replace(
        PROVIDED,
        policy_host=replace(PROVIDED.policy_host, wildcard="*.acme.org"),
        policy_record=replace(PROVIDED.policy_record, wildcard="*.acme.org"),
        tls_reporting=replace(PROVIDED.tls_reporting, wildcard="*.acme.org"),
    )
    assert "CNAME" not in "\n".join(take(wild).remarks)


def test_a_verification_host_is_left_out_and_named() -> None:
    entry = take(present(answer("mx.acme.org", "ms12345678.msv1.invalid")))
    assert entry.mx == ("mx.acme.org",)
    assert "`ms12345678.msv1.invalid`" in entry.remarks[0]


def test_a_policy_that_is_served_is_kept_with_the_hosts_that_it_forgot() -> None:
    entry = take(present(answer("a.mail.acme.org", "mx.acme.net"), SERVED))
    assert entry.mx == ("*.mail.acme.org", "mx.acme.net")
    assert (entry.mode, entry.max_age) == (Mode.ENFORCE, 2_419_200)
    assert any("mx.acme.net" in remark and "not covered" in remark for remark in entry.remarks)


@pytest.mark.parametrize(
    ("served", "said"),
    [
        (SERVED.replace(b"enforce", b"enforced"), "`enforced` is not a mode"),
        (SERVED.replace(b"enforce", b"none"), "mode none"),
        (ServedPolicy(None, FetchProblem.STATUS, "status 404"), "status 404"),
    ],
)
def test_a_policy_that_senders_do_not_take_is_not_taken_over(
    served: bytes | ServedPolicy, said: str
) -> None:
    entry = take(present(answer("mx.acme.org"), served))
    assert (entry.mx, entry.mode, entry.max_age) == (("mx.acme.org",), None, None)
    assert said in entry.remarks[0]


def test_records_are_taken_over() -> None:
    entry = take(
        present(
            answer("mx.acme.org"),
            record=answer("v=STSv1; id=20261123"),
            reporting=answer("v=TLSRPTv1; rua=mailto:t@acme.org,https://acme.org/tls"),
        )
    )
    assert entry.tls_reports == ("mailto:t@acme.org", "https://acme.org/tls")
    assert any("20261123" in remark for remark in entry.remarks)


@pytest.mark.parametrize(
    "values",
    [("v=spf1 -all",), ("v=TLSRPTv1; rua=http://x",), ("v=TLSRPTv1; rua=mailto:a@b.org",) * 2],
)
def test_reports_that_nobody_gets_are_not_taken_over(values: tuple[str, ...]) -> None:
    assert take(present(answer("mx.acme.org"), reporting=answer(*values))).tls_reports is None


@pytest.mark.parametrize(
    ("target", "owner"), [("acme.github.io", "acme"), ("x.acme.net", None), ("a.b.github.io", None)]
)
def test_the_owner_is_told_by_the_cname_record(target: str, owner: str | None) -> None:
    assert find_pages_owner(present(NOTHING, host=answer(target))) == owner
