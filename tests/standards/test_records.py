"""The two TXT records, to the letter of RFC 8461, section 3.1 and RFC 8460, section 3."""

import pytest

from mtasts_pages.standards import (
    DefectKind,
    PolicyRecord,
    PolicyRecordError,
    TlsReportingError,
    TlsReportingRecord,
    find_record_defects,
    find_tls_reporting_defects,
    format_policy_record,
    format_tls_reporting_record,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
)

Kind = DefectKind
ID = "20261123120000c81aa2d02a2f"


@pytest.mark.parametrize(
    "text",
    [
        f"v=STSv1; id={ID}",
        f"v=STSv1;id={ID};",
        f"v=STSv1\t;\tid={ID} ; ",
        f"v=STSv1; ext=1; id={ID}",
        f"v=STSv1; id={ID}; a.b_c-1=/x:y,z@",
        f"v=STSv1; id={ID}; id=other",
    ],
)
def test_what_the_grammar_allows_is_a_policy_record(text: str) -> None:
    assert parse_policy_record(text) == PolicyRecord(ID)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", [Kind.RECORD_EMPTY]),
        ("v=STSv1", [Kind.RECORD_VERSION]),
        ("v=STSv1;", [Kind.ID_MISSING]),
        ("v=STSv1 ;", [Kind.RECORD_SPACE_AFTER_VERSION, Kind.ID_MISSING]),
        ("v=STSv1 id=a", [Kind.RECORD_VERSION]),
        ("id=a; v=STSv1;", [Kind.RECORD_ZONE_LINE]),
        ("V=STSv1; id=a", [Kind.RECORD_VERSION_CASE]),
        ("v = STSv1; id=a", [Kind.RECORD_VERSION_CASE]),
        ("v=STSv2; id=a", [Kind.RECORD_VERSION]),
        ("v=TLSRPTv1; rua=mailto:a@acme.org", [Kind.RECORD_OTHER]),
        ("v=spf1 include:acme.org -all", [Kind.RECORD_OTHER]),
        ('"v=STSv1; id=a"', [Kind.RECORD_QUOTED]),
        ('_mta-sts.acme.org. 3600 IN TXT "v=STSv1; id=a"', [Kind.RECORD_ZONE_LINE]),
        (" v=STSv1; id=a", [Kind.RECORD_OUTER_SPACE]),
        ("v=STSv1; id=a\n", [Kind.RECORD_OUTER_SPACE]),
        ("v=STSv1; id=a;;", [Kind.RECORD_EMPTY_FIELD]),
        ("v=STSv1;; id=a", [Kind.RECORD_EMPTY_FIELD]),
        ("v=STSv1; id = a", [Kind.RECORD_BAD_FIELD]),
        ("v=STSv1; id: a", [Kind.RECORD_BAD_FIELD]),
        ("v=STSv1; id=", [Kind.ID_MALFORMED]),
        ("v=STSv1; id=test-123", [Kind.ID_MALFORMED]),
        (f"v=STSv1; id={'a' * 33}", [Kind.ID_MALFORMED]),
        ("v=STSv1; id=a b", [Kind.ID_MALFORMED]),
        ("v=STSv1; ID=a", [Kind.RECORD_KEY_CASE, Kind.ID_MISSING]),
    ],
)
def test_what_is_no_policy_record_is_explained(text: str, kinds: list[Kind]) -> None:
    with pytest.raises(PolicyRecordError) as caught:
        parse_policy_record(text)
    found = [defect.kind for defect in caught.value.defects]
    if Kind.RECORD_BAD_FIELD in kinds:
        found = [kind for kind in found if kind is not Kind.ID_MISSING]
    assert found == kinds
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


def test_the_policy_record_is_written_without_a_space_before_the_delimiter() -> None:
    assert format_policy_record(PolicyRecord("a")) == "v=STSv1; id=a"


@pytest.mark.parametrize("policy_id", ["", "a" * 33, "a-b", "a b", "ä", "a;"])
def test_a_policy_id_that_cannot_be_published_cannot_exist(policy_id: str) -> None:
    with pytest.raises(ValueError, match="policy id"):
        PolicyRecord(policy_id)


@pytest.mark.parametrize(
    ("text", "rua"),
    [
        ("v=TLSRPTv1; rua=mailto:a@acme.org", ("mailto:a@acme.org",)),
        ("v=TLSRPTv1;rua=https://acme.org/x;", ("https://acme.org/x",)),
        (
            "v=TLSRPTv1; rua=mailto:a@acme.org , https://acme.org/",
            ("mailto:a@acme.org", "https://acme.org/"),
        ),
        ("v=TLSRPTv1; ext=1; rua=mailto:a@acme.org", ("mailto:a@acme.org",)),
        (
            "v=TLSRPTv1; rua=mailto:a@acme.org; rua=mailto:b@acme.org",
            ("mailto:a@acme.org", "mailto:b@acme.org"),
        ),
        ("v=TLSRPTv1; rua=HTTPS://[2001:db8::1]:8443/x", ("https://[2001:db8::1]:8443/x",)),
    ],
)
def test_what_the_grammar_allows_is_a_tls_reporting_record(text: str, rua: tuple[str, ...]) -> None:
    assert parse_tls_reporting_record(text).rua == rua


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


def test_the_tls_reporting_record_has_one_rua_field() -> None:
    record = TlsReportingRecord(("mailto:a@acme.org", "https://acme.org/"))
    assert format_tls_reporting_record(record) == (
        "v=TLSRPTv1; rua=mailto:a@acme.org,https://acme.org/"
    )


@pytest.mark.parametrize(
    "rua", [(), ("a@acme.org",), ("mailto:a!b@acme.org",), ("HTTPS://a.org/",)]
)
def test_a_tls_reporting_record_that_cannot_be_published_cannot_exist(
    rua: tuple[str, ...],
) -> None:
    with pytest.raises(ValueError, match=r"address|scheme|written"):
        TlsReportingRecord(rua)
