"""A text becomes plain data with places; anchors, merges and tags do no harm."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtasts_pages.config.yaml as room
from mtasts_pages.config.yaml import Document, read_yaml


def read(text: str) -> Document:
    document, source = read_yaml("x", text.encode())
    assert document is not None
    assert source.list_problems() == ()
    return document


def find_problems(text: str) -> list[tuple[int, int, str]]:
    _, source = read_yaml("x", text.encode())
    return [(problem.line, problem.column, problem.message) for problem in source.list_problems()]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# nothing\n", None),
        ("a: ['12', \"true\", '', !!str 5, ! 7]", {"a": ["12", "true", "", "5", "7"]}),
        ("1.10: a\nno: b\n~: c\n12: d\n", {"1.10": "a", "no": "b", "~": "c", "12": "d"}),
        ("a: !!map {b: !!seq [1]}", {"a": {"b": [1]}}),
        ('{"<<": {}}', {"<<": {}}),
        ("a: &m [1]\nb: *m\nc: &m 5\nd: *m\n", {"a": [1], "b": [1], "c": 5, "d": 5}),
        ("&k a: 1\nb: {*k : 2}\n", {"a": 1, "b": {"a": 2}}),
    ],
)
def test_a_text_is_read_as_yaml_1_2(text: str, data: object):
    assert read(text).data == data


def test_merges_give_way_to_own_keys_and_to_earlier_merges():
    text = "a: &a {x: 1, y: 1, z: 1}\nb: &b {x: 2, w: 2}\nc: {<<: [*a, *b], y: 3}\n"
    assert read(text).data["c"] == {"y": 3, "x": 1, "z": 1, "w": 2}  # type: ignore[index]


def test_a_merged_mapping_can_be_merged_again():
    data = read("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n").data
    assert data == {"a": {"x": 1}, "b": {"y": 2, "x": 1}, "c": {"y": 2, "x": 1}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2\n", (2, 1, "`a` is already given on line 1")),
        ("a: *b\n", (1, 4, "there is no anchor `&b` above this alias")),
        ("a: &a [*a]\n", (1, 8, "`*a` is inside the value that it refers to")),
        ("<<: 1\n", (1, 1, "`<<` can merge only mappings")),
        ("a: !x 1\n", (1, 4, "the tag `!x` is not supported")),
        ("a: !!int x\n", (1, 4, "`x` does not fit the tag `!!int`")),
        ("a: 1\n---\nb: 2\n", (2, 1, "a second YAML document starts here")),
        ("[a]: 1\n", (1, 1, "a key must be plain text, not a list or a mapping")),
        ("a: &a [1]\n*a : 2\n", (2, 1, "a key must be plain text, not a list or a mapping")),
        ("a:\n\tb: c\n", (2, 1, "this line is indented with a tab")),
        ("a:\n  b:\n\t  c: d\n", (3, 1, "this line is indented with a tab")),
        ("a: *.b\n", (1, 4, "`*.b` starts with `*`, which YAML reads as an alias")),
        ("a: 'b\n", (1, 4, "this quote is not closed")),
    ],
)
def test_what_is_wrong_has_its_place(text: str, problem: tuple[int, int, str]):
    assert find_problems(text) == [problem]


def test_a_document_with_a_repeated_key_keeps_the_first():
    document, _ = read_yaml("x", b"a: 1\na: 2\n")
    assert document is not None
    assert document.data == {"a": 1}


KEYS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
SCALARS = st.sampled_from(["x", "12", "'it''s'", '"a\\tb"', "日本", "1w", "mx1.example.com"])
FLOWS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda entries: (
                "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
            )
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, FLOWS, min_size=1, max_size=4), st.sampled_from(["", " # b", "  "]))
def test_a_span_holds_exactly_what_is_written(entries: dict[str, str], behind: str):
    text = "".join(f"{key}: &x {value}{behind}\n" for key, value in entries.items())
    document = read(text)
    for key, written in entries.items():
        start, end = document.locate((key,))
        assert text[start:end] == written
        start, end = document.locate((key,), key=True)
        assert text[start:end] == key


def test_an_item_of_a_list_and_a_merged_entry_have_spans():
    text = "a: &a {b: [1, two]}\nc: {<<: *a}\n"
    document = read(text)
    for path in (("a", "b", 1), ("c", "b", 1)):
        start, end = document.locate(path)
        assert text[start:end] == "two"


def test_what_is_missing_or_empty_is_shown_by_the_nearest_key():
    text = "a:\nb: {c: }\n"
    document = read(text)
    for path, shown in ((("a",), "a"), (("b", "c"), "c"), (("b", "d"), "b")):
        start, end = document.locate(path)
        assert text[start:end] == shown


@pytest.mark.parametrize(
    "path", sorted(Path(room.__file__).parent.glob("*.py")), ids=lambda p: p.stem
)
def test_the_reader_knows_nothing_of_what_it_reads(path: Path):
    known = (
        r"\b(?:mta-?sts|configs?|domains?|mx|polic(?:y|ies)|owners?|repositor(?:y|ies)|github)\b"
    )
    text = re.sub(r"mtasts_pages\.config\.", "", path.read_text(encoding="utf-8"))
    assert not re.findall(known, text, re.IGNORECASE)
