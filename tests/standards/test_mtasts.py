"""The values of RFC 8461: what cannot be published cannot exist, and how the rest is written."""

import pytest

from mtasts_pages.standards.mtasts import (
    Mode,
    MxPattern,
    Policy,
    PolicyRecord,
    format_policy,
    format_policy_record,
)


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("mx1.acme.org", "mx1.acme.org", True),
        ("mx1.acme.org", "MX1.ACME.ORG", True),
        ("mx1.acme.org", "mx2.acme.org", False),
        ("*.acme.org", "mx1.acme.org", True),
        ("*.acme.org", "MX1.Acme.org", True),
        ("*.acme.org", "acme.org", False),
        ("*.acme.org", ".acme.org", False),
        ("*.acme.org", "a.mx1.acme.org", False),
        ("*.acme.org", "mx1.bad-acme.org", False),
        ("*.mx.microsoft", "contoso-com.h-v1.mx.microsoft", False),
    ],
)
def test_a_wildcard_covers_exactly_one_label(pattern: str, host: str, covered: bool) -> None:  # noqa: FBT001 - a column of the table
    assert MxPattern(pattern).matches(host) is covered


@pytest.mark.parametrize(
    "text", ["MX1.acme.org", "mx1.acme.org.", "", "mx", "*.*.acme.org", " a.b"]
)
def test_a_pattern_that_cannot_be_published_cannot_exist(text: str) -> None:
    with pytest.raises(ValueError, match="is not an MX pattern in lower-case A-labels"):
        MxPattern(text)


@pytest.mark.parametrize(
    ("max_age", "mx"),
    [(-1, ("mx1.acme.org",)), (31557601, ("mx1.acme.org",)), (1, ()), (1, ("a.b", "a.b"))],
)
def test_a_policy_that_cannot_be_published_cannot_exist(max_age: int, mx: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"max_age|MX pattern"):
        Policy(Mode.ENFORCE, max_age, tuple(MxPattern(text) for text in mx))


@pytest.mark.parametrize("policy_id", ["", "a" * 33, "a-b", "a b", "ä", "a;"])
def test_a_policy_id_that_cannot_be_published_cannot_exist(policy_id: str) -> None:
    with pytest.raises(ValueError, match="policy id"):
        PolicyRecord(policy_id)


def test_the_file_is_written_byte_for_byte() -> None:
    policy = Policy(Mode.ENFORCE, 86400, (MxPattern("b.acme.org"), MxPattern("*.acme.org")))
    assert format_policy(policy) == (
        b"version: STSv1\r\nmode: enforce\r\nmx: b.acme.org\r\nmx: *.acme.org\r\nmax_age: 86400\r\n"
    )


def test_the_policy_record_is_written_without_a_space_before_the_delimiter() -> None:
    assert format_policy_record(PolicyRecord("a")) == "v=STSv1; id=a"
