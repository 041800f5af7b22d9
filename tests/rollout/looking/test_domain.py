"""Which questions are asked of one domain, and what becomes of the answers; no network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from good import ADDRESS, found, make_seen, make_target, missing, unanswered
from rollout.looking.questions import Hosts, Questions, make_outside
from samples import make_domain

from mtasts_pages.dns import Sighting
from mtasts_pages.rollout.looking.domain import (
    look_around,
    look_as_sender,
    look_at_mail_host,
    look_at_mail_route,
    look_at_records,
    look_at_wildcard,
)
from mtasts_pages.state import (
    Contact,
    FetchProblem,
    Lookup,
    MailProblem,
    MailRoute,
    ServedPolicy,
)

TARGET = make_target()
GOOD = make_seen(TARGET)
HOST, NAME, REPORTS = TARGET.policy_host, TARGET.record_name, TARGET.reporting_name
CHALLENGE = "_github-pages-challenge-example-org.example.com"
IN_ORDER = (GOOD.policy_host, GOOD.policy_record, GOOD.tls_reporting, GOOD.ipv6, GOOD.ipv4)
FOUR = [(NAME, "TXT"), (REPORTS, "TXT"), (HOST, "AAAA"), (HOST, "A")]


def in_order(*others: Lookup) -> Questions:
    known = {(each.name, each.type): each for each in (*IN_ORDER, *others) if each is not None}
    return Questions(*known.values())


# ---- what a domain publishes ----


def test_a_domain_is_asked_for_its_records_and_its_policy() -> None:
    questions, hosts = in_order(), Hosts(GOOD.served)
    seen = look_at_records("example.com", make_outside(questions, hosts), "example-org")
    assert questions.asked == [
        (HOST, "CNAME"),
        (CHALLENGE, "TXT"),
        (NAME, "TXT"),
        (REPORTS, "TXT"),
        (HOST, "AAAA"),
        (HOST, "A"),
    ]
    assert hosts.met == [(HOST, (ADDRESS,))]
    assert seen.policy_record.values == GOOD.policy_record.values
    assert seen.served.serves(TARGET.policy_file)
    assert (seen.github, seen.mail, seen.around, seen.proven) == (None, None, None, False)


def test_records_are_asked_of_whoever_holds_them_and_addresses_of_the_resolver() -> None:
    holder, resolver = in_order(), in_order()
    look_at_records("example.com", make_outside(resolver, records=holder))
    assert holder.asked == [(HOST, "CNAME"), (NAME, "TXT"), (REPORTS, "TXT")]
    assert resolver.asked == [(HOST, "AAAA"), (HOST, "A")]


def test_a_policy_host_that_does_not_exist_is_not_asked_for_addresses() -> None:
    questions, hosts = Questions(absent=[HOST]), Hosts()
    seen = look_at_records("example.com", make_outside(questions, hosts))
    assert questions.asked == [(HOST, "CNAME"), (NAME, "TXT"), (REPORTS, "TXT")]
    assert (seen.ipv6, seen.ipv4, seen.verification) == (None, None, None)
    assert hosts.met == [(HOST, ())]


# ---- as a sender ----


def test_a_sender_asks_four_questions_and_fetches_once() -> None:
    questions, hosts = in_order(), Hosts(GOOD.served)
    seen = look_as_sender(TARGET, make_outside(questions, hosts))
    assert questions.asked == FOUR
    assert hosts.met == [(HOST, (ADDRESS,))]
    assert seen.policy_host.values == GOOD.policy_host.values
    assert not seen.unclaimed


@pytest.mark.parametrize(
    ("texts", "asks"),
    [
        (("v=STSv1; id=a",), False),
        (("v=STSv1; id=a", "v=spf1 -all"), False),
        (("v=spf1 -all",), True),
        (("v=STSv10; id=b",), True),
        ((), False),
    ],
)
def test_a_wildcard_is_looked_for_only_when_it_could_explain_the_text(
    texts: tuple[str, ...], *, asks: bool
) -> None:
    record = found(NAME, "TXT", *texts) if texts else missing(NAME, "TXT")
    questions = in_order(record)
    seen = look_as_sender(TARGET, make_outside(questions, Hosts(GOOD.served)))
    assert ((f"*.{NAME}", "TXT") in questions.asked) is asks
    assert seen.policy_record.wildcard == ""
    wild = in_order(
        record,
        *(replace(record, name=name) for name in (f"*.{NAME}", "*.example.com")),
    )
    seen = look_as_sender(TARGET, make_outside(wild, Hosts(GOOD.served)))
    assert seen.policy_record.wildcard == ("*.example.com" if asks else "")


def test_addresses_that_could_not_be_asked_for_are_not_absent() -> None:
    hosts = Hosts()
    questions = in_order(missing(HOST, "AAAA"), unanswered(HOST, "A"))
    seen = look_as_sender(TARGET, make_outside(questions, hosts))
    assert seen.served.problem is FetchProblem.UNANSWERED
    assert seen.served.detail.startswith(f"the DNS lookup of `{HOST}` fails")
    assert hosts.met == []


@pytest.mark.parametrize(
    ("served", "looks"),
    [
        (ServedPolicy(None, FetchProblem.STATUS, contact=Contact("192.0.2.7")), "192.0.2.7"),
        (ServedPolicy(None, FetchProblem.CERTIFICATE), ADDRESS),
        (ServedPolicy(None, FetchProblem.TIMEOUT), None),
        (GOOD.served, None),
    ],
)
def test_a_site_at_github_that_serves_nothing_is_looked_at_again(
    served: ServedPolicy, looks: str | None
) -> None:
    hosts = Hosts(served)
    seen = look_as_sender(TARGET, make_outside(in_order(), hosts))
    assert hosts.met[1:] == ([] if looks is None else [(HOST, (looks,))])
    assert seen.unclaimed is (looks is not None)


def test_a_site_that_is_not_at_github_is_never_unclaimed() -> None:
    elsewhere = found(HOST, "A", "192.0.2.1", alias="www.example.net")
    hosts = Hosts(ServedPolicy(None, FetchProblem.STATUS))
    ipv6 = missing(HOST, "AAAA", "www.example.net")
    assert not look_as_sender(TARGET, make_outside(in_order(elsewhere, ipv6), hosts)).unclaimed
    assert len(hosts.met) == 1


# ---- mail ----

DOMAIN = "example.com"


@pytest.mark.parametrize(
    ("known", "asked", "hosts"),
    [
        ([found(DOMAIN, "MX", "mx1.example.com")], ["MX"], ("mx1.example.com",)),
        ([found(DOMAIN, "MX", "")], ["MX"], ()),
        ([unanswered(DOMAIN, "MX")], ["MX"], ()),
        ([found(DOMAIN, "A", "192.0.2.1")], ["MX", "A"], (DOMAIN,)),
        ([found(DOMAIN, "AAAA", "2001:db8::1")], ["MX", "A", "AAAA"], (DOMAIN,)),
        ([], ["MX", "A", "AAAA"], ()),
    ],
)
def test_the_own_address_is_asked_for_only_without_mx_records(
    known: list[Lookup], asked: list[str], hosts: tuple[str, ...]
) -> None:
    questions = Questions(*known)
    route = look_at_mail_route(DOMAIN, questions.look_up)
    assert [kind for _, kind in questions.asked] == asked
    assert route.hosts == hosts


def test_a_failure_for_one_address_family_is_kept_when_the_other_has_none() -> None:
    questions = Questions(unanswered(DOMAIN, "A"))
    own = look_at_mail_route(DOMAIN, questions.look_up).own_address
    assert own is not None
    assert own.failed


@pytest.mark.parametrize("authenticated", [True, False])
def test_tlsa_records_count_only_when_dnssec_proves_them(*, authenticated: bool) -> None:
    tlsa = replace(found("_25._tcp.mx1", "TLSA", "3 1 1 00"), authenticated=authenticated)
    hosts = Hosts()
    questions = Questions(found("mx1", "AAAA", "2001:db8::1"), found("mx1", "A", ADDRESS), tlsa)
    seen = look_at_mail_host("mx1", make_outside(questions, hosts))
    assert hosts.met == [("mx1", ("2001:db8::1", ADDRESS))]
    assert seen.tlsa == (("3 1 1 00",) if authenticated else ())


def test_a_mail_host_whose_addresses_are_not_told_is_not_reached() -> None:
    hosts = Hosts()
    questions = Questions(unanswered("mx1", "AAAA"), unanswered("mx1", "A"))
    seen = look_at_mail_host("mx1", make_outside(questions, hosts))
    assert seen.problem is MailProblem.UNREACHED
    assert "SERVFAIL" in seen.detail
    assert hosts.met == []


# ---- around ----

WILDCARD = "*.example.com"


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ([found(WILDCARD, "A", ADDRESS)], ["A"]),
        ([missing(WILDCARD, "A", "somebody.github.io")], ["A"]),
        ([unanswered(WILDCARD, "A")], ["A"]),
        ([found(WILDCARD, "AAAA", "2606:50c0:8000::153")], ["A", "AAAA"]),
        ([], ["A", "AAAA"]),
    ],
)
def test_a_wildcard_is_asked_for_both_kinds_of_addresses(
    known: list[Lookup], asked: list[str]
) -> None:
    questions = Questions(*known)
    seen = look_at_wildcard(DOMAIN, questions.look_up)
    assert [kind for _, kind in questions.asked] == asked
    assert seen.values == (known[0].values if known else ())


def test_caa_is_asked_for_upwards_until_there_is_any() -> None:
    questions = Questions(found(DOMAIN, "CAA", '0 issue "letsencrypt.org"'))
    around = look_around(
        TARGET, TARGET.policy, MailRoute(found(DOMAIN, "MX", "mx1.example.com")),
        make_outside(questions), questions.look_up,
    )  # fmt: skip
    assert [name for name, kind in questions.asked if kind == "CAA"] == [HOST, DOMAIN]
    assert around.caa[-1].values


def test_what_each_name_server_has_is_seen() -> None:
    sighting = Sighting("ns1", ("v=STSv1; id=a",))
    servers = Questions(replace(GOOD.policy_record, sightings=(sighting,)))
    questions = Questions()
    outside = make_outside(questions, authorities=servers)
    mail = MailRoute(missing(DOMAIN, "MX"))
    around = look_around(TARGET, TARGET.policy, mail, outside, questions.look_up)
    assert around.servers == (sighting,)
    assert servers.asked == [(NAME, "TXT")]


@pytest.mark.parametrize(
    ("mx", "absent", "vanished"),
    [
        ("mx1.gone.example", ["mx1.gone.example", "gone.example"], "gone.example"),
        ("mx1.own.example", ["mx1.own.example"], None),  # gone from somebody's own domain
        ("mx1.gone.co.example", ["mx1.gone.co.example", "gone.co.example"], "gone.co.example"),
        ("*.gone.example", ["gone.example"], "gone.example"),
        ("mx1.here.example", [], None),
    ],
)
def test_an_entry_of_a_domain_that_can_be_registered_has_vanished(
    mx: str, absent: list[str], vanished: str | None
) -> None:
    target = make_target(make_domain(mx=(mx,)))
    questions = Questions(found("own.example", "A", "192.0.2.1"), absent=absent)
    mail = MailRoute(found(DOMAIN, "MX", "other.example.net"))
    around = look_around(target, target.policy, mail, make_outside(questions), questions.look_up)
    assert around.vanished == (() if vanished is None else ((mx, vanished),))


def test_entries_that_are_in_use_are_not_looked_for() -> None:
    questions = Questions()
    mail = MailRoute(found(DOMAIN, "MX", "mx1.example.com", "mx2.example.com"))
    look_around(TARGET, TARGET.policy, mail, make_outside(questions), questions.look_up)
    assert all(kind in ("CAA", "TXT") for _, kind in questions.asked)


def test_a_name_server_that_fails_ends_the_search_for_vanished_entries() -> None:
    target = make_target(make_domain(mx=tuple(f"mx{n}.gone.example" for n in range(9))))
    questions = Questions(unanswered("mx0.gone.example", "A"))
    mail = MailRoute(missing(DOMAIN, "MX"))
    around = look_around(target, target.policy, mail, make_outside(questions), questions.look_up)
    assert around.vanished == ()
    assert [name for name, kind in questions.asked if kind == "A"] == ["mx0.gone.example"]
