"""A text is decoded or refused, and every offset of it has its line."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.config.yaml import SIZE_LIMIT, Source
from mtasts_pages.config.yaml.source import decode

TEXT = b"a: b\n"


@pytest.mark.parametrize(
    ("data", "message", "start"),
    [
        ("a: b\n".encode("utf-16"), "the file is in UTF-16", 0),
        ("a: b\n".encode("utf-32"), "the file is in UTF-32", 0),
        (b"# M\xfcnchen\n" + TEXT, "the byte 0xFC is not UTF-8", 3),
        (b"# \xc3\xa9\n# \xff\n", "the byte 0xFF is not UTF-8", 6),
        (b"# \xed\xa0\x80\n", "the byte 0xED is not UTF-8", 2),
        ("ä: b\n".encode("utf-16-le"), "the byte 0xE4 is not UTF-8", 0),
        (b"\x00\xff", "the byte 0xFF is not UTF-8", 1),
        (TEXT + b"\xc3", "the byte 0xC3 is not UTF-8", 5),
        (TEXT + b"\x00", "the character U+0000 is not allowed in YAML", 5),
        (b"a: \x1b[31m{}", "the character U+001B is not allowed in YAML", 3),
        ("a: \x85b".encode(), "the character U+0085 is not allowed in YAML", 3),
        ("a: b\u2028c: d".encode(), "the character U+2028 is not allowed in YAML", 4),
        ("a: \ufeffb".encode(), "the character U+FEFF is not allowed in YAML", 3),
    ],
)
def test_what_is_no_text_for_yaml_is_refused(data: bytes, message: str, start: int):
    _, complaint = decode("x", data)
    assert complaint is not None
    assert complaint[0][0] == start
    assert complaint[1] == message
    assert complaint[2]


def test_a_byte_order_mark_of_utf_8_is_passed_over():
    source, complaint = decode("x", codecs.BOM_UTF8 + TEXT)
    assert (source.text, complaint) == ("a: b\n", None)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_offset_of_a_text_has_its_line(line_end: str):
    source = Source("f", f"a{line_end}b{line_end}{line_end}c")
    lines = [source.find_line(offset)[0] for offset in range(len(source.text))]
    assert lines == [1] * (1 + len(line_end)) + [2] * (1 + len(line_end)) + [3] * len(line_end) + [
        4
    ]


@given(st.text("a\r\n", max_size=60), st.integers(4080, 4100), st.data())
def test_lines_are_found_in_any_order_and_across_blocks(text: str, shift: int, data: st.DataObject):
    text = "a" * shift + text + "\n" * 5000 + text
    source = Source("f", text)
    for offset in data.draw(st.lists(st.integers(0, len(text)), max_size=5)):
        inside_crlf = text[max(0, offset - 1) : offset + 1] == "\r\n"
        before = text[: offset - inside_crlf].replace("\r\n", "\n").replace("\r", "\n")
        line, start = source.find_line(offset)
        assert line == before.count("\n") + 1
        if not inside_crlf:
            assert offset - start == len(before) - before.rfind("\n") - 1


def test_10_000_places_of_a_large_file_are_found_in_less_than_two_seconds():
    source = Source("f", "a: b\r" * (SIZE_LIMIT // 8))
    start = time.process_time()
    for number in range(10_000):
        source.find_line(len(source.text) - 1 if number % 2 else number)
    assert time.process_time() - start < 2
