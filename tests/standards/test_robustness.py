"""Parsers raise nothing but their own errors, on anything, in time linear to its size."""

import time
from collections.abc import Callable

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


@many
@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_policy_or_a_policy_error(data: bytes) -> None:
    defects = find_policy_defects(data)
    propose_policy(data)
    try:
        parse_policy(data)
    except StandardsError as error:
        assert error.defects == defects
        assert is_refused(defects)
    else:
        assert not is_refused(defects)


@pytest.mark.parametrize("parse", PARSERS)
def test_any_text_is_a_value_or_an_error_of_the_standards(parse: Callable[[str], object]) -> None:
    @many
    @given(texts)
    def try_one(text: str) -> None:
        try:
            parse(text)
        except StandardsError as error:
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
        try:
            parse(text)
        except StandardsError as error:
            assert error.defects == find(text)
        else:
            assert not is_refused(find(text))


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
    try:
        mistaken(text)
    except StandardsError as error:
        if error.repair is not None:
            mistaken(error.repair)


HOSTILE = [
    "\n", "\r", "\r\n", " ", "\t", ":", "=", "-", "*", "*.", "a.", "a", "a:b\n", "mx:a.b\n", "mode:\n", "Mode:x\n",
    "mx: (\n", "mx: ( ", " (", "((", "[", "<", "<a", "{", "mx: 1:", "mx: , ,", "mx: a b.c ", "a b\n", "#\n", " # ",
    "mx: \u00fc.org\n", "version: STSv1\n", "x\xa0", "max_age: 1,", "1,", "'", "&a", "**", "a/", "@", "mx:\n",
    "mx: your_\n", "mx mx\n", "mode mode ", "|", "%a%", "v=STSv1;", "http://", "\u2028", "mxx: a.b\n", "9", ". ",
]  # fmt: skip
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
            try:
                parse(text)
            except StandardsError:
                continue
        assert time.process_time() - start < SECONDS * 2, (prefix, unit)
