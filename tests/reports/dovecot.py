"""A real IMAP server: Dovecot on the loopback interface, with one mailbox."""

from __future__ import annotations

import getpass
import grp
import http.server
import imaplib
import json
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mtasts_pages.sandbox.authority import Authority

DOVECOT = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="Dovecot is not installed")

USER, PASSWORD, TOKEN = "tls-reports", "correct horse", "ya29.token"
_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/chain.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login xoauth2
disable_plaintext_auth = yes
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=plain {folder}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A server that runs."""

    port: int
    folder: Path
    authority: Authority

    @contextmanager
    def log_in(self) -> Iterator[imaplib.IMAP4_SSL]:
        """Give a connection by another client than ours, to look at what is there."""
        context = ssl.create_default_context(cafile=self.authority.root)
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context, timeout=10)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, *mails: bytes) -> None:
        with self.log_in() as client:
            for mail in mails:
                client.append("INBOX", "", None, mail.replace(b"\n", b"\r\n"))  # type: ignore[arg-type]

    def list_flags(self, folder: str = "INBOX") -> list[str]:
        with self.log_in() as client:
            client.select(folder, readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
            return [each.decode() for each in found if isinstance(each, bytes)]


class _TokenInfo(http.server.BaseHTTPRequestHandler):
    """Says whose a token is, as an OAuth 2 server does."""

    def do_GET(self) -> None:
        good = self.path.rpartition("=")[2] == TOKEN
        body = json.dumps({"email": USER} if good else {"error": "invalid_token"}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def run_dovecot(folder: Path) -> Iterator[Dovecot]:
    """Give a Dovecot that keeps everything in *folder*."""
    assert DOVECOT is not None
    authority = Authority(folder / "authority")
    certificate = authority.issue(["127.0.0.1"])
    port = find_free_port()
    # Dovecot delivers to nobody's root: then the mailbox is that of another system user.
    mail = pwd.getpwnam("mail") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    (folder / "mail").mkdir()
    os.chown(folder / "mail", mail.pw_uid, mail.pw_gid)
    for path in (folder, *folder.parents):
        if (
            os.access(path, os.W_OK)
            and path.stat().st_uid == os.geteuid()
            and not path.stat().st_mode & 0o001
        ):
            path.chmod(path.stat().st_mode | 0o011)
    (folder / "chain.pem").write_bytes(certificate.chain)
    (folder / "key.pem").write_bytes(certificate.key)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    tokens = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _TokenInfo)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    (folder / "oauth2").write_text(
        f"tokeninfo_url = http://127.0.0.1:{tokens.server_port}/?access_token=\n"
        "introspection_mode = get\nusername_attribute = email\n"
    )
    names = {"user": "dovecot", "group": "dovecot", "login": "dovenull"}
    if os.geteuid() != 0:
        own = getpass.getuser()
        names = {"user": own, "group": grp.getgrgid(os.getegid()).gr_name, "login": own}
    text = _CONFIG.format(
        folder=folder, port=port, mail_uid=mail.pw_uid, mail_gid=mail.pw_gid, **names
    )
    (folder / "dovecot.conf").write_text(text)
    with subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")]) as program:
        try:
            server = Dovecot(port, folder, authority)
            wait_for(server)
            yield server
        finally:
            program.terminate()
            tokens.shutdown()
            tokens.server_close()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: Dovecot) -> None:
    """Return when somebody can log in, which is later than when the port is open."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with server.log_in():
                return
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
    log = server.folder / "log"
    raise AssertionError(log.read_text() if log.exists() else "Dovecot has not started")
