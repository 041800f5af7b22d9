"""The text of a policy: the findings of the standards, with their lines, and what was meant."""

import pytest
from standards.catalogue import POLICIES
from standards.mutations import POLICIES as TEXTS
from standards.mutations import mutations

from mtasts_pages.checks import Severity
from mtasts_pages.checks.lint import Effect, FileReport, judge_text
from mtasts_pages.standards import (
    DefectKind,
    Gravity,
    find_policy_defects,
    is_refused,
    parse_policy,
)
from mtasts_pages.state.folder import SeenFile

CASES = 3000
EFFECTS = {
    Gravity.REFUSED: (Effect.REFUSED, Severity.ERROR),
    Gravity.RISKY: (Effect.RISKY, Severity.WARNING),
    Gravity.NOTABLE: (Effect.NOTABLE, Severity.INFO),
}


def judge(data: bytes) -> FileReport:
    return judge_text("mta-sts.txt", SeenFile(data))


@pytest.mark.parametrize("kind", POLICIES)
def test_every_kind_of_defect_becomes_a_finding(kind: DefectKind) -> None:
    report = judge(POLICIES[kind])
    finding = next(finding for finding in report.findings if finding.kind is kind)
    assert (finding.effect, finding.severity) == EFFECTS[kind.gravity]
    assert finding.hint
    assert report.valid == (kind.gravity is not Gravity.REFUSED)


def test_any_mutation_has_the_verdict_of_the_standards_and_its_places() -> None:
    for text in mutations(TEXTS, CASES, seed=8461):
        data = text.encode()
        defects = find_policy_defects(data)
        report = judge(data)
        assert report.valid == (not is_refused(defects)), text
        assert [finding.kind for finding in report.findings] == [each.kind for each in defects]
        for finding, defect in zip(report.findings, defects, strict=True):
            place = finding.place
            assert place
            assert (place.line, place.column) == (defect.line, defect.column)
            shown = place.source[place.column - 1 - place.cut :][: place.width]
            # These two name the key that is meant.
            names_key = defect.kind in (DefectKind.VERSION_NOT_FIRST, DefectKind.DUPLICATE_KEY)
            if defect.text.isprintable() and len(defect.text) < 60 and not names_key:
                assert shown == defect.text or not defect.text, text
        if report.proposal is not None:
            assert not report.valid
            parse_policy(report.proposal)


@pytest.mark.parametrize(
    "data",
    [
        rb"""{\rtf1\ansi\ansicpg1252\cocoartf2639
{\fonttbl\f0\fswiss\fcharset0 Helvetica;\f1 Arial;}
{\colortbl;\red255\green255\blue255;}
{\*\expandedcolortbl;;}
\margl1440\vieww11520\viewkind0
\pard\tx720\pardirnatural\partightenfactor0

\f0\fs24 \cf0 version: STSv1\
mode: enforce\
mx: mx1.acme.org\
max_age: 604800\
}""",
        b"""<!doctype html><html><body><p>version: STSv1<br>mode: enforce</p>
<p>mx: mx1.acme.org<br/>max_age: 604800</p></body></html>""",
        "\ufeffversion: STSv1\nmode: enforce\nmx: mx1.acme.org\nmax_age: 604800".encode(),
        "version: STSv1\nmode: enforce\nmx: mx1.acme.org\nmax_age: 604800".encode("utf-16"),
        b"  version: STSv1\n\n  mode: enforced\n  mx: 10 mx1.acme.org.\n  max_age: 604,800\n",
    ],
)
def test_the_whole_policy_is_proposed_when_it_can_be_told(data: bytes) -> None:
    report = judge(data)
    assert not report.valid
    assert report.proposal == (
        b"version: STSv1\r\nmode: enforce\r\nmx: mx1.acme.org\r\nmax_age: 604800\r\n"
    )


@pytest.mark.parametrize("data", [b"", b"{\\rtf1 }", b"<html></html>", b"mode: whatever\n", b"x"])
def test_nothing_is_proposed_when_it_cannot(data: bytes) -> None:
    assert judge(data).proposal is None


def test_a_valid_policy_needs_no_proposal() -> None:
    assert judge(TEXTS[0].encode()).proposal is None


def test_a_long_line_is_cut_on_both_sides() -> None:
    data = b"version: STSv1\nmode: testing\nmx: " + b"a" * 5000 + b".acme.org\nmax_age: 604800\n"
    places = [finding.place for finding in judge(data).findings if finding.place]
    assert all(len(place.source) <= 120 for place in places)


def write_policy(mode: str, *patterns: str) -> bytes:
    lines = ["version: STSv1", f"mode: {mode}", *(f"mx: {each}" for each in patterns)]
    return "\n".join([*lines, "max_age: 604800", ""]).encode()


@pytest.mark.parametrize(
    "patterns",
    [
        ["mx1.example.com"],
        ["mail.domain.example"],
        ["your-domain.com"],
        ["mail.protection.outlook.com"],
        ["*.outlook.com"],
        ["*.mx.microsoft"],
        ["smtp.office365.com", "localhost.localdomain"],
        ["example-com.mail.protection.outlook.com", "*.example.net"],
    ],
)
def test_an_enforced_policy_that_names_nobodys_host_stops_all_mail(patterns: list[str]) -> None:
    report = judge(write_policy("enforce", *patterns))
    assert report.valid
    first = report.findings[0]
    assert (first.code, first.effect, first.severity) == (
        "no-mail",
        Effect.STOPS_MAIL,
        Severity.ERROR,
    )
    assert first.place
    assert first.place.line == 2
    for mode in ("testing", "none"):
        others = judge(write_policy(mode, *patterns)).findings
        assert others
        assert "no-mail" not in {finding.code for finding in others}


@pytest.mark.parametrize(
    "patterns",
    [
        ["mx1.acme.org"],
        ["mx1.example.com", "mx1.acme.org"],
        ["mail.domain.com"],  # may be somebody's
        ["*.mail.protection.outlook.com"],
        ["mail.cocktail.bar"],
    ],
)
def test_one_host_that_may_be_real_is_enough(patterns: list[str]) -> None:
    codes = {finding.code for finding in judge(write_policy("enforce", *patterns)).findings}
    assert "no-mail" not in codes


PROSE = b"This is a text about mail.\n\nIt goes on: and on.\n" * 200
DRAFT = b"Internet-Draft   MTA-STS\n\n" + PROSE + b'  "version": "STSv1",\n  "mode": "enforce",\n'
CONFIG = b"# ours\ngithub:\n  owner: acme\ndomains:\n  acme.org:\n    mx: [mx1.acme.org]\n"
REPORT = b'{"organization-name": "Acme", "policies": [{"policy": {"policy-type": "sts"}}]}'


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PROSE, "this is no policy"),
        (DRAFT, "this is no policy"),
        (CONFIG, "this is a config"),
        (REPORT, "this is a TLS report"),
    ],
)
def test_another_kind_of_file_is_named_once(data: bytes, what: str) -> None:
    report = judge(data)
    [finding] = report.findings
    assert finding.code == "not-a-policy"
    assert finding.message.startswith(what)
    assert not report.valid
    assert report.proposal is None


def test_a_policy_with_a_few_lines_around_it_is_still_a_policy() -> None:
    data = b"Hello,\nplease publish\nthis as text,\nand\nthank you\n\n" + TEXTS[0].encode()
    assert judge(data).proposal is not None


def test_the_last_finding_of_a_kind_says_that_there_may_be_more() -> None:
    data = b"version: STSv1\n" + b"  mx: mx1.acme.org\n" * 40 + b"mode: none\nmax_age: 86400\n"
    indented = [finding for finding in judge(data).findings if finding.code == "indented"]
    assert len(indented) == 20
    assert "the last shown" in indented[-1].message


def test_what_is_refused_anyway_is_not_proposed() -> None:
    data = b"version: STSv1\nmode: [enforce|testing|none] # 1. Decide\nmax_age: 86400\n"
    for finding in judge(data).findings:
        assert "write `[enforce" not in finding.hint
    padded = b"version: STSv1\nmode: testing\n  mx: mx1.acme.org   \nmax_age: 86400\n"
    assert any(
        finding.hint.endswith("write `mx: mx1.acme.org`") for finding in judge(padded).findings
    )
