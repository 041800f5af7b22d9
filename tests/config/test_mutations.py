"""A config that was damaged in any way loads, or is refused with places; nothing else happens."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from config.reading import format_problem, read_text

from mtasts_pages.config import Severity

GOOD = (Path(__file__).parents[2] / "sample-config.yaml").read_bytes()
CASES = 1000
SNIPPETS = [
    *(b"&a ", b"*a", b"<<: *a", b"!!python/object:os.system ", b"!x ", b"? ", b"- ", b": ", b"#"),
    *(
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
        b"|\n",
        b">-\n",
        b"\t",
        b"\r",
        b"\r\n",
        b"\x00",
        b"\x1b[0m",
    ),
    *(
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        "\u2028\u202e\u3000ü日\U0001f600".encode(),
        b"'",
        b'"',
        b"\\",
    ),
    *(b"[", b"]", b"{", b"}", b",", b"[[[[[[", b"{{{{", b"null", b"true", b"1e999", b"-0", b".nan"),
    *(b"012", b"1_000", b"10 mx1.example.com.", b"0x" + b"f" * 40, b"9" * 5000, b"{domain}", b"*."),
]


def insert_snippet(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(SNIPPETS) + data[at:]


def replace_value(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    key, colon, _ = lines[at].partition(b":")
    lines[at] = key + colon + b" " + rng.choice(SNIPPETS) + b"\n"
    return b"".join(lines)


def damage_byte(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def cut(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def move_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), line)
    return b"".join(lines)


def repeat(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    end = start + rng.randrange(1, 80)
    return data[:end] + data[start:end] * rng.choice([1, 1, 2, 50, 1000]) + data[end:]


def indent(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    lines[at] = rng.choice([b" ", b"  ", b"\t", b" " * 40]) + lines[at]
    return b"".join(lines)


def dedent(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    lines[at] = lines[at].lstrip(b" ")
    return b"".join(lines)


def recode(rng: random.Random, data: bytes) -> bytes:
    encoding = rng.choice(["utf-16", "utf-16-le", "utf-32-be", "utf-7", "cp500", "utf-8-sig"])
    return data.decode(errors="replace").encode(encoding, errors="replace")


def nest(rng: random.Random, data: bytes) -> bytes:
    depth = rng.choice([1, 5, 40, 3000])
    opening, closing = rng.choice([(b"[", b"]"), (b"{a: ", b"}"), (b"- ", b"")])
    at = data.rfind(b" ", 0, rng.randrange(1, len(data))) + 1
    return data[:at] + opening * depth + data[at : at + 10] + closing * depth + data[at + 10 :]


MUTATIONS: list[Callable[[random.Random, bytes], bytes]] = [
    *(insert_snippet, replace_value, damage_byte, cut, move_line, repeat, indent, dedent, recode),
    nest,
]


@pytest.mark.parametrize("part", range(10))
def test_a_damaged_config_loads_or_has_problems_with_places(part: int):
    outcomes = {True: 0, False: 0}
    for seed in range(part * CASES // 10, (part + 1) * CASES // 10):
        rng = random.Random(seed)  # noqa: S311 - a seed shall lead to the same case again
        data = GOOD
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            data = rng.choice(MUTATIONS)(rng, data) or b"x"
        start = time.process_time()
        loaded = read_text(data)
        assert time.process_time() - start < 2, f"seed {seed}"
        outcomes[loaded.config is not None] += 1
        errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
        assert bool(errors) == (loaded.config is None), f"seed {seed}"
        lines = data.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in loaded.problems:
            assert 1 <= problem.line <= len(lines), f"seed {seed}"
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1 or not problem.source
            assert problem.width >= 1
            assert format_problem(problem).replace("\n", "").isprintable() or "\t" in problem.source
    assert all(outcomes.values()), "the mutations do too little or too much"
