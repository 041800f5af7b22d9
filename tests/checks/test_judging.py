"""What a finding says, and how grave it is."""

from dataclasses import replace

import pytest
from checks.scene import DOMAIN, HOST, OWNER, Scene
from checks.spoiling import id_too_early, in_testing
from checks.worlds import BAD

from mtasts_pages.checks import Code, Finding, Intent, Severity, lenient
from mtasts_pages.checks.causes import EXPLAINS, leave_out_consequences
from mtasts_pages.checks.finding import find, sort_findings, worst
from mtasts_pages.checks.github import judge_github
from mtasts_pages.standards.names import MxPattern
from mtasts_pages.standards.policy import Mode
from mtasts_pages.state import (
    CertificateState,
    GitHubView,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    Visibility,
)

REPOSITORY = RemoteRepository(
    name=RepositoryName(OWNER, HOST),
    visibility=Visibility.PUBLIC,
    archived=False,
    default_branch="main",
    head="0" * 40,
    files={},
    texts={},
    ledger=None,
)
PAGES = PagesSite(
    build_type="legacy",
    branch="main",
    path="/",
    cname=HOST,
    https_enforced=True,
    certificate=CertificateState.APPROVED,
)


def only(scene: Scene) -> Finding:
    (finding,) = scene.check()
    return finding


@pytest.mark.parametrize("name", ["no STARTTLS", "an MX with TLS 1.1", "an MX that is not covered"])
def test_a_fault_of_an_mx_host_is_an_error_only_while_the_policy_is_enforced(
    scene: Scene, name: str
) -> None:
    spoil, codes = BAD[name]
    spoil(scene)
    assert {(each.code, each.severity) for each in scene.check()} == {
        (code, Severity.ERROR) for code in codes
    }
    in_testing(lambda _: None)(scene)
    assert {(each.code, each.severity) for each in scene.check()} == {
        (code, Severity.WARNING) for code in codes
    }


def test_mx_hosts_do_not_matter_in_mode_none(scene: Scene) -> None:
    scene.domain = replace(scene.domain, mode=Mode.NONE, mx=(MxPattern("mx9.example.com"),))
    scene.announce(f"v=STSv1; id={scene.policy_id}")
    assert scene.check() == ()


def test_a_blocked_port_is_neither_a_pass_nor_a_failure(scene: Scene) -> None:
    scene.dns(f"mx1.{DOMAIN}. A 127.0.0.9", f"mx2.{DOMAIN}. A 127.0.0.9")
    with scene.open() as port:
        report = scene.look(port)
    findings = report.domains[0].findings
    assert [(each.code, each.severity) for each in findings] == [
        (Code.MX_UNKNOWN, Severity.INFO)
    ] * 2
    assert Code.SMTP_BLOCKED in {each.code for each in report.findings}


def test_the_difference_of_two_policies_is_told(scene: Scene) -> None:
    scene.serve(scene.policy)
    scene.domain = replace(
        scene.domain, mode=Mode.TESTING, max_age=86_400, mx=(MxPattern("mx1.example.com"),)
    )
    finding = next(each for each in scene.check() if each.code is Code.POLICY_DIFFERS)
    for part in ("`enforce`", "`testing`", "604800", "86400", "`mx2.example.com`"):
        assert part in finding.message


def test_an_id_that_comes_too_early_is_told_by_its_digest_alone(scene: Scene) -> None:
    id_too_early(scene)
    assert only(scene).subject == f"_mta-sts.{DOMAIN}"


def test_what_a_server_says_cannot_break_a_line(scene: Scene) -> None:
    scene.announce(r"v=STSv1; id=\"\027[31m`|")
    assert all(each.message.isprintable() for each in scene.check())


@pytest.mark.parametrize("host", ["a." * 123 + "com", r"\000" * 20 + ".com"])
def test_a_name_that_cannot_be_asked_for_ends_nothing(scene: Scene, host: str) -> None:
    scene.dns(f"{DOMAIN}. MX 10 {host}.", f"{host}. A 127.0.0.1")
    assert Code.MX_NOT_COVERED in {finding.code for finding in scene.check()}


@pytest.mark.parametrize("charset", ["undefined", "punycode", "a\0b"])
def test_a_charset_that_nobody_can_use_ends_nothing(charset: str) -> None:
    assert lenient.read_policy(b"version: STSv1 \xff\n", f"text/plain; charset={charset}") is None


def test_without_mx_hosts_four_questions_and_one_fetch_are_made(scene: Scene) -> None:
    with scene.open() as port:
        scene.look(port, with_mx=False)
    asked = scene.names.questions
    assert asked == {
        (f"_mta-sts.{DOMAIN}", "TXT"): 1,
        (f"_smtp._tls.{DOMAIN}", "TXT"): 1,
        (HOST, "AAAA"): 1,
        (HOST, "A"): 1,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"archived": True}, Code.REPOSITORY_ARCHIVED),
        ({"visibility": Visibility.PRIVATE}, Code.REPOSITORY_NOT_PUBLIC),
    ],
)
def test_a_repository_that_may_be_gone_tomorrow_is_named(
    scene: Scene, changes: dict[str, object], code: Code
) -> None:
    view = GitHubView(replace(REPOSITORY, **changes), PAGES)  # type: ignore[arg-type]
    intent = Intent(scene.domain, scene.policy)
    assert [each.code for each in judge_github(intent, view, served_by_pages=True)] == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": "Domain is odd"}, Code.PAGES_UNHEALTHY),
        ({"is_proxied": True}, Code.HOST_PROXIED),
        ({"caa_error": "CAA says no"}, Code.CAA_FORBIDS),
    ],
)
def test_what_github_itself_finds_is_named(
    scene: Scene, said: dict[str, object], code: Code
) -> None:
    nothing = PagesHealth(
        is_valid=False, is_https_eligible=False, reason="", is_proxied=False, caa_error=""
    )
    health = replace(nothing, **said)  # type: ignore[arg-type]
    view = GitHubView(REPOSITORY, PAGES, health)
    intent = Intent(scene.domain, scene.policy)
    assert [each.code for each in judge_github(intent, view, served_by_pages=False)] == [code]


# ---- causes ----


def test_a_cause_takes_the_place_and_the_severity_of_what_it_explains() -> None:
    symptom = find(Code.POLICY_STATUS, HOST, "404")
    cause = find(Code.REPOSITORY_MISSING, "a/b", "gone")
    assert cause.severity is Severity.WARNING
    (left,) = leave_out_consequences([symptom, cause])
    assert (left.code, left.severity) == (Code.REPOSITORY_MISSING, Severity.ERROR)


def test_no_cause_explains_itself_away() -> None:
    for cause, explained in EXPLAINS.items():
        assert cause not in explained
        for code in explained:
            assert cause not in EXPLAINS.get(code, frozenset())


def test_findings_come_worst_first_and_once() -> None:
    info = find(Code.MX_DANE, "b", "x")
    error = find(Code.HOST_MISSING, "a", "x")
    warning = find(Code.ID_BEHIND, "a", "x")
    assert sort_findings([info, warning, error, info]) == (error, warning, info)
    assert worst([info, warning]) is Severity.WARNING
    assert worst([]) is None
