"""What a failure in a report comes to: still there, noise, or in the way of `enforce`."""

from datetime import UTC, date, datetime, timedelta

import pytest
from reports.samples import POLICY

from mtasts_pages.checks.catalogue import KINDS
from mtasts_pages.checks.finding import find
from mtasts_pages.rollout.reports.catalogue import RESULTS, Effect
from mtasts_pages.rollout.reports.held import KnownPolicy, find_held, read_reported_policy
from mtasts_pages.rollout.reports.judge import JudgedFailure, Noise, Still, judge_reports
from mtasts_pages.rollout.reports.live import Live
from mtasts_pages.rollout.reports.summary import DomainSummary, FailureSummary, PolicySummary
from mtasts_pages.standards.mtasts import Mode, MxPattern, Policy
from mtasts_pages.standards.tls_report import PolicyType, ResultType

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MX = "mx1.example.com"
NEW = Policy(Mode.TESTING, 604_800, (MxPattern(MX),))
OLD = Policy(Mode.TESTING, 604_800, (MxPattern("old.example.com"),))
CHANGED = datetime(2026, 11, 3, tzinfo=UTC)
KNOWN = (KnownPolicy(OLD, "old", None, CHANGED), KnownPolicy(NEW, "new", CHANGED))
OLD_LINES = ("version: STSv1", "mode: testing", "mx: old.example.com", "max_age: 604800")
FINE = Live(frozenset((MX,)), ())


def live(code: str, subject: str = MX) -> Live:
    return Live(frozenset((MX,)), (find(KINDS[code], subject, "it fails"),))


def judge(
    result_type: ResultType = ResultType.CERTIFICATE_EXPIRED,
    *,
    mx: str | None = MX,
    organizations: int = 2,
    days: int = 1,
    ago: int = 2,
    policy: tuple[str, ...] = POLICY,
    known: tuple[KnownPolicy, ...] = KNOWN,
    seen: Live | None = None,
) -> JudgedFailure:
    last = NOW.date() - timedelta(days=ago)
    failure = FailureSummary(
        result_type, result_type.value, mx, 5, tuple(f"o{n}" for n in range(organizations)),
        days, last, last, (), policy, PolicyType.STS,
    )  # fmt: skip
    found = {} if seen is None else {"example.com": seen}
    (domain,) = judge_reports([summarize(failure)], {"example.com": known}, found, NOW)
    return domain.failures[0]


def summarize(*failures: FailureSummary, policies: tuple[PolicySummary, ...] = ()) -> DomainSummary:
    return DomainSummary("example.com", 1, 0, 5, 0, {}, {}, (), failures, policies)


@pytest.mark.parametrize(
    ("organizations", "days", "blocks"), [(2, 1, True), (1, 2, True), (1, 1, False)]
)
def test_two_organizations_or_two_days_speak_against_enforce(
    organizations: int, days: int, *, blocks: bool
) -> None:
    assert judge(organizations=organizations, days=days).blocks is blocks


def test_what_check_sees_too_speaks_against_enforce_at_once() -> None:
    judged = judge(organizations=1, seen=live("mx-certificate-expired"))
    assert (judged.still, judged.noise, judged.blocks) == (Still.YES, None, True)


def test_what_check_sees_is_no_noise_however_old() -> None:
    judged = judge(ago=100, seen=live("mx-certificate-expired"))
    assert (judged.noise, judged.blocks) == (None, True)


def test_a_finding_of_another_host_is_another_matter() -> None:
    judged = judge(organizations=1, seen=live("mx-certificate-expired", "mx2.example.com"))
    assert (judged.still, judged.noise) == (Still.NO, Noise.ONE_SENDER)


def test_a_host_that_could_not_be_reached_leaves_it_open() -> None:
    judged = judge(seen=live("mx-unknown"))
    assert (judged.still, judged.blocks) == (Still.UNKNOWN, True)


@pytest.mark.parametrize(
    ("noise", "changes"),
    [
        (Noise.NOT_AN_MX, {"mx": "gone.example.com", "seen": FINE}),
        (
            Noise.EARLIER_POLICY,
            {"result_type": ResultType.VALIDATION_FAILURE, "policy": OLD_LINES},
        ),
        (Noise.BEFORE_CHANGE, {"ago": 21}),
        (Noise.OLD, {"ago": 15}),
        (Noise.ONE_SENDER, {"organizations": 1, "seen": FINE}),
    ],
)
def test_noise_is_known_and_never_speaks_against_enforce(noise: Noise, changes: dict) -> None:
    judged = judge(**changes)
    assert (judged.noise, judged.blocks) == (noise, False)


def test_a_policy_that_cannot_be_fetched_does_not_stop_mail() -> None:
    judged = judge(
        ResultType.STS_POLICY_FETCH_ERROR,
        mx=None,
        seen=live("policy-status", "mta-sts.example.com"),
    )
    assert (judged.still, judged.blocks) == (Still.YES, False)


def test_trouble_with_dane_is_shown_apart() -> None:
    judged = judge(ResultType.TLSA_INVALID, seen=FINE)
    assert (judged.still, judged.blocks) == (Still.UNKNOWN, False)


def test_every_result_type_has_a_row_and_known_findings() -> None:
    assert set(RESULTS) == set(ResultType)
    for result in RESULTS.values():
        assert result.codes <= KINDS.keys()
        assert result.codes or result.effect is Effect.STOPS_DANE


@pytest.mark.parametrize(
    "lines",
    [
        POLICY,
        (POLICY[0], POLICY[3], POLICY[1], POLICY[2]),
        tuple(f"{line}\r" for line in POLICY),
        tuple(line.replace(": ", ":") for line in POLICY),
    ],
)
def test_a_rebuilt_policy_is_found_in_the_ledger(lines: tuple[str, ...]) -> None:
    held = find_held(lines, KNOWN)
    assert held is not None
    assert held.policy_id == "new"


def test_an_earlier_policy_is_found_as_such() -> None:
    judged = judge(policy=OLD_LINES)
    assert judged.held is not None
    assert (judged.held.policy_id, judged.held.is_current) == ("old", False)


@pytest.mark.parametrize("lines", [(), ("3 1 1 00",), ("version: STSv1",)])
def test_what_is_no_policy_is_found_nowhere(lines: tuple[str, ...]) -> None:
    assert find_held(lines, KNOWN) is None
    assert read_reported_policy(lines) is None


def test_a_sender_that_is_behind_is_named_with_its_days() -> None:
    def seen(lines: tuple[str, ...], last: date) -> PolicySummary:
        return PolicySummary(PolicyType.STS, lines, last, last, 5, ("o",))

    strange = ("version: STSv1", "mode: enforce", "mx: a.example", "max_age: 1")
    policies = (
        seen(OLD_LINES, date(2026, 11, 7)),
        seen(POLICY, date(2026, 11, 22)),
        seen(strange, date(2026, 11, 22)),
        seen(OLD_LINES, date(2026, 11, 1)),
    )
    (domain,) = judge_reports([summarize(policies=policies)], {"example.com": KNOWN}, {}, NOW)
    assert [(each.held and each.held.policy_id, each.days_behind) for each in domain.laggards] == [
        ("old", 4),
        (None, 0),
    ]


def test_what_speaks_against_enforce_comes_first_and_noise_last() -> None:
    def make(result_type: ResultType, last: int) -> FailureSummary:
        day = date(2026, 11, last)
        return FailureSummary(
            result_type, result_type.value, MX, 5, ("a", "b"), 1, day, day, (), (), PolicyType.STS
        )

    failures = (
        make(ResultType.CERTIFICATE_EXPIRED, 1),
        make(ResultType.TLSA_INVALID, 22),
        make(ResultType.STARTTLS_NOT_SUPPORTED, 22),
    )
    (domain,) = judge_reports([summarize(*failures)], {"example.com": KNOWN}, {}, NOW)
    assert [each.failure.result_type for each in domain.failures] == [
        ResultType.STARTTLS_NOT_SUPPORTED,
        ResultType.TLSA_INVALID,
        ResultType.CERTIFICATE_EXPIRED,
    ]
