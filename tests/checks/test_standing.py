"""How records stand where name servers disagree, and where somebody else has the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from good import NOW, found, make_id, make_repository, make_seen, make_target, missing, unanswered

from mtasts_pages.checks.standing import judge_records, record_is_present
from mtasts_pages.dns import Purpose, RecordState, RecordStatus, Sighting
from mtasts_pages.site import make_policy_id
from mtasts_pages.state import GitHubSeen, Lookup, LookupKind

TARGET = make_target()
POLICY_ID = make_id(TARGET)
REPOSITORY = make_repository(TARGET)
GOOD = make_seen(TARGET)
NAME, REPORTING = TARGET.record_name, TARGET.reporting_name
NEW = found(NAME, "TXT", f"v=STSv1; id={POLICY_ID}")
OLD = found(NAME, "TXT", "v=STSv1; id=old")
NOTHING = missing(NAME, "TXT")
FAILED = unanswered(NAME, "TXT")


def judge(
    policy: Lookup = NOTHING,
    reports: Lookup = NOTHING,
    host: Lookup = NOTHING,
    *,
    proven: bool = True,
    announced: bool = True,
) -> dict[Purpose, RecordStatus]:
    pages = GOOD.github.pages if GOOD.github is not None else None
    repository = REPOSITORY if announced else replace(REPOSITORY, files={})
    seen = replace(
        GOOD,
        policy_host=host,
        policy_record=policy,
        tls_reporting=reports,
        github=GitHubSeen(repository, pages),
        proven=proven,
    )
    return {status.record.purpose: status for status in judge_records(TARGET, seen, NOW)}


def disagreeing(*said: Lookup) -> Lookup:
    sightings = tuple(
        Sighting(f"ns{number}", answer.values, problem=answer.detail)
        for number, answer in enumerate(said, 1)
    )
    return replace(said[0], ttl=17, sightings=sightings, dissent=said)


def test_a_record_stands_when_every_server_has_it() -> None:
    assert judge(NEW)[Purpose.POLICY_RECORD].state is RecordState.PRESENT
    assert record_is_present(POLICY_ID, NEW)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ((NEW, OLD), RecordState.DIFFERENT),
        ((NEW, NOTHING), RecordState.MISSING),
        ((NEW, NOTHING, OLD), RecordState.DIFFERENT),
    ],
)
def test_where_servers_disagree_the_gravest_counts(
    said: tuple[Lookup, ...], state: RecordState
) -> None:
    answer = disagreeing(*said)
    status = judge(answer)[Purpose.POLICY_RECORD]
    assert status.state is state
    assert status.reason.startswith(
        f"The name servers disagree: ns1 has `v=STSv1; id={POLICY_ID}`; ns2 has "
    )
    assert status.ttl_left == 17
    assert [each.server for each in status.sightings][:2] == ["ns1", "ns2"]
    assert not record_is_present(POLICY_ID, answer)


def test_an_unproven_policy_is_held_also_where_servers_disagree() -> None:
    status = judge(disagreeing(NEW, OLD), proven=False)[Purpose.POLICY_RECORD]
    assert status.state is RecordState.HOLD
    assert not status.is_open


@pytest.mark.parametrize(("proven", "announced"), [(True, True), (False, True), (False, False)])
@pytest.mark.parametrize(
    "answer",
    [
        found(NAME, "TXT", "v=STSv1; id=theirs", alias="p.example"),
        missing(NAME, "TXT", alias="p.example"),
    ],
)
def test_nothing_is_published_beside_a_cname(
    answer: Lookup, *, proven: bool, announced: bool
) -> None:
    """Some providers take `_mta-sts` over by a CNAME: nothing may stand beside one."""
    statuses = judge(answer, answer, proven=proven, announced=announced)
    for purpose in (Purpose.POLICY_RECORD, Purpose.TLS_REPORTING):
        status = statuses[purpose]
        assert status.state is RecordState.DIFFERENT
        assert status.delegated_to == "p.example"
        assert "somebody else publishes the record" in status.reason
        assert not status.is_open
        assert status.standing == ()


def test_a_cname_that_leads_to_the_right_record_is_right() -> None:
    answer = found(NAME, "TXT", *NEW.values, alias="_mta-sts.example.net")
    status = judge(answer)[Purpose.POLICY_RECORD]
    assert status.state is RecordState.PRESENT
    assert status.delegated_to == "_mta-sts.example.net"
    assert not status.may_be_published  # beside a CNAME nothing may be


@pytest.mark.parametrize(
    "answer",
    [
        Lookup(NAME, "TXT", LookupKind.NO_DATA, aliases=("lb.hosting.example.net",)),
        found(NAME, "TXT", "v=spf1 -all"),
        found(NAME, "TXT", "v=STSv1; id=old", "v=TLSRPTv1; rua=mailto:a@example.com"),
        found(NAME, "CNAME", "lb.hosting.example.net"),
    ],
)
def test_what_a_wildcard_answers_is_in_nobodys_way(answer: Lookup) -> None:
    """A record of the name's own takes precedence over the wildcard (RFC 4592)."""
    wild = replace(answer, wildcard="*.example.com")
    statuses = judge(wild, wild, wild)
    for purpose in (Purpose.POLICY_HOST, Purpose.POLICY_RECORD, Purpose.TLS_REPORTING):
        status = statuses[purpose]
        assert (status.state, status.found) == (RecordState.MISSING, ())
        assert "The wildcard *.example.com answers for the name" in status.reason
        assert status.is_open
    held = judge(wild, wild, wild, proven=False)[Purpose.POLICY_RECORD]
    assert (held.state, held.standing) == (RecordState.HOLD, ())


def test_a_wildcard_that_says_the_right_thing_is_right() -> None:
    wild = replace(GOOD.tls_reporting, wildcard="*._tls.example.com")
    status = judge(reports=wild)[Purpose.TLS_REPORTING]
    assert (status.state, status.may_be_published) == (RecordState.PRESENT, True)


def test_one_server_that_answers_from_a_wildcard_lacks_the_record() -> None:
    wild = replace(found(NAME, "TXT", "v=spf1 -all"), wildcard="*.example.com")
    status = judge(disagreeing(NEW, wild))[Purpose.POLICY_RECORD]
    assert status.state is RecordState.MISSING


def test_a_wildcard_text_verifies_no_domain() -> None:
    verification = found("_github-pages-challenge-example-org.example.com", "TXT", "v=spf1 -all")
    for lookup, state in (
        (verification, RecordState.PRESENT),
        (replace(verification, wildcard="*.example.com"), RecordState.UNKNOWN),
    ):
        statuses = judge_records(TARGET, replace(GOOD, verification=lookup), NOW)
        assert statuses[-1].state is state


def test_an_alias_may_share_the_record_of_a_domain_with_the_same_policy() -> None:
    shared = make_policy_id(TARGET.policy_file, NOW + timedelta(days=3))
    answer = found(NAME, "TXT", f"v=STSv1; id={shared}", alias="_mta-sts.example.net")
    assert record_is_present(POLICY_ID, answer)
    status = judge(answer, proven=False)[Purpose.POLICY_RECORD]
    assert (status.state, status.delegated_to) == (RecordState.PRESENT, "_mta-sts.example.net")
    assert status.standing == ()
    for other in (
        found(NAME, "TXT", f"v=STSv1; id={shared}"),  # without the CNAME it is just an old id
        replace(answer, wildcard="*.example.com"),
        found(NAME, "TXT", f"v=STSv1; id={shared[:-1]}x", alias="_mta-sts.example.net"),
    ):
        assert not record_is_present(POLICY_ID, other)


def test_a_record_that_follows_another_domain_is_not_called_a_strangers() -> None:
    target = make_target(replace(TARGET.config, alias_of="example.net"))
    old = found(NAME, "TXT", "v=STSv1; id=old", alias="_mta-sts.example.net")
    status = judge_records(target, replace(make_seen(target), policy_record=old), NOW)[1]
    assert status.state is RecordState.DIFFERENT
    assert "follows when `mtasts-pages publish example.net`" in status.reason
    assert not status.is_open


@pytest.mark.parametrize(
    ("kind", "state"),
    [(LookupKind.NO_DATA, RecordState.MISSING), (LookupKind.RECORDS, RecordState.PRESENT)],
)
def test_a_record_in_a_zone_of_its_own_is_published_there_alone(
    kind: LookupKind, state: RecordState
) -> None:
    values = NEW.values if kind is LookupKind.RECORDS else ()
    cut = Lookup(NAME, "TXT", kind, values, zone=NAME)
    status = judge(cut)[Purpose.POLICY_RECORD]
    assert (status.state, status.delegated_zone) == (state, NAME)
    assert f"lies in {NAME}, a zone of its own" in status.reason
    assert (status.may_be_published, status.standing) == (False, ())
    own = judge(replace(cut, zone="example.com"))[Purpose.POLICY_RECORD]
    assert own.delegated_zone == ""


def test_no_cname_can_be_at_the_top_of_a_zone() -> None:
    host = TARGET.policy_host
    cut = Lookup(host, "CNAME", LookupKind.NO_DATA, zone=host)
    status = judge(host=cut)[Purpose.POLICY_HOST]
    assert (status.delegated_zone, status.is_open) == (host, False)
    assert "no CNAME record can be at the top of one: remove its NS records" in status.reason


def test_no_answer_is_unknown() -> None:
    statuses = judge(FAILED, FAILED, FAILED)
    for purpose in (Purpose.POLICY_HOST, Purpose.POLICY_RECORD, Purpose.TLS_REPORTING):
        assert statuses[purpose].state is RecordState.UNKNOWN
        assert "it answers SERVFAIL" in statuses[purpose].reason
        assert statuses[purpose].unseen


def test_other_text_at_the_name_is_no_record() -> None:
    other = found(NAME, "TXT", "v=spf1 -all")
    statuses = judge(other, other)
    assert statuses[Purpose.POLICY_RECORD].state is RecordState.MISSING
    assert statuses[Purpose.TLS_REPORTING].state is RecordState.MISSING
    assert statuses[Purpose.POLICY_RECORD].found == ("v=spf1 -all",)


def test_a_record_that_only_some_senders_take_is_in_the_way() -> None:
    """White space before the first ``;``: beside it no second record may stand."""
    odd = found(NAME, "TXT", "v=STSv1 ; id=old", "v=spf1 -all")
    reports = found(NAME, "TXT", "v=TLSRPTv1 ;rua=mailto:a@example.com")
    statuses = judge(odd, reports)
    assert statuses[Purpose.POLICY_RECORD].state is RecordState.DIFFERENT
    assert statuses[Purpose.TLS_REPORTING].state is RecordState.DIFFERENT
    both = found(NAME, "TXT", f"v=STSv1; id={POLICY_ID}", "v=STSv1 ; id=old")
    assert judge(both, both)[Purpose.POLICY_RECORD].state is RecordState.DIFFERENT


def test_reports_that_go_where_they_should_need_no_change() -> None:
    assert judge(reports=GOOD.tls_reporting)[Purpose.TLS_REPORTING].state is RecordState.PRESENT
