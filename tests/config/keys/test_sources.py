"""A source of TLS reports is a path or a folder of a mailbox, and never holds a password."""

import pytest
from config.reading import read_text

from mtasts_pages.config.keys.sources import ImapFolder, parse_source
from mtasts_pages.config.problems import BadValueError


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("-", "-"),
        ("./tls-reports", "./tls-reports"),
        ("/var/mail/tls", "/var/mail/tls"),
        ("c:reports", "c:reports"),
        ("imaps://u@mail.example", ImapFolder("u", "mail.example")),
        ("imaps://u@mail.example/", ImapFolder("u", "mail.example")),
        ("IMAPS://u@Mail.Example:1993/A/B", ImapFolder("u", "mail.example", 1993, "A/B")),
        ("imaps://u%40x.example@m.example/TLS%20r%C3%A9ports",
         ImapFolder("u@x.example", "m.example", 993, "TLS réports")),
        ("imaps://u@x.example@m.example", ImapFolder("u@x.example", "m.example")),
        ("imaps://u@[::1]:993/x", ImapFolder("u", "::1", 993, "x")),
    ],
)  # fmt: skip
def test_a_source_is_read(text: str, source: object) -> None:
    assert parse_source(text) == source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("imap://u@m.example", "is not encrypted"),
        ("imaps://m.example", "is not a folder of a mailbox"),
        ("imaps://u@m.example/x%0a", "is not a folder of a mailbox"),
        ("imaps://u@m.example:99999", "is not a folder of a mailbox"),
        ("https://m.example/", "are not read from `https:`"),
        ("a\0", "holds no NUL"),
    ],
)
def test_what_is_no_source_is_said(text: str, message: str) -> None:
    with pytest.raises(BadValueError, match=message):
        parse_source(text)


def test_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(BadValueError, match="a password cannot be part") as caught:
        parse_source("imaps://u:hunter2@m.example/")
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_the_config_names_sources_relative_to_itself_and_trusted_servers() -> None:
    loaded = read_text(
        "domains: {a.example: {mode: none}}\n"
        "reports: {from: [./mine, /all, 'imaps://u@m.example/x'], trust: mx.example}\n"
    )
    assert loaded.config is not None
    folder = loaded.config.path.parent
    assert loaded.config.reports == (str(folder / "mine"), "/all", "imaps://u@m.example/x")
    assert loaded.config.trusted == ("mx.example",)


def test_the_config_cannot_name_stdin() -> None:
    (problem,) = read_text("domains: {a.example: {mode: none}}\nreports: {from: '-'}\n").problems
    assert problem.message == "a config cannot name stdin"
