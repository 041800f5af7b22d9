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
