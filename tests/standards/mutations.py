"""Valid texts with mistakes put in: the same ones for the same seed."""

from collections.abc import Callable, Iterator
from random import Random

POLICIES = (
    (
        "version: STSv1\r\nmode: enforce\r\nmx: mx1.acme.org\r\nmx: *.mail.acme.org\r\n"
        "max_age: 604800\r\n"
    ),
    "version: STSv1\nmode: testing\nmx: mx1.acme.org\nmax_age: 86400\n",
    "version:STSv1\nmax_age:31557600\nmode:none",
    (
        "mode: testing\nx-note: some words, and more\nversion: STSv1 \n"
        "mx:\tacme-org.mail.protection.acme.com\nmax_age: 0\n"
    ),
)
POLICY_RECORDS = (
    "v=STSv1; id=20261123120000",
    "v=STSv1;id=a;",
    "v=STSv1 ; ext.name_1=val:ue; id=A1b2",
)
TLS_RECORDS = (
    "v=TLSRPTv1; rua=mailto:tls-reports@acme.org",
    "v=TLSRPTv1;rua=https://reports.acme.org/v1/tls?tenant=7,mailto:a.b@acme.org;",
    "v=TLSRPTv1; ext=1; rua=mailto:tls%2Creports@mail.acme.org , https://acme.org:8443/",
)
CHARACTERS = (
    *" \t\r\n:;=,.-_*#!?/\\\"'@%()[]{}<>|+~",
    *"aZ09xSTv",
    *"\x00\x0b\x0c\x1b\x1f\x7f\x85\xa0é\u2028\u3000\ufeff\u3002\uff11",
)
FRAGMENTS = (
    *("\n", "\r\n", "\r", "\n\n", "  ", "..", "*.", "10 ", "mx: ", "mode: none\n", "max_age: 1\n"),
    *("ext: v\n", "version: STSv1\n", "id=", "rua=", ";;", "; ", "; x=1", ", ", "mailto:", "%2"),
    *("https://", "http://", "!10m", "localhost", "192.0.2.1", "enforce", "99999999999", "STSv1"),
    *("# note", "<br>", "'", '"', "a" * 64),
)


def mutate(text: str, random: Random) -> str:
    """Return *text* with one to four mistakes."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        text = random.choice(MISTAKES)(text, random)
    return text


def mutations(texts: tuple[str, ...], count: int, seed: int) -> Iterator[str]:
    """Yield *count* mutations of *texts*."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(count):
        yield mutate(random.choice(texts), random)


def _insert(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(CHARACTERS) + text[at:]


def _insert_fragment(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(FRAGMENTS) + text[at:]


def _replace(text: str, random: Random) -> str:
    at = random.randrange(max(len(text), 1))
    return text[:at] + random.choice(CHARACTERS) + text[at + 1 :]


def _delete(text: str, random: Random) -> str:
    at = random.randrange(max(len(text), 1))
    return text[:at] + text[at + random.choice((1, 1, 2, 5)) :]


def _swap_case(text: str, random: Random) -> str:
    at = random.randrange(max(len(text), 1))
    return text[:at] + text[at : at + 6].swapcase() + text[at + 6 :]


def _repeat(text: str, random: Random) -> str:
    at = random.randrange(max(len(text), 1))
    end = at + random.choice((1, 4, 16, 70))
    return text[:end] + text[at:]


def _repeat_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    lines.insert(random.randint(0, len(lines)), random.choice(lines))
    return "".join(lines)


def _drop_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    del lines[random.randrange(len(lines))]
    return "".join(lines)


def _swap_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    random.shuffle(lines)
    return "".join(lines)


MISTAKES: tuple[Callable[[str, Random], str], ...] = (
    _insert,
    _insert,
    _insert_fragment,
    _insert_fragment,
    _replace,
    _delete,
    _swap_case,
    _repeat,
    _repeat_line,
    _drop_line,
    _swap_lines,
)
