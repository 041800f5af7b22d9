"""Each kind of defect: found, alone, in what people publish; and what senders do is measured."""

import pytest
from standards import judges
from standards.catalogue import NAMES, POLICIES, POLICY_RECORDS, TLS_RECORDS
from standards.judges import Mailauth

from mtasts_pages.standards import (
    Defect,
    DefectKind,
    DomainError,
    Gravity,
    PolicyError,
    PolicyRecordError,
    Reaction,
    TlsReportingError,
    find_policy_defects,
    find_record_defects,
    find_tls_reporting_defects,
    is_refused,
    parse_domain,
    parse_policy,
    parse_policy_record,
    parse_tls_reporting_record,
)

ACCEPTED_BY_STRICT = (Reaction.ACCEPTS, Reaction.IGNORES)


COMPANIONS = {
    # The unknown field that it takes to show the defect, or the value that holds the character.
    DefectKind.UNKNOWN_KEY,
    DefectKind.RECORD_UNKNOWN_FIELD,
}


def is_alone(defects: tuple[Defect, ...], kind: DefectKind) -> bool:
    """Return whether *kind* is found, and nothing that is another mistake."""
    found = {defect.kind for defect in defects}
    others = found - {kind} - COMPANIONS
    return kind in found and not others


def test_every_kind_has_an_example() -> None:
    assert {*POLICIES, *POLICY_RECORDS, *TLS_RECORDS, *NAMES} == set(DefectKind)


@pytest.mark.parametrize("kind", POLICIES)
def test_a_policy_shows_its_one_defect(kind: DefectKind) -> None:
    defects = find_policy_defects(POLICIES[kind])
    assert is_alone(defects, kind), defects
    if kind.gravity is Gravity.REFUSED:
        with pytest.raises(PolicyError) as caught:
            parse_policy(POLICIES[kind])
        assert caught.value.defects == defects
    else:
        assert parse_policy(POLICIES[kind])


@pytest.mark.parametrize("kind", POLICY_RECORDS)
def test_a_policy_record_shows_its_one_defect(kind: DefectKind) -> None:
    defects = find_record_defects(POLICY_RECORDS[kind])
    assert is_alone(defects, kind), defects
    if kind.gravity is Gravity.REFUSED:
        with pytest.raises(PolicyRecordError):
            parse_policy_record(POLICY_RECORDS[kind])
    else:
        assert parse_policy_record(POLICY_RECORDS[kind]).id == "a"


@pytest.mark.parametrize("kind", TLS_RECORDS)
def test_a_tls_reporting_record_shows_its_one_defect(kind: DefectKind) -> None:
    defects = find_tls_reporting_defects(TLS_RECORDS[kind])
    assert is_alone(defects, kind), defects
    if kind.gravity is Gravity.REFUSED:
        with pytest.raises(TlsReportingError):
            parse_tls_reporting_record(TLS_RECORDS[kind])
    else:
        assert parse_tls_reporting_record(TLS_RECORDS[kind]).rua


@pytest.mark.parametrize("kind", NAMES)
def test_a_domain_shows_its_one_defect(kind: DefectKind) -> None:
    with pytest.raises(DomainError) as caught:
        parse_domain(NAMES[kind])
    assert is_alone(caught.value.defects, kind)


@pytest.mark.parametrize("kind", POLICIES)
def test_what_lenient_senders_do_with_a_policy_is_measured(
    kind: DefectKind, mailauth: Mailauth
) -> None:
    data = POLICIES[kind]
    accepted = (
        judges.read_policy_by_resolver(data) is not None
        or mailauth.read_policy(data, strict=False) is not None
    )
    if kind not in (DefectKind.TOO_LARGE, DefectKind.NOT_UTF_8):  # the fetch judges these
        assert accepted == kind.lenient


@pytest.mark.parametrize("kind", POLICY_RECORDS)
def test_what_lenient_senders_do_with_a_record_is_measured(
    kind: DefectKind, mailauth: Mailauth
) -> None:
    text = POLICY_RECORDS[kind]
    accepted = bool(judges.read_id_by_resolver(text) or mailauth.read_id(text, strict=False))
    assert accepted == kind.lenient


@pytest.mark.parametrize("kind", POLICIES)
def test_what_checkdmarc_does_agrees_with_what_a_strict_sender_is_said_to_do(
    kind: DefectKind,
) -> None:
    lenient_in_checkdmarc = {
        DefectKind.BLANK_LINE,
        DefectKind.TOO_LARGE,
        DefectKind.MX_IP_ADDRESS,
        # What a strict sender accepts, and no MX host can match.
        DefectKind.NAME_SINGLE_LABEL,
        DefectKind.NAME_NUMERIC_TLD,
        DefectKind.NAME_TOO_LONG,
    }
    accepted = judges.read_policy_by_checkdmarc(POLICIES[kind]) is not None
    assert accepted == (kind.strict in ACCEPTED_BY_STRICT or kind in lenient_in_checkdmarc)


@pytest.mark.parametrize("kind", DefectKind)
def test_a_kind_is_explained_in_a_sentence_with_its_section(kind: DefectKind) -> None:
    assert kind.section.startswith("RFC ")
    assert kind.meaning[0].isupper()
    assert not kind.meaning.endswith(".")
    assert (kind.gravity is Gravity.REFUSED) or kind.strict is not Reaction.REFUSES


@pytest.mark.parametrize("kind", [k for k in DefectKind if k in POLICIES])
def test_a_defect_of_a_policy_says_what_to_do_and_where(kind: DefectKind) -> None:
    data = POLICIES[kind]
    lines = data.decode("utf-8", "replace").splitlines()
    for defect in find_policy_defects(data):
        assert defect.hint
        assert not defect.message.endswith(".")
        assert 1 <= defect.line <= len(lines) + 1
        if (
            defect.text.strip()
            and defect.line <= len(lines)
            and kind not in (DefectKind.NOT_UTF_8, DefectKind.BYTE_ORDER_MARK)
        ):
            start = defect.column - 1
            assert lines[defect.line - 1][start : start + defect.width] == defect.text
    assert is_refused(find_policy_defects(data)) == (kind.gravity is Gravity.REFUSED)
