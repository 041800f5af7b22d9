"""A whole file: every problem has its place, and hostile files are refused clearly and fast."""

import time

import pytest
import yaml
from config.reading import read_errors, read_text, show

from mtasts_pages.config.yaml import SIZE_LIMIT
from mtasts_pages.config.yaml import compose as compose_module

GOOD = "domains:\n  example.com:\n    mx: [mx1.example.com]\n    mode: enforce\n"


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


def test_control_characters_by_escapes_do_not_reach_the_terminal():
    shown = show(read_errors('domains: {a.example: {mode: "\\e[31m\\u202e", "\\a": 1}}'))
    assert shown.replace("\n", "").isprintable()
    assert "`\\x1b[31m\\u202e` is not a mode" in shown


def test_a_file_of_64_mib_is_refused_in_less_than_two_seconds():
    data = (b"# " + b"x" * 60 + b"\n") * (SIZE_LIMIT // 63 + 1)
    start = time.process_time()
    (problem,) = read_errors(data)
    assert time.process_time() - start < 2
    assert problem.message == "the file has 64 MiB or more, too much to be read"


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
        (LAUGHS, "the file has more than 2,000,000 values up to here, aliases expanded"),
        (MERGED_LAUGHS, "the file has more than 2,000,000 values up to here, aliases expanded"),
        (LONG_LIST, "the file has more than 2,000,000 values up to here, aliases expanded"),
        (LONG_MERGE, "the file has more than 2,000,000 values up to here, aliases expanded"),
        ("[" * 100_000, "this is nested more than 32 levels deep"),
        ("{a: " * 100_000, "this is nested more than 32 levels deep"),
        ("- " * 100_000, "this is nested more than 32 levels deep"),
        ("".join(" " * i + "a:\n" for i in range(2000)), "this is nested more than 32 levels deep"),
        ("? " * 100_000, "a key must be plain text, not a list or a mapping"),
        (
            "domains: {a.example: {mode: " + "x" * 5000,
            "this value has 5,000 characters; the limit is 4,096",
        ),
        ("a: &a {b: *a}", "`*a` is inside the value that it refers to"),
        ("- &a [*a]", "`*a` is inside the value that it refers to"),
    ],
    ids=lambda value: value[:12],
)
def test_what_would_cost_too_much_is_refused_in_less_than_two_seconds(text: str, message: str):
    start = time.process_time()
    problem = read_errors(text)[-1]
    assert time.process_time() - start < 2
    assert problem.message.startswith(message)


def test_no_more_than_10_000_problems_are_listed():
    text = "domains:\n" + "".join(f"  a{i}.example: {{mode: x, mx: [mx]}}\n" for i in range(6000))
    problems = read_text(text).problems
    assert len(problems) == 10_001
    assert problems[-1].message == "there are more than 10,000 problems; the others are not listed"


def test_no_list_has_more_than_20_000_values():
    aliases = ", ".join(f"a{i}.example" for i in range(20_001))
    text = f"domains: {{b.example: {{mode: none, aliases: [{aliases}]}}}}"
    assert read_errors(text)[0].message == "this list has 20,001 values; the limit is 20,000"


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
