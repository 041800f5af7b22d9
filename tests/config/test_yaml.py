"""YAML traps: values mean what they look like, and hostile files are refused clearly and fast."""

import time

import pytest
import yaml
from config.reading import read_errors, read_good, read_text, show

from mtasts_pages.config.yaml import compose as compose_module
from mtasts_pages.config.yaml.compose import compose
from mtasts_pages.config.yaml.scalars import resolve_plain
from mtasts_pages.config.yaml.source import SIZE_LIMIT, Source
from mtasts_pages.standards.policy import Mode

GOOD = "domains:\n  example.com:\n    mx: [mx1.example.com]\n    mode: enforce\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("no", "No", "on", "off", "yes", "Y", "n", "nULL", "tRUE", "=")),
        *((word, word) for word in ("1:30", "190:20:30", "1_000", "0b101", "0o8", "0x", "+0x1")),
        *((word, word) for word in ("2026-11-24", "1.2.3", ".", "-", "+", "..", "1e", "e5", "<<")),
        ("012", 12),
        ("-012", -12),
        ("+5", 5),
        ("0o14", 12),
        ("0x1F", 31),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("-.inf", float("-inf")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_plain_scalars_are_those_of_yaml_1_2(text: str, value: object):
    found = resolve_plain(text)
    assert found == value
    assert type(found) is type(value)


def test_quoted_scalars_are_texts():
    document, _ = compose(Source("x", "a: ['12', \"true\", '', !!str 5, ! 7]"))
    assert document is not None
    assert document.data == {"a": ["12", "true", "", "5", "7"]}


def test_keys_are_texts_as_they_are_written():
    document, _ = compose(Source("x", "1.10: a\nno: b\n~: c\n12: d\n"))
    assert document is not None
    assert document.data == {"1.10": "a", "no": "b", "~": "c", "12": "d"}


def test_merges_give_way_to_own_keys_and_to_earlier_merges():
    text = (
        "domains:\n"
        "  a.example: &a {mode: enforce, mx: [mx.a.example], max_age: 4w}\n"
        "  b.example: &b {mode: none, ttl: 60}\n"
        "  c.example: {<<: [*a, *b], max_age: 2w}\n"
    )
    domain = read_good(text).domains[2]
    assert (domain.mode, domain.max_age, domain.ttl) == (Mode.ENFORCE, 1_209_600, 60)
    assert domain.mx[0].text == "mx.a.example"


def test_a_merged_mapping_can_be_merged_again():
    text = (
        "domains:\n"
        "  a.example: &a {mode: none}\n"
        "  b.example: &b {<<: *a, ttl: 60}\n"
        "  c.example: {<<: *b}\n"
    )
    assert [(d.mode, d.ttl) for d in read_good(text).domains[1:]] == [(Mode.NONE, 60)] * 2


def test_a_quoted_merge_key_is_an_ordinary_key():
    messages = [problem.message for problem in read_errors('domains: {a.example: {"<<": {}}}')]
    assert "`<<` is not a key of a domain" in messages


def test_an_anchor_can_be_given_anew():
    text = "domains:\n  a.example: {mx: &m [mx.a.example]}\n  b.example: {mx: *m, ttl: &m 5}\n"
    assert read_good(text + "  c.example: {mode: none, ttl: *m}\n").domains[2].ttl == 5


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_positions_hold_for_every_line_end(line_end: str):
    text = GOOD.replace("enforce", "enforced").replace("\n", line_end)
    (problem,) = read_errors(text)
    assert (problem.line, problem.column, problem.width) == (4, 11, 8)
    assert problem.source == "    mode: enforced"


def test_positions_hold_behind_tabs_and_wide_characters():
    (problem,) = read_errors('domains: {"日本語.example": {\tmode: nine}, b.example: {mode: none}}')
    assert (problem.line, problem.column) == (1, 34)
    assert show((problem,)).splitlines()[2] == " " * 5 + " | " + " " * (33 + 3 + 3) + "^^^^"


def test_a_byte_order_mark_of_utf_8_is_passed_over():
    loaded = read_text(b"\xef\xbb\xbf" + GOOD.encode())
    assert loaded.config is not None
    (problem,) = read_errors(b"\xef\xbb\xbf" + GOOD.replace("domains", "domain").encode())[:1]
    assert (problem.line, problem.column) == (1, 1)


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (GOOD.encode("utf-16"), "the file is in UTF-16", (1, 1)),
        (GOOD.encode("utf-32"), "the file is in UTF-32", (1, 1)),
        (b"# M\xfcnchen\n" + GOOD.encode(), "the byte 0xFC is not UTF-8 here", (1, 4)),
        (b"# \xc3\xa9\n# \xff\n", "the byte 0xFF is not UTF-8 here", (2, 3)),
        (b"# \xed\xa0\x80\n", "the byte 0xED is not UTF-8 here", (1, 3)),
        (GOOD.encode() + b"\x00", "the character U+0000 is not allowed here", (5, 1)),
        (b"domains: \x1b[31m{}", "the character U+001B is not allowed here", (1, 10)),
        ("a: \x85b".encode(), "the character U+0085 is not allowed here", (1, 4)),
        ("a: b\u2028c: d".encode(), "the character U+2028 is not allowed here", (1, 5)),
        ("a: \ufeffb".encode(), "the character U+FEFF is not allowed here", (1, 4)),
        (b"domains:\n\ta: b\n", "a tab indents this line", (2, 1)),
        (b"domains:\n  a.example:\n\t  mode: none\n", "a tab indents this line", (3, 1)),
    ],
)
def test_what_is_no_text_for_yaml_is_refused(data: bytes, message: str, place: tuple[int, int]):
    (problem,) = read_errors(data)
    assert problem.message == message
    assert (problem.line, problem.column) == place
    assert problem.hint


def test_control_characters_by_escapes_do_not_reach_the_terminal():
    shown = show(read_errors('domains: {a.example: {mode: "\\e[31m\\u202e", "\\a": 1}}'))
    assert shown.replace("\n", "").isprintable()
    assert "`\\x1b[31m\\u202e` is not a mode" in shown


def test_a_file_of_64_mib_is_refused_in_less_than_two_seconds():
    data = (b"# " + b"x" * 60 + b"\n") * (SIZE_LIMIT // 63 + 1)
    start = time.process_time()
    (problem,) = read_errors(data)
    assert time.process_time() - start < 2
    assert problem.message == "the file is 64 MiB or larger, which no config is"


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 20)
)
MERGED_LAUGHS = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}], k{i}: 1}}\n" for i in range(1, 20)
)
LONG_LIST = f"a: &a [{', '.join(['x'] * 5000)}]\n" + "".join(f"b{i}: *a\n" for i in range(5000))
LONG_MERGE = (
    "domains:\n  a.example: &a {"
    + ", ".join(f"k{i}: 1" for i in range(5000))
    + "}\n"
    + "".join(f"  b{i}.example: {{<<: *a}}\n" for i in range(5000))
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "the file holds more than 2,000,000 values up to here, aliases expanded"),
        (MERGED_LAUGHS, "the file holds more than 2,000,000 values up to here, aliases expanded"),
        (LONG_LIST, "the file holds more than 2,000,000 values up to here, aliases expanded"),
        (LONG_MERGE, "the file holds more than 2,000,000 values up to here, aliases expanded"),
        ("[" * 100_000, "values are nested more than 32 deep here"),
        ("{a: " * 100_000, "values are nested more than 32 deep here"),
        ("- " * 100_000, "values are nested more than 32 deep here"),
        ("".join(" " * i + "a:\n" for i in range(2000)), "values are nested more than 32 deep"),
        ("? " * 100_000, "a key is a plain word, not a list or a mapping"),
        ("domains: {a.example: {mode: " + "x" * 5000, "this text has 5,000 characters, and 4,096"),
        ("a: &a {b: *a}", "`*a` stands inside the value that it names"),
        ("- &a [*a]", "`*a` stands inside the value that it names"),
    ],
    ids=lambda value: value[:12],
)
def test_what_would_cost_too_much_is_refused_in_less_than_two_seconds(text: str, message: str):
    start = time.process_time()
    problem = read_errors(text)[-1]
    assert time.process_time() - start < 2
    assert problem.message.startswith(message)


def test_no_more_than_10_000_problems_are_told():
    text = "domains:\n" + "".join(f"  a{i}.example: {{mode: x, mx: [mx]}}\n" for i in range(6000))
    problems = read_text(text).problems
    assert len(problems) == 10_001
    assert problems[-1].message == "there are more than 10,000 problems, and this is the next"


def test_no_list_has_more_than_20_000_values():
    aliases = ", ".join(f"a{i}.example" for i in range(20_001))
    text = f"domains: {{b.example: {{mode: none, aliases: [{aliases}]}}}}"
    assert read_errors(text)[0].message == "this list has 20,001 values, and 20,000 is the most"


def test_no_policy_is_larger_than_senders_read():
    hosts = ", ".join(f"mx{i}.example.com" for i in range(3000))
    (problem,) = read_errors(f"domains: {{a.example: {{mode: enforce, mx: [{hosts}]}}}}")
    assert "64 KiB" in problem.message


def test_a_long_line_is_cut_around_the_value():
    hosts = ", ".join(f"mx{i}.example.com" for i in range(100))
    (problem,) = read_errors(
        f"domains: {{a.example: {{mode: enforce, mx: [{hosts}, mx, {hosts}]}}}}"
    )
    lines = show((problem,)).splitlines()
    assert max(map(len, lines)) < 250
    assert lines[1][lines[2].index("^") :].startswith("mx, mx0.")
    assert lines[2].endswith(" ^^")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "domains: {a.example: &a {mode: enforced, mx: &m [10 mx1, *b]}}",
        "domains:\n  a.example: &a\n    mode: enforced\n  b.example: *a\n",
        "domains: {a.example: {mode: none}, a.example: {mode: none}}",
        "domains: [\n",
        "a: 'b",
        "a: *.b",
        "a: {\x01}",
        "[" * 100,
        "a: !!python/object:os.system x",
    ],
)
def test_pyyaml_without_its_c_library_leads_to_the_same_places(
    text: str, monkeypatch: pytest.MonkeyPatch
):
    expected = [(p.line, p.column, p.severity) for p in read_text(text).problems]
    monkeypatch.setattr(compose_module, "_LOADER", yaml.SafeLoader)
    assert [(p.line, p.column, p.severity) for p in read_text(text).problems] == expected
