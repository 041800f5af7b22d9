"""What a first config is written from; no network."""

from __future__ import annotations

import pytest
from good import found, unanswered
from rollout.looking.questions import Hosts, Questions, make_outside

from mtasts_pages.errors import NetworkError, UsageError
from mtasts_pages.rollout.adopting.survey import survey
from mtasts_pages.standards import Mode
from mtasts_pages.state import Lookup, ServedPolicy

POLICY = b"version: STSv1\nmode: enforce\nmx: mx1.acme.org\nmax_age: 2419200\n"


def on_pages(domain: str, owner: str) -> list[Lookup]:
    """Return the records of a domain whose policy host is at GitHub."""
    host = f"mta-sts.{domain}"
    return [
        found(domain, "MX", f"mx1.{domain}"),
        found(host, "CNAME", f"{owner}.github.io"),
        found(host, "A", "185.199.108.153"),
    ]


def test_each_domain_is_looked_at_once() -> None:
    questions = Questions(
        found("acme.org", "MX", "mx1.acme.org"), found("b.example", "MX", "mx1.b.example")
    )
    surveyed = survey(["acme.org", "B.example.", "ACME.org"], make_outside(questions), jobs=2)
    assert [(each.domain, each.mx) for each in surveyed.domains] == [
        ("acme.org", ("mx1.acme.org",)),
        ("b.example", ("mx1.b.example",)),
    ]
    assert (surveyed.owner, surveyed.left_out) == (None, ())
    assert questions.asked.count(("acme.org", "MX")) == 1


def test_with_patterns_nobody_is_asked() -> None:
    questions = Questions()
    surveyed = survey(["acme.org"], make_outside(questions), ["*.mail.acme.org"])
    assert [each.mx for each in surveyed.domains] == [("*.mail.acme.org",)]
    assert questions.asked == []


@pytest.mark.parametrize(
    ("owners", "found_owner"), [(("acme", "acme"), "acme"), (("acme", "other"), None)]
)
def test_the_owner_is_that_of_all_policy_hosts(
    owners: tuple[str, str], found_owner: str | None
) -> None:
    first, second = owners
    questions = Questions(*on_pages("acme.org", first), *on_pages("b.example", second))
    hosts = Hosts(ServedPolicy(POLICY))
    surveyed = survey(["acme.org", "b.example"], make_outside(questions, hosts), jobs=1)
    assert surveyed.owner == found_owner
    assert surveyed.domains[0].mode is Mode.ENFORCE
    assert [host for host, _ in hosts.met] == ["mta-sts.acme.org", "mta-sts.b.example"]


def test_a_domain_that_takes_no_mail_is_left_out() -> None:
    questions = Questions(found("acme.org", "MX", "mx1.acme.org"), found("b.example", "MX", ""))
    surveyed = survey(["acme.org", "b.example"], make_outside(questions))
    (left,) = surveyed.left_out
    assert left.domain == "b.example"
    assert "null MX" in left.remarks[-1]


@pytest.mark.parametrize("domains", [["b.example"], ["b.example", "c.example"]])
def test_where_every_domain_says_that_it_takes_no_mail_there_is_nothing_to_do(
    domains: list[str],
) -> None:
    questions = Questions(*(found(domain, "MX", "") for domain in domains))
    surveyed = survey(domains, make_outside(questions))
    assert surveyed.is_done
    assert [domain.domain for domain in surveyed.left_out] == domains
    assert all("null MX" in domain.remarks[-1] for domain in surveyed.left_out)


@pytest.mark.parametrize(
    ("domains", "said"),
    [
        (["c.example"], "c.example has no MX record"),
        (["b.example", "c.example"], "none of the domains takes mail"),
    ],
)
def test_without_any_domain_that_takes_mail_there_is_nothing_to_write(
    domains: list[str], said: str
) -> None:
    questions = Questions(found("b.example", "MX", ""))
    with pytest.raises(UsageError, match="there is no policy to write") as caught:
        survey(domains, make_outside(questions))
    assert said in caught.value.message


@pytest.mark.parametrize(("domains", "mx"), [(["-"], []), (["acme.org"], ["10 mx1.acme.org"])])
def test_what_cannot_be_a_name_is_refused(domains: list[str], mx: list[str]) -> None:
    with pytest.raises(UsageError):
        survey(domains, make_outside(Questions()), mx)


def test_a_name_server_that_does_not_answer_is_an_error() -> None:
    silent = unanswered("acme.org", "MX")
    with pytest.raises(NetworkError):
        survey(["acme.org"], make_outside(Questions(silent)))
