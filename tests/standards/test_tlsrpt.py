"""The value of RFC 8460, section 3: what cannot be published cannot exist."""

import pytest
from hypothesis import given
from standards import values

from mtasts_pages.standards import parse_rua
from mtasts_pages.standards.tlsrpt import TlsReportingRecord, format_tls_reporting_record, is_rua


def test_the_tls_reporting_record_has_one_rua_field() -> None:
    record = TlsReportingRecord(("mailto:a@acme.org", "https://acme.org/"))
    assert format_tls_reporting_record(record) == (
        "v=TLSRPTv1; rua=mailto:a@acme.org,https://acme.org/"
    )


@pytest.mark.parametrize(
    ("rua", "message"),
    [
        ((), "needs an address"),
        (("a@acme.org",), "not an address"),
        (("mailto:a!b@acme.org",), "not an address"),
        (("HTTPS://a.org/",), "not an address"),
        (("https://a.org:65536/",), "not an address"),
        (("https://[2001:db8::g]/",), "not an address"),
    ],
)
def test_a_tls_reporting_record_that_cannot_be_published_cannot_exist(
    rua: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        TlsReportingRecord(rua)


@given(values.rua)
def test_an_address_is_in_its_form_when_reading_changes_nothing(written: str) -> None:
    assert is_rua(parse_rua(written))
    assert is_rua(written) == (parse_rua(written) == written)


@pytest.mark.parametrize(
    "uri",
    [
        *("https://[2001:db8::1]:8443/x", "https://192.0.2.1/", "mailto:A.b@Acme.org"),
        *("https://acme.org?a=b#c", "https://acme.org/%20"),
    ],
)
def test_what_a_record_holds_is_read_as_it_is(uri: str) -> None:
    assert is_rua(uri)
    assert parse_rua(uri) == uri
