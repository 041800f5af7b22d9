"""A Postfix that goes by MTA-STS, in a network namespace of its own: what becomes of its mail?

    unshare --net --mount python postfix_world.py FOLDER

publishes three domains with the real program in a sandbox on the real ports, lets Postfix send a
message to each, and prints one line of JSON: the hosts that got it, and Postfix's word for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mtasts_pages.sandbox import Operator, World
from mtasts_pages.sandbox.github import Lag
from mtasts_pages.sandbox.mail import CertificateKind, MailHost

QUICK = Lag(pages_build=0.05, certificate=0.1, cdn=0.0, dns_recheck=0.1)
PORTS = {"names": 53, "mail": 25, "pages": 443, "api": 8080}
SENDING = "127.0.0.99"
"""Where Postfix sends from: a host may not be its own MX host."""
RESOLVER = 8461
CONFIG = """\
github:
  owner: example-org
defaults:
  tls_reports: null
domains:
  enforced.example.com:
    mode: enforce
    mx: [good.example.com]
  refused.example.com:
    mode: enforce
    mx: [bad.example.com]
  testing.example.com:
    mode: testing
    mx: [good.example.com]
  tested.example.com:
    mode: testing
    mx: [bad.example.com]
"""
DOMAINS = {
    "enforced.example.com": "good.example.com",
    "refused.example.com": "bad.example.com",
    "testing.example.com": "good.example.com",
    "tested.example.com": "bad.example.com",
}
MASTER = """\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
postlog unix-dgram n - n - 1 postlogd
"""
STATUS = re.compile(r"to=<[^@>]*@([^>]+)>.* status=(\w+)")
TIME_LIMIT = 60.0


def prepare_network(folder: Path) -> None:
    """Bring loopback up, and let every program here ask the sandbox's name server."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{SENDING}/8", "dev", "lo"], check=True)
    resolv = folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\n")
    subprocess.run(["mount", "--bind", str(resolv), "/etc/resolv.conf"], check=True)


def publish(world: World, folder: Path) -> None:
    """Publish every domain with the real program, to the end."""
    config = folder / "mta-sts.yaml"
    config.write_text(CONFIG)
    for domain, host in DOMAINS.items():
        world.add_mail_domain(domain, [host])
    login = world.add_owners(["example-org"])
    token = world.github.add_token(login, scopes=("repo",)).value
    environment = {**os.environ, **world.environment(token)}
    program = [sys.executable, "-m", "mtasts_pages"]
    printer = [*program, "dns", "-q", "-c", str(config)]
    with Operator(world, printer, environment):
        subprocess.run(
            [*program, "publish", "-q", "--force", "--wait", "60s", "-c", str(config)],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextlib.contextmanager
def resolving(folder: Path, root: Path) -> Iterator[None]:
    """Run postfix-mta-sts-resolver as Postfix asks it."""
    config = folder / "mta-sts-daemon.yml"
    config.write_text(
        f"host: 127.0.0.1\nport: {RESOLVER}\ncache: {{type: internal}}\n"
        "default_zone: {strict_testing: false, timeout: 4}\n"
    )
    daemon = Path(sys.executable).with_name("mta-sts-daemon")
    with (folder / "resolver.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(daemon), "-c", str(config)],
            env={**os.environ, "SSL_CERT_FILE": str(root)},
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def sending(folder: Path, root: Path) -> Iterator[Path]:
    """Run Postfix with a configuration and a queue of its own; give the configuration."""
    etc, queue, data = (folder / name for name in ("etc", "queue", "data"))
    for path in (etc, queue, data):
        path.mkdir()
    subprocess.run(["chown", "postfix", str(data)], check=True)
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": queue,
        "data_directory": data,
        "maillog_file": folder / "postfix.log",
        "maillog_file_prefixes": folder,
        "myhostname": "sender.example.net",
        "mydestination": "",
        "inet_interfaces": SENDING,
        "inet_protocols": "ipv4",
        "smtp_tls_security_level": "may",
        "smtp_tls_CAfile": root,
        "smtp_tls_policy_maps": f"socketmap:inet:127.0.0.1:{RESOLVER}:postfix",
        "smtp_tls_loglevel": "1",
        "alias_maps": "",
    }
    (etc / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
    (etc / "master.cf").write_text(MASTER)
    subprocess.run(["postfix", "-c", str(etc), "start"], check=True, stdout=sys.stderr)
    try:
        yield etc
    finally:
        subprocess.run(["postfix", "-c", str(etc), "stop"], check=False, stdout=sys.stderr)


def send(etc: Path, domain: str) -> None:
    """Hand Postfix a message to the domain."""
    subprocess.run(
        ["sendmail", "-C", str(etc), "-f", "a@sender.example.net", f"postmaster@{domain}"],
        input=f"Subject: to {domain}\n\nHello\n",
        text=True,
        check=True,
    )


def await_words(log: Path) -> dict[str, str]:
    """Return what Postfix says of each message: ``sent`` or ``deferred``."""
    deadline = time.monotonic() + TIME_LIMIT
    words: dict[str, str] = {}
    while len(words) < len(DOMAINS) and time.monotonic() < deadline:
        text = log.read_text() if log.exists() else ""
        words = dict(STATUS.findall(text))
        time.sleep(0.2)
    return words


def main(folder: Path) -> None:
    """Do all of it."""
    prepare_network(folder)
    kept = folder / "world"
    kept.mkdir()
    (kept / "ports.json").write_text(json.dumps(PORTS))
    with World(kept, lag=QUICK, limits=False) as world:
        root = world.authority.root
        world.mail.play("bad.example.com", MailHost(CertificateKind.WRONG_NAME))
        publish(world, folder)
        with resolving(folder, root), sending(folder, root) as etc:
            for domain in DOMAINS:
                send(etc, domain)
            words = await_words(folder / "postfix.log")
        got = {
            recipient.partition("@")[2]: message.tls
            for message in world.mail.messages
            for recipient in message.recipients
        }
    sys.stdout.write(json.dumps({"words": words, "got": got}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
