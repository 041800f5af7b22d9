"""What a finding says, and how grave it is."""

from dataclasses import replace
from graphlib import TopologicalSorter

import pytest
from checks.scene import DOMAIN, HOST, OWNER, Scene
from checks.spoiling import id_too_early, in_testing
from checks.worlds import BAD
from good import make_seen

from mtasts_pages.checks import Finding, Severity, lenient
from mtasts_pages.checks.catalogue import KINDS, sort_findings
from mtasts_pages.checks.causes import leave_out_consequences
from mtasts_pages.checks.finding import find, worst
from mtasts_pages.checks.github import judge_github
from mtasts_pages.standards.mtasts import Mode, MxPattern
from mtasts_pages.state import (
    CertificateState,
    FetchProblem,
    GitHubSeen,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    ServedPolicy,
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
    assert [(each.code, each.severity) for each in findings] == [("mx-unknown", Severity.INFO)] * 2
    assert "smtp-blocked" in {each.code for each in report.findings}


def test_the_difference_of_two_policies_is_told(scene: Scene) -> None:
    scene.serve(scene.policy)
    scene.domain = replace(
        scene.domain, mode=Mode.TESTING, max_age=86_400, mx=(MxPattern("mx1.example.com"),)
    )
    finding = next(each for each in scene.check() if each.code == "policy-differs")
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
    assert "mx-not-covered" in {finding.code for finding in scene.check()}


@pytest.mark.parametrize("host", ["192.0.2.1", "localhost", "ms12345678.msv1.invalid"])
def test_an_mx_record_that_no_policy_can_name_is_to_be_changed(scene: Scene, host: str) -> None:
    scene.dns(f"{DOMAIN}. MX 10 {host}.", f"{host}. A 127.0.0.1")
    (finding,) = (each for each in scene.check() if each.code == "mx-not-covered")
    assert finding.hint.startswith("give the MX record the name of a host that takes mail")


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
        ({"archived": True}, "repository-archived"),
        ({"renamed_to": f"new-owner/{REPOSITORY.name.name}"}, "owner-renamed"),
        ({"renamed_to": f"{REPOSITORY.name.owner}/new-name"}, "repository-renamed"),
        ({"visibility": Visibility.PRIVATE}, "repository-not-public"),
    ],
)
def test_a_repository_that_may_be_gone_tomorrow_is_named(
    scene: Scene, changes: dict[str, object], code: str
) -> None:
    github = GitHubSeen(replace(REPOSITORY, **changes), PAGES)  # type: ignore[arg-type]
    seen = replace(make_seen(scene.target), github=github)
    assert [each.code for each in judge_github(scene.target, seen)] == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": "Domain is odd"}, "pages-unhealthy"),
        ({"is_proxied": True}, "host-proxied"),
        ({"caa_error": "CAA says no"}, "caa-forbids"),
    ],
)
def test_what_github_itself_finds_is_named(
    scene: Scene, said: dict[str, object], code: str
) -> None:
    nothing = PagesHealth(
        is_valid=False, is_https_eligible=False, reason="", is_proxied=False, caa_error=""
    )
    health = replace(nothing, **said)  # type: ignore[arg-type]
    unserved = ServedPolicy(None, FetchProblem.TLS)
    github = GitHubSeen(REPOSITORY, PAGES, health=health)
    seen = replace(make_seen(scene.target), served=unserved, github=github)
    assert [each.code for each in judge_github(scene.target, seen)] == [code]


# ---- causes ----


def test_a_cause_takes_the_place_and_the_severity_of_what_it_explains() -> None:
    symptom = find(KINDS["policy-status"], HOST, "404")
    cause = find(KINDS["repository-missing"], "a/b", "gone")
    assert cause.severity is Severity.WARNING
    (left,) = leave_out_consequences([symptom, cause])
    assert (left.code, left.severity) == ("repository-missing", Severity.ERROR)


def test_no_cause_explains_itself_away() -> None:
    """Not by way of others either, and every code that a row names is a code."""
    graph = {code: kind.explains for code, kind in KINDS.items()}
    assert {code for explained in graph.values() for code in explained} <= graph.keys()
    assert set(TopologicalSorter(graph).static_order()) == graph.keys()


def test_findings_come_worst_first_and_once() -> None:
    info = find(KINDS["mx-dane"], "b", "x")
    error = find(KINDS["host-missing"], "a", "x")
    warning = find(KINDS["id-behind"], "a", "x")
    assert sort_findings([info, warning, error, info]) == (error, warning, info)
    assert worst([info, warning]) is Severity.WARNING
    assert worst([]) is None
