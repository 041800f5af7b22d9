"""Reports out of a real mailbox, which stays as it was."""

import gc
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
from reports.dovecot import (
    PASSWORD,
    TOKEN,
    USER,
    Dovecot,
    find_free_port,
    needs_dovecot,
    run_dovecot,
)
from reports.samples import make_mail, make_report

from mtasts_pages.config.keys import ImapFolder
from mtasts_pages.errors import AuthenticationError, NetworkError, OperationError
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.world.mail import imap
from mtasts_pages.world.mail.imap import Mailbox, Secret

pytestmark = [
    needs_dovecot,
    # IMAPClient leaves a socket to the collector when a connection does not come about.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

REPORTS = [make_mail(make_report(report_id=f"r{number}")) for number in range(3)]
LETTER = b"From: a@b.example\nSubject: hello\n\nhow are you?\n"


@pytest.fixture
def dovecot(tmp_path: Path) -> Iterator[Dovecot]:
    with run_dovecot(tmp_path) as server:
        server.deliver(*REPORTS[:2], LETTER, REPORTS[2])
        yield server


@pytest.fixture(autouse=True)
def _abandoned() -> Iterator[None]:
    """Have abandoned sockets collected while that is expected."""
    yield
    gc.collect()


def open_mailbox(
    server: Dovecot, secret: str = PASSWORD, *, is_token: bool = False, port: int | None = None
) -> Mailbox:
    place = ImapFolder(USER, "127.0.0.1", port or server.port)
    return Mailbox(place, Secret(secret, is_token), ca_file=server.authority.root)


@pytest.mark.parametrize(("secret", "is_token"), [(PASSWORD, False), (TOKEN, True)])
def test_every_mail_is_read_and_none_marked(
    dovecot: Dovecot, secret: str, *, is_token: bool
) -> None:
    before = dovecot.list_flags()
    items = list(open_mailbox(dovecot, secret, is_token=is_token).list_items())
    assert [item.data for item in items] == [
        mail.replace(b"\n", b"\r\n") for mail in (*REPORTS[:2], LETTER, REPORTS[2])
    ]
    assert dovecot.list_flags() == before
    assert not any("Seen" in flags for flags in before)


@pytest.mark.parametrize(("secret", "is_token"), [("wrong", False), ("wrong", True)])
def test_a_refused_login_is_said_without_the_secret(
    dovecot: Dovecot, secret: str, *, is_token: bool
) -> None:
    with pytest.raises(AuthenticationError, match="refuses the login of `tls-reports`") as caught:
        list(open_mailbox(dovecot, secret, is_token=is_token).list_items())
    assert "wrong" not in f"{caught.value.message} {caught.value.hint}"


def test_mails_from_before_are_not_asked_for(dovecot: Dovecot) -> None:
    with dovecot.log_in() as client:
        client.append("INBOX", "", '" 3-Nov-2020 08:00:00 +0000"', LETTER)
    mailbox = Mailbox(
        ImapFolder(USER, "127.0.0.1", dovecot.port),
        Secret(PASSWORD, is_token=False),
        ca_file=dovecot.authority.root,
        since=date(2021, 1, 1),
    )
    assert len(list(mailbox.list_items())) == 4
    assert len(list(open_mailbox(dovecot).list_items())) == 5


def test_a_certificate_that_is_not_trusted_ends_it(dovecot: Dovecot, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    place = ImapFolder(USER, "127.0.0.1", dovecot.port)
    mailbox = Mailbox(place, Secret(PASSWORD, is_token=False), ca_file=stranger.root)
    with pytest.raises(NetworkError, match="its certificate is not trusted"):
        list(mailbox.list_items())


def test_a_folder_that_is_not_there_is_named_by_the_server(dovecot: Dovecot) -> None:
    place = ImapFolder(USER, "127.0.0.1", dovecot.port, "Nowhere")
    mailbox = Mailbox(place, Secret(PASSWORD, is_token=False), ca_file=dovecot.authority.root)
    with pytest.raises(OperationError, match="Mailbox doesn't exist: Nowhere"):
        list(mailbox.list_items())


def test_what_was_read_is_moved_where_that_is_wanted(dovecot: Dovecot) -> None:
    mailbox = open_mailbox(dovecot)
    items = list(mailbox.list_items())
    assert mailbox.archive([items[0].name, items[3].name], "Done") == 2
    assert len(dovecot.list_flags()) == 2
    assert len(dovecot.list_flags("Done")) == 2


@contextmanager
def lossy_line(port: int, *limits: int) -> Iterator[int]:
    """Give a port that leads to *port*, and breaks off after so many bytes, each time anew."""
    rest = list(limits)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pump(source: socket.socket, target: socket.socket, room: int) -> None:
            with suppress(OSError):
                while room > 0 and (data := source.recv(min(room, 65_536))):
                    target.sendall(data)
                    room -= len(data)
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    near, _ = server.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    room = rest.pop(0) if rest else 1 << 40
                    threading.Thread(target=pump, args=(near, far, 1 << 40), daemon=True).start()
                    threading.Thread(target=pump, args=(far, near, room), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_lost_connection_is_made_again(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "_BATCH", 1)
    with lossy_line(dovecot.port, 6_000) as port:
        items = list(open_mailbox(dovecot, port=port).list_items())
    assert len(items) == 4
    assert len({item.name for item in items}) == 4


def test_a_line_that_is_always_lost_is_given_up(dovecot: Dovecot) -> None:
    with lossy_line(dovecot.port, *[2_500] * 9) as port, pytest.raises(NetworkError, match="fails"):
        list(open_mailbox(dovecot, port=port).list_items())


def test_a_server_that_says_nothing_is_given_up(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "CONNECT_LIMIT", 0.3)
    monkeypatch.setattr(imap, "READ_LIMIT", 0.3)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(NetworkError, match="it did not answer in time"),
    ):
        list(open_mailbox(dovecot, port=silent.getsockname()[1]).list_items())
    with pytest.raises(NetworkError, match="Connection refused"):
        list(open_mailbox(dovecot, port=find_free_port()).list_items())


def run(
    server: Dovecot, folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mtasts_pages", "reports", "--no-dkim", *arguments,
         f"imaps://{USER}@127.0.0.1:{server.port}/INBOX"],
        cwd=folder,
        env={**os.environ, "SSL_CERT_FILE": str(server.authority.root), **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )  # fmt: skip


def test_the_command_reads_a_mailbox_and_shows_no_secret(dovecot: Dovecot, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    printing = f"{sys.executable} -c \"print('{TOKEN}')\""
    for arguments, environment in (
        ((), {"MTASTS_PAGES_IMAP_PASSWORD": PASSWORD}),
        ((), {"MTASTS_PAGES_IMAP_TOKEN": TOKEN}),
        (("--imap-password-file", "password"), {}),
        (("--imap-token-command", printing), {}),
    ):
        done = run(dovecot, tmp_path, "-v", "--json", *arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        source = json.loads(done.stdout)["sources"][0]
        assert (source["reports"], source["others"]) == (3, 1)
        assert PASSWORD not in done.stdout + done.stderr
        assert TOKEN not in done.stdout + done.stderr


def test_the_command_moves_what_held_a_report_and_nothing_else(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    done = run(dovecot, tmp_path, "--archive-to", "Done", MTASTS_PAGES_IMAP_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "moved 3 mails" in done.stderr
    assert (len(dovecot.list_flags()), len(dovecot.list_flags("Done"))) == (1, 3)


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        ((), {}, "there is no password for the mailbox"),
        ((), {"MTASTS_PAGES_IMAP_PASSWORD": "wrong"}, "refuses the login"),
        (("--imap-token-command", "false"), {}, "`false` failed with exit code 1"),
        (("--imap-token-command", "true"), {}, "`true` printed no secret"),
        (("--imap-password-command", "no-such-program x"), {}, "cannot be started"),
        (("--imap-password-file", "nowhere"), {}, "cannot be read"),
    ],
)
def test_without_a_right_the_command_exits_with_4(
    dovecot: Dovecot,
    tmp_path: Path,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    message: str,
) -> None:
    done = run(dovecot, tmp_path, *arguments, **environment)
    assert done.returncode == 4, done.stderr
    assert message in done.stdout + done.stderr
