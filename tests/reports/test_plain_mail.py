"""The quick way through a mail and the standard library's find the same in whatever both read."""

import random
from pathlib import Path

import pytest
from reports.samples import FOLDER, make_mail, make_report, needs_samples

from mtasts_pages.world.mail.messages import Mail, MailLimitError, Part, parse_mail, read_mail
from mtasts_pages.world.mail.plain_mail import UnusualError, split_plain_mail

MAIL = make_mail(make_report())


def ignore_line_ends(mail: Mail) -> Mail:
    """The quick way reads CRLF as LF, which means the same in a text."""
    parts = (
        Part(part.data.replace(b"\r\n", b"\n"), part.name, part.is_body) for part in mail.parts
    )
    return Mail(mail.head, tuple(parts))


def check(data: bytes) -> bool:
    """Return whether *data* was read in both ways, which then must agree."""
    try:
        split_plain_mail(data)
        quick, parsed = read_mail(data), parse_mail(data)
    except (UnusualError, MailLimitError):
        return False
    assert ignore_line_ends(quick) == ignore_line_ends(parsed)
    return True


def test_a_usual_mail_goes_the_quick_way() -> None:
    assert check(MAIL)


def test_crlf_is_usual_too() -> None:
    assert check(MAIL.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no header\n\n{}",
        MAIL.replace(b"report-boundary", b"other", 1),
        MAIL.replace(b"base64", b"x-uuencode"),
        MAIL.replace(b"filename=", b"filename*="),
        MAIL + b"\xff",
        MAIL.replace(b"application/tlsrpt+gzip", b"message/rfc822"),
    ],
)
def test_what_is_unusual_is_left_to_the_parser(data: bytes) -> None:
    with pytest.raises(UnusualError):
        split_plain_mail(data)


PIECES = [
    b"\n", b"\n\n", b"--", b"\n--report-boundary\n", b"--report-boundary--", b";", b'"', b"=", b":",
    b" ", b"\t", b"Content-Type: text/plain\n", b"Content-Transfer-Encoding: 7bit\n", b"{", b"\r",
    b"From: b@c.example\n", b"name=x", b"\n ", b"base64", b"=?utf-8?q?a?=",
]  # fmt: skip


def test_a_charset_that_is_none_spoils_no_more_than_its_field() -> None:
    mail = MAIL.replace(b"Subject: ", b"Subject: =?u\xfff-8?q?a?= ")
    assert read_mail(mail).parts


def mutate(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data = data[:at] + chance.choice(PIECES) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + chance.randint(1, 40) :]
        elif kind == 2:
            end = at + chance.randint(1, 200)
            to = chance.randrange(len(data))
            data = data[:to] + data[at:end] + data[to:]
        else:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        data = data or b"x"
    return data


def test_both_ways_agree_on_mutations() -> None:
    chance = random.Random(8460)  # noqa: S311 - the same cases in every run
    both = sum(check(mutate(MAIL, chance)) for _ in range(3_000))
    assert both > 300


@needs_samples
def test_both_ways_agree_on_mutations_of_real_mails() -> None:
    chance = random.Random(8461)  # noqa: S311 - the same cases in every run
    mails = [path.read_bytes() for path in sorted(Path(FOLDER).rglob("*.eml"))]
    both = sum(check(mutate(chance.choice(mails), chance)) for _ in range(3_000))
    assert both > 300
