"""Parsers raise nothing but their own errors, on anything, in time linear to its size."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards import mutations

from mtasts_pages.standards import (
    SAME_KIND_LIMIT,
    DefectKind,
    StandardsError,
    find_mx_defects,
    find_policy_defects,
    find_record_defects,
    find_tls_reporting_defects,
    is_refused,
    parse_domain,
    parse_mx_pattern,
    parse_policy,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
    propose_policy,
)

SIZE = 65_536
SECONDS = 1.0
"""Far above what is needed (a few milliseconds), far below what a quadratic parser takes."""

many = settings(max_examples=600, deadline=None)
pieces = st.sampled_from(
    (*mutations.CHARACTERS, *mutations.FRAGMENTS, "v=STSv1", "v=TLSRPTv1", "xn--")
)
texts = st.text(max_size=80) | st.lists(pieces, max_size=30).map("".join)
PARSERS: tuple[Callable[[str], object], ...] = (
    parse_domain,
    parse_mx_pattern,
    parse_policy_record,
    parse_rua,
    parse_tls_reporting_record,
)


def refusal_of(parse: Callable[[Any], object], text: object) -> StandardsError | None:
    """Return the error that *parse* raises for *text*, if it is one of the standards' own."""
    try:
        parse(text)
    except StandardsError as error:
        return error
    return None


@many
@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_policy_or_a_policy_error(data: bytes) -> None:
    defects = find_policy_defects(data)
    propose_policy(data)
    error = refusal_of(parse_policy, data)
    assert (error is not None) == is_refused(defects)
    assert error is None or error.defects == defects


@pytest.mark.parametrize("parse", PARSERS)
def test_any_text_is_a_value_or_an_error_of_the_standards(parse: Callable[[str], object]) -> None:
    @many
    @given(texts)
    def try_one(text: str) -> None:
        error = refusal_of(parse, text)
        if error is not None:
            assert is_refused(error.defects)
            assert error.message
            assert error.hint

    try_one()


@many
@given(texts)
def test_a_record_is_parsed_exactly_when_no_defect_refuses_it(text: str) -> None:
    for find, parse in (
        (find_record_defects, parse_policy_record),
        (find_tls_reporting_defects, parse_tls_reporting_record),
    ):
        error = refusal_of(parse, text)
        assert (error is not None) == is_refused(find(text))
        assert error is None or error.defects == find(text)


@many
@given(texts)
def test_the_places_of_defects_lie_in_the_text(text: str) -> None:
    for defect in (*find_record_defects(text), *find_mx_defects(text)):
        assert defect.line == 1
        start = defect.column - 1
        assert text[start : start + len(defect.text)] == defect.text


@pytest.mark.parametrize("mistaken", [parse_domain, parse_mx_pattern])
@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_repair_is_accepted(mistaken: Callable[[str], object], text: str) -> None:
    error = refusal_of(mistaken, text)
    if error is not None and error.repair is not None:
        assert mistaken(error.repair)


LINES = (
    "",
    "a:b",
    "mx:a.b",
    "mode:",
    "Mode:x",
    "mx: (",
    "a b",
    "#",
    "mx: \u00fc.org",
    "mx:",
    "mx: your_",
)
LINES += ("mx mx", "mxx: a.b", "\r", "version: STSv1", "mx: 1 a.b.", "max_age: 1,", "v=STSv1;")
SPANS = (
    " ",
    "\t",
    ":",
    "=",
    "-",
    "*",
    "*.",
    "a.",
    "a",
    " (",
    "((",
    "[",
    "<",
    "<a",
    "{",
    "mx: , ,",
    " # ",
    "x\xa0",
)
SPANS += (
    "1,",
    "'",
    "&a",
    "**",
    "a/",
    "@",
    "|",
    "%a%",
    "http://",
    "\u2028",
    "9",
    ". ",
    "\r",
    "mode mode ",
    "<br>",
)
HOSTILE = (*(f"{line}\n" for line in LINES), *SPANS)
PREFIXES = ("", "mx: ", "mode: ", "max_age: ", "version: STSv1\nmode: testing\nmx: ", "note: ")


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_a_hostile_policy_of_64_kib_is_judged_at_once(unit: str) -> None:
    for prefix in PREFIXES:
        data = (prefix + unit * SIZE).encode()[:SIZE]
        start = time.process_time()
        defects = find_policy_defects(data)
        assert time.process_time() - start < SECONDS, (prefix, unit)
        assert len(defects) <= SAME_KIND_LIMIT * len(DefectKind)


RECORD_UNITS = (
    ";",
    "; ",
    "a=b;",
    "id=a;",
    "id=",
    "=",
    " ",
    ",",
    "mailto:",
    "rua=,",
    "\xa0",
    "!",
    "a@",
    "%2C",
    "[",
    '"',
)


@pytest.mark.parametrize("unit", RECORD_UNITS, ids=ascii)
def test_a_hostile_record_of_64_kib_is_judged_at_once(unit: str) -> None:
    for prefix in ("", "v=STSv1; ", "v=TLSRPTv1; rua=mailto:", "v=TLSRPTv1; rua=https://"):
        text = (prefix + unit * SIZE)[:SIZE]
        start = time.process_time()
        find_record_defects(text)
        find_tls_reporting_defects(text)
        find_mx_defects(text)
        for parse in PARSERS:
            refusal_of(parse, text)
        assert time.process_time() - start < SECONDS * 2, (prefix, unit)
