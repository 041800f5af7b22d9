"""Both TXT records to the letter of RFC 8461, section 3.1 and RFC 8460, section 3."""

from dataclasses import dataclass

import pytest

from mtasts_pages.standards import (
    DefectKind,
    PolicyRecord,
    PolicyRecordError,
    TlsReportingError,
    TlsReportingRecord,
    find_record_defects,
    find_tls_reporting_defects,
    is_policy_record,
    is_tls_reporting_record,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
)

Kind = DefectKind
ID = "20261123120000c81aa2d02a2f"


@dataclass(frozen=True, slots=True)
class Line:
    """One text: what it says, or why it is refused; and whether it counts as a record at all."""

    text: str
    says: tuple[str, ...]
    kinds: tuple[Kind, ...]
    counts: bool


def good(text: str, *says: str) -> Line:
    return Line(text, says, (), counts=True)


def bad(text: str, *kinds: Kind, counts: bool = False) -> Line:
    """Return a text that is refused; one that *counts* is one too many beside another."""
    return Line(text, (), kinds, counts)


POLICY_RECORDS = (
    good(f"v=STSv1; id={ID}", ID),
    good(f"v=STSv1;id={ID};", ID),
    good(f"v=STSv1\t;\tid={ID} ; ", ID),
    good(f"v=STSv1; ext=1; id={ID}", ID),
    good(f"v=STSv1; id={ID}; a.b_c-1=/x:y,z@", ID),
    good(f"v=STSv1; id={ID}; id=other", ID),
    bad("", Kind.RECORD_EMPTY),
    bad("v=STSv1", Kind.RECORD_VERSION),
    bad("v=STSv10; id=b", Kind.RECORD_VERSION),
    bad("v=STSv1 id=a", Kind.RECORD_VERSION),
    bad("v=STSv1\n; id=a", Kind.RECORD_VERSION_CASE),
    bad("v=STSv2; id=a", Kind.RECORD_VERSION),
    bad("id=a; v=STSv1;", Kind.RECORD_ZONE_LINE),
    bad("V=STSv1; id=a", Kind.RECORD_VERSION_CASE),
    bad("v=stsv1; id=a", Kind.RECORD_VERSION_CASE),
    bad("v = STSv1; id=a", Kind.RECORD_VERSION_CASE),
    bad("v=TLSRPTv1; rua=mailto:a@acme.org", Kind.RECORD_OTHER),
    bad("v=spf1 include:acme.org -all", Kind.RECORD_OTHER),
    bad('"v=STSv1; id=a"', Kind.RECORD_QUOTED),
    bad('_mta-sts.acme.org. 3600 IN TXT "v=STSv1; id=a"', Kind.RECORD_ZONE_LINE),
    bad(" v=STSv1; id=a", Kind.RECORD_OUTER_SPACE),
    bad("v=STSv1;", Kind.ID_MISSING, counts=True),
    bad("v=STSv1 ;", Kind.RECORD_SPACE_AFTER_VERSION, Kind.ID_MISSING, counts=True),
    bad("v=STSv1; id=a\n", Kind.RECORD_OUTER_SPACE, counts=True),
    bad("v=STSv1; id=a;;", Kind.RECORD_EMPTY_FIELD, counts=True),
    bad("v=STSv1;; id=a", Kind.RECORD_EMPTY_FIELD, counts=True),
    bad("v=STSv1; id = a", Kind.RECORD_BAD_FIELD, Kind.ID_MISSING, counts=True),
    bad("v=STSv1; id: a", Kind.RECORD_BAD_FIELD, Kind.ID_MISSING, counts=True),
    bad("v=STSv1; id=", Kind.ID_MALFORMED, counts=True),
    bad("v=STSv1; id=test-123", Kind.ID_MALFORMED, counts=True),
    bad(f"v=STSv1; id={'a' * 33}", Kind.ID_MALFORMED, counts=True),
    bad("v=STSv1; id=a b", Kind.ID_MALFORMED, counts=True),
    bad("v=STSv1; ID=a", Kind.RECORD_KEY_CASE, Kind.ID_MISSING, counts=True),
)

TLS_REPORTING_RECORDS = (
    good("v=TLSRPTv1; rua=mailto:a@acme.org", "mailto:a@acme.org"),
    good("v=TLSRPTv1;rua=https://acme.org/x;", "https://acme.org/x"),
    good(
        "v=TLSRPTv1; rua=mailto:a@acme.org , https://acme.org/",
        *("mailto:a@acme.org", "https://acme.org/"),
    ),
    good("v=TLSRPTv1 ; rua=mailto:a@acme.org", "mailto:a@acme.org"),
    good("v=TLSRPTv1; ext=1; rua=mailto:a@acme.org", "mailto:a@acme.org"),
    good(
        "v=TLSRPTv1; rua=mailto:a@acme.org; rua=mailto:b@acme.org",
        *("mailto:a@acme.org", "mailto:b@acme.org"),
    ),
    good("v=TLSRPTv1; rua=HTTPS://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
    bad("", Kind.RECORD_EMPTY),
    bad("v=TLSRPTv1", Kind.RECORD_VERSION),
    bad("v=TLSRPTv10; rua=mailto:b@acme.org", Kind.RECORD_VERSION),
    bad("v=TLSRPTv1 rua=mailto:a@acme.org", Kind.RECORD_VERSION),
    bad(" v=TLSRPTv1; rua=mailto:a@acme.org", Kind.RECORD_OUTER_SPACE),
    bad("v=tlsrptv1; rua=mailto:a@acme.org", Kind.RECORD_VERSION_CASE),
    bad("v=STSv1; id=a", Kind.RECORD_OTHER),
    bad("v=TLSRPTv1;", Kind.RUA_MISSING, counts=True),
    bad(
        "v=TLSRPTv1; ruf=mailto:a@acme.org",
        *(Kind.RECORD_UNKNOWN_FIELD, Kind.RUA_MISSING),
        counts=True,
    ),
    bad("v=TLSRPTv1; rua=", Kind.RUA_EMPTY, counts=True),
    bad("v=TLSRPTv1; rua=a@acme.org", Kind.RUA_SCHEME, counts=True),
)


@pytest.mark.parametrize("line", POLICY_RECORDS, ids=lambda line: line.text)
def test_a_policy_record_is_read_or_explained(line: Line) -> None:
    assert is_policy_record(line.text) is line.counts
    if not line.kinds:
        assert parse_policy_record(line.text) == PolicyRecord(*line.says)
        return
    with pytest.raises(PolicyRecordError) as caught:
        parse_policy_record(line.text)
    assert tuple(defect.kind for defect in caught.value.defects) == line.kinds
    assert caught.value.hint


@pytest.mark.parametrize("line", TLS_REPORTING_RECORDS, ids=lambda line: line.text)
def test_a_tls_reporting_record_is_read_or_explained(line: Line) -> None:
    assert is_tls_reporting_record(line.text) is line.counts
    if not line.kinds:
        assert parse_tls_reporting_record(line.text) == TlsReportingRecord(line.says)
        return
    with pytest.raises(TlsReportingError) as caught:
        parse_tls_reporting_record(line.text)
    assert tuple(defect.kind for defect in caught.value.defects) == line.kinds
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("v=STSv1; id=test-123", "v=STSv1; id=test123"),
        (f"v=STSv1; id={'a' * 33}", None),
        ("v=stsv1; id=a", "v=STSv1; id=a"),
    ],
)
def test_a_repaired_policy_record_is_proposed(text: str, repair: str | None) -> None:
    with pytest.raises(PolicyRecordError) as caught:
        parse_policy_record(text)
    assert caught.value.repair == repair


def test_a_valid_record_may_be_odd() -> None:
    assert [d.kind for d in find_record_defects("v=STSv1 ; note=1; id=a; id=b")] == [
        Kind.RECORD_SPACE_AFTER_VERSION,
        Kind.RECORD_UNKNOWN_FIELD,
        Kind.ID_DUPLICATE,
    ]


@pytest.mark.parametrize(
    ("rua", "kind", "repair"),
    [
        ("tls@acme.org", Kind.RUA_SCHEME, "mailto:tls@acme.org"),
        ("acme.org/tls", Kind.RUA_SCHEME, "https://acme.org/tls"),
        ("http://acme.org/tls", Kind.RUA_SCHEME, "https://acme.org/tls"),
        ("ftp://acme.org/tls", Kind.RUA_SCHEME, None),
        ("mailto:tls@acme.org!10m", Kind.RUA_SIZE_SUFFIX, "mailto:tls@acme.org"),
        ("mailto:t!s@acme.org", Kind.RUA_NOT_ENCODED, "mailto:t%21s@acme.org"),
        ("mailto:", Kind.RUA_MAILTO, None),
        ("mailto:tls", Kind.RUA_MAILTO, None),
        ("mailto:tls@acme.org?subject=x", Kind.RUA_MAILTO, None),
        ("mailto:.tls@acme.org", Kind.RUA_MAILTO, None),
        ("mailto:tls@localhost", Kind.RUA_HOST, None),
        ("https:acme.org", Kind.RUA_HTTPS, None),
        ("https://", Kind.RUA_HTTPS, None),
        ("https://user@acme.org/", Kind.RUA_HTTPS, None),
        ("https://acme.org/a b", Kind.RUA_HTTPS, None),
        ("https://acme.org/%zz", Kind.RUA_HTTPS, None),
        ("https://acme.org:99999/", Kind.RUA_HOST, None),
        ("", Kind.RUA_EMPTY, None),
    ],
)
def test_an_address_that_reporters_refuse_is_explained(
    rua: str, kind: Kind, repair: str | None
) -> None:
    (defect,) = find_tls_reporting_defects(f"v=TLSRPTv1; rua={rua}")
    assert (defect.kind, defect.repair) == (kind, repair)
    with pytest.raises(TlsReportingError):
        parse_tls_reporting_record(f"v=TLSRPTv1; rua={rua}")
    if kind is not Kind.RUA_NOT_ENCODED:
        with pytest.raises(TlsReportingError):
            parse_rua(rua)


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("mailto:t!s@acme.org", "mailto:t%21s@acme.org"),
        ("MAILTO:Tls@Acme.org", "mailto:Tls@Acme.org"),
        (" mailto:tls@bücher.example ", "mailto:tls@xn--bcher-kva.example"),
        ("https://bücher.example/v1", "https://xn--bcher-kva.example/v1"),
        ("https://acme.org/a;b,c!d", "https://acme.org/a%3Bb%2Cc%21d"),
    ],
)
def test_an_address_becomes_what_a_record_holds(written: str, uri: str) -> None:
    assert parse_rua(written) == uri
