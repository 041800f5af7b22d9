"""How records stand where name servers disagree, and where somebody else has the name."""

import pytest
from samples import make_domain

from mtasts_pages.checks.standing import judge_records, record_is_present
from mtasts_pages.dns import Purpose, RecordState, RecordStatus, Sighting
from mtasts_pages.site import load_templates, render_site
from mtasts_pages.state import Answer, AnswerKind, Answers, PagesSite
from mtasts_pages.state.target import Target

POLICY_ID = "2026112312000048d2a7c19f0b"
NEW = Answer(AnswerKind.RECORDS, (f"v=STSv1; id={POLICY_ID}",))
OLD = Answer(AnswerKind.RECORDS, ("v=STSv1; id=old",))
NOTHING = Answer(AnswerKind.NOTHING)
FAILED = Answer(AnswerKind.FAILED, detail="it answers SERVFAIL")
REPORTS = Answer(AnswerKind.RECORDS, ("v=TLSRPTv1; rua=mailto:tls-reports@example.com",))
ELSEWHERE = Answer(AnswerKind.RECORDS, ("v=STSv1; id=theirs",), alias="_mta-sts.provider.example")


def target() -> Target:
    domain = make_domain()
    return Target(domain, "example-org", render_site(domain, load_templates(None)))


def judge(
    policy: Answer = NOTHING,
    reports: Answer = NOTHING,
    host: Answer = NOTHING,
    *,
    proven: bool = True,
    announced: bool = True,
) -> dict[Purpose, RecordStatus]:
    pages = PagesSite(
        cname="mta-sts.example.com",
        build_type="legacy",
        branch="main",
        path="/",
        https_enforced=True,
        certificate=None,
        certificate_description="",
    )
    statuses = judge_records(
        target(),
        POLICY_ID,
        Answers(host, policy, reports, NOTHING),
        pages,
        proven=proven,
        announced=announced,
    )
    return {status.record.purpose: status for status in statuses}


def disagreeing(*said: Answer) -> Answer:
    sightings = tuple(
        Sighting(f"ns{number}", answer.values, problem=answer.detail)
        for number, answer in enumerate(said, 1)
    )
    return Answer(said[0].kind, said[0].values, ttl=17, sightings=sightings, dissent=said)


def test_a_record_stands_when_every_server_has_it() -> None:
    assert judge(NEW)[Purpose.POLICY_RECORD].state is RecordState.PRESENT
    assert record_is_present(POLICY_ID, Answers(NOTHING, NEW, NOTHING, NOTHING))


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ((NEW, OLD), RecordState.DIFFERENT),
        ((NEW, NOTHING), RecordState.MISSING),
        ((NEW, NOTHING, OLD), RecordState.DIFFERENT),
    ],
)
def test_where_servers_disagree_the_gravest_counts(
    said: tuple[Answer, ...], state: RecordState
) -> None:
    answer = disagreeing(*said)
    status = judge(answer)[Purpose.POLICY_RECORD]
    assert status.state is state
    assert status.reason.startswith(
        f"The name servers disagree: ns1 has `v=STSv1; id={POLICY_ID}`; ns2 has "
    )
    assert status.ttl_left == 17
    assert [each.server for each in status.sightings][:2] == ["ns1", "ns2"]
    assert not record_is_present(POLICY_ID, Answers(NOTHING, answer, NOTHING, NOTHING))


def test_an_unproven_policy_is_held_also_where_servers_disagree() -> None:
    status = judge(disagreeing(NEW, OLD), proven=False)[Purpose.POLICY_RECORD]
    assert status.state is RecordState.HOLD
    assert not status.is_open


@pytest.mark.parametrize(("proven", "announced"), [(True, True), (False, True), (False, False)])
@pytest.mark.parametrize("kind", [AnswerKind.RECORDS, AnswerKind.NOTHING])
def test_nothing_is_published_beside_a_cname(
    kind: AnswerKind, *, proven: bool, announced: bool
) -> None:
    """Some providers take `_mta-sts` over by a CNAME: nothing may stand beside one."""
    answer = Answer(kind, ELSEWHERE.values if kind is AnswerKind.RECORDS else (), alias="p.example")
    statuses = judge(answer, answer, proven=proven, announced=announced)
    for purpose in (Purpose.POLICY_RECORD, Purpose.TLS_REPORTING):
        status = statuses[purpose]
        assert status.state is RecordState.DIFFERENT
        assert status.delegated_to == "p.example"
        assert "somebody else publishes the record" in status.reason
        assert not status.is_open
        assert status.standing == ()


def test_a_cname_that_leads_to_the_right_record_is_right() -> None:
    answer = Answer(AnswerKind.RECORDS, NEW.values, alias="_mta-sts.example.net")
    status = judge(answer)[Purpose.POLICY_RECORD]
    assert status.state is RecordState.PRESENT
    assert not status.delegated_to


def test_no_answer_is_unknown() -> None:
    statuses = judge(FAILED, FAILED, FAILED)
    for purpose in (Purpose.POLICY_HOST, Purpose.POLICY_RECORD, Purpose.TLS_REPORTING):
        assert statuses[purpose].state is RecordState.UNKNOWN
        assert "it answers SERVFAIL" in statuses[purpose].reason


def test_other_text_at_the_name_is_no_record() -> None:
    other = Answer(AnswerKind.RECORDS, ("v=spf1 -all",))
    statuses = judge(other, other)
    assert statuses[Purpose.POLICY_RECORD].state is RecordState.MISSING
    assert statuses[Purpose.TLS_REPORTING].state is RecordState.MISSING
    assert statuses[Purpose.POLICY_RECORD].found == ("v=spf1 -all",)


def test_a_record_that_only_some_senders_take_is_in_the_way() -> None:
    """White space before the first ``;``: beside it no second record may stand."""
    odd = Answer(AnswerKind.RECORDS, ("v=STSv1 ; id=old", "v=spf1 -all"))
    reports = Answer(AnswerKind.RECORDS, ("v=TLSRPTv1 ;rua=mailto:a@example.com",))
    statuses = judge(odd, reports)
    assert statuses[Purpose.POLICY_RECORD].state is RecordState.DIFFERENT
    assert statuses[Purpose.TLS_REPORTING].state is RecordState.DIFFERENT
    both = Answer(AnswerKind.RECORDS, (f"v=STSv1; id={POLICY_ID}", "v=STSv1 ; id=old"))
    assert judge(both, both)[Purpose.POLICY_RECORD].state is RecordState.DIFFERENT


def test_reports_that_go_where_they_should_need_no_change() -> None:
    assert judge(reports=REPORTS)[Purpose.TLS_REPORTING].state is RecordState.PRESENT
