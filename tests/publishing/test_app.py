"""Publishing as a GitHub App: its tokens come and go, its key goes nowhere."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from publishing.app import TestApp, install, make_key
from publishing.conftest import Rehearsal
from publishing.test_token import Watch

from mtasts_pages.sandbox.github import Lag

NO_TOKEN = {"GITHUB_TOKEN": "", "GH_TOKEN": ""}
TOKENS = "/app/installations/{installation_id}/access_tokens"
JWT_START = b"eyJ"  # `{"` in base64


def publish(
    rehearsal: Rehearsal, app: TestApp, *arguments: str, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Publish as *app*, with an operator at hand."""
    with rehearsal.operator():
        arguments = ("publish", "--wait", "60s", *app.options, *arguments)
        return rehearsal.run(*arguments, **NO_TOKEN, **changes)


def tokens_made(rehearsal: Rehearsal) -> int:
    return sum(e.template == TOKENS and e.status == 201 for e in rehearsal.world.github.exchanges)


def test_an_app_brings_a_domain_to_current(rehearsal: Rehearsal) -> None:
    done = publish(rehearsal, install(rehearsal))
    assert done.returncode == 0, done.stderr
    assert "example.com  current" in done.stdout
    assert tokens_made(rehearsal) == 1
    assert rehearsal.run("plan", "--exit-code").returncode == 0


def test_a_token_that_ends_in_the_middle_of_a_run_is_replaced_in_time(
    begin: Callable[..., Rehearsal],
) -> None:
    """Replaced before its end: not one request is refused, of API and git alike."""
    rehearsal = begin(lag=Lag(pages_build=1.0, certificate=6.0, cdn=0.0, dns_recheck=0.1))
    done = publish(rehearsal, install(rehearsal, token_life=5.0))
    assert done.returncode == 0, done.stderr
    assert tokens_made(rehearsal) >= 2
    assert all(e.status != 401 for e in rehearsal.world.github.exchanges)


def test_a_token_that_ends_too_early_is_replaced(rehearsal: Rehearsal) -> None:
    """A machine that slept does not know that its token has ended; GitHub says so."""
    app = install(rehearsal)
    refused: list[str] = []

    def end_it(exchange: object) -> None:
        body = getattr(exchange, "response_body", None)
        if getattr(exchange, "template", "") == TOKENS and not refused:
            refused.append(body["token"])
            rehearsal.world.github.revoke_token(body["token"])

    rehearsal.world.github.on_exchange(end_it)
    done = publish(rehearsal, app)
    assert done.returncode == 0, done.stderr
    assert refused
    assert tokens_made(rehearsal) == 2


def test_the_key_and_the_tokens_are_left_nowhere(rehearsal: Rehearsal, tmp_path: Path) -> None:
    app = install(rehearsal)
    temporary, home = tmp_path / "temporary", tmp_path / "home"
    temporary.mkdir()
    home.mkdir()
    secrets = [line.encode() for line in app.secret_lines]
    key_home = rehearsal.folder.parent / "keys"
    key_home.mkdir()
    app = TestApp(app.number, app.key_file.rename(key_home / "key.pem"))
    traces = {"GIT_TRACE_CURL": str(temporary / "curl.log"), "GIT_TRACE": str(home / "git.log")}
    with Watch([temporary, home, rehearsal.folder], [*secrets, b"ghs_", JWT_START]) as watch:
        done = publish(rehearsal, app, "-v", TMPDIR=str(temporary), HOME=str(home), **traces)
    assert done.returncode == 0, done.stderr
    assert watch.found == set()
    assert "curl.log" in watch.files_seen  # the watch did see the push
    issued = [
        str(exchange.response_body["token"])
        for exchange in rehearsal.world.github.exchanges
        if exchange.template == TOKENS
    ]
    basics = [base64.b64encode(f"x-access-token:{token}".encode()).decode() for token in issued]
    history = rehearsal.git("example-org/mta-sts.example.com", "log", "-p", "--all")
    for secret in (*app.secret_lines, *issued, *basics, JWT_START.decode()):
        assert secret not in done.stdout + done.stderr + history


@pytest.mark.parametrize(
    ("case", "said", "hint"),
    [
        ("wrong key", r"does not accept the signature of App `\d+`", "must belong together"),
        ("unknown app", "GitHub does not know App `99`", "--app-id is the App ID"),
        ("not installed", r"App `\d+` is not installed on `example-org`", "install it there"),
        ("suspended", r"App `\d+` is suspended on `example-org`", "unsuspend"),
    ],
)
def test_an_app_that_github_refuses_is_named_and_nothing_is_written(
    rehearsal: Rehearsal, case: str, said: str, hint: str
) -> None:
    owner = None if case == "not installed" else "example-org"
    app = install(rehearsal, owner, suspended=case == "suspended")
    if case == "wrong key":
        app.key_file.write_bytes(make_key()[0])
    if case == "unknown app":
        app = TestApp(99, app.key_file)
    done = rehearsal.run("publish", *app.options, **NO_TOKEN)
    assert done.returncode == 4
    assert re.search(said, done.stderr), done.stderr
    assert hint in done.stderr
    assert rehearsal.writes() == []
    assert not any(line in done.stdout + done.stderr for line in app.secret_lines)


def test_an_app_that_lacks_permissions_writes_nothing(rehearsal: Rehearsal) -> None:
    app = install(rehearsal, permissions={"contents": "write", "pages": "read"})
    done = rehearsal.run("publish", *app.options, **NO_TOKEN)
    assert done.returncode == 4
    assert "it lacks Administration: write, Pages: write" in done.stderr
    assert "the owner has to accept it" in done.stdout
    assert rehearsal.writes() == [f"POST {TOKENS}"]


def test_an_app_cannot_create_repositories_of_a_user(begin: Callable[..., Rehearsal]) -> None:
    rehearsal = begin(owner="octo", user=True)
    rehearsal.write_config(
        "github: {owner: octo}\ndomains: {example.com: {mx: [mx.example.com]}}\n"
    )
    app = install(rehearsal, "octo")
    done = rehearsal.run("publish", *app.options, **NO_TOKEN)
    assert done.returncode == 4
    assert "a GitHub App cannot create `octo/mta-sts.example.com`: `octo` is a user" in done.stderr
    assert rehearsal.writes() == [f"POST {TOKENS}"]
    # What is there already, an App may publish.
    rehearsal.api("POST", "/user/repos", {"name": "mta-sts.example.com"})
    done = publish(rehearsal, app)
    assert done.returncode == 0, done.stderr


def test_domains_of_several_owners_are_refused_with_their_names(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(
        "github: {owner: example-org}\ndomains:\n"
        "  example.com: {mx: [mx.example.com]}\n"
        "  example.net: {mx: [mx.example.com], owner: Other-Org}\n"
        "  example.org: {mx: [mx.example.com], owner: Example-Org}\n"
    )
    app = install(rehearsal)
    done = rehearsal.run("plan", *app.options, **NO_TOKEN)
    assert done.returncode == 2
    assert "`example-org`" in done.stderr
    assert "`Other-Org`" in done.stderr
    assert rehearsal.world.github.exchanges == []
    assert rehearsal.run("plan", *app.options, "example.com", "example.org").returncode == 0


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        ("plan", ("--app-id", "1"), "--app-key-file is missing"),
        ("dns", ("--app-key-file", "key.pem"), "--app-id is missing"),
        (
            "publish",
            ("--app-id", "1", "--app-key-file", "key.pem", "--token-file", "token"),
            "--token-file and a GitHub App exclude each other",
        ),
        ("bump", ("--app-id", "12/34", "--app-key-file", "k"), "is not the ID of a GitHub App"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    rehearsal: Rehearsal, command: str, arguments: tuple[str, ...], said: str
) -> None:
    done = rehearsal.run(command, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert rehearsal.world.github.exchanges == []


def _lock(private: bytes) -> bytes:
    key = load_pem_private_key(private, None)
    locked = BestAvailableEncryption(b"secret")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)


def _make_other_kind() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: None, "cannot be read: No such file"),
        (lambda: b"", "does not hold an RSA private key"),
        (lambda: b"ghp_" + b"x" * 36, "does not hold an RSA private key"),
        (lambda: make_key()[0][:600], "does not hold an RSA private key"),
        (make_key()[1].encode, "does not hold an RSA private key"),
        (_make_other_kind, "does not hold an RSA private key"),
        (lambda: _lock(make_key()[0]), "is protected by a passphrase"),
    ],
)
def test_a_key_file_that_is_no_use_is_named(
    rehearsal: Rehearsal, make: Callable[[], bytes | None], said: str
) -> None:
    file = rehearsal.folder / "key.pem"
    data = make()
    if data is not None:
        file.write_bytes(data)
        file.chmod(0o600)
    done = rehearsal.run("plan", "--app-id", "1", "--app-key-file", "key.pem", **NO_TOKEN)
    assert done.returncode == 4
    assert said in done.stderr
    assert rehearsal.world.github.exchanges == []


def test_a_key_that_others_may_read_is_warned_about(rehearsal: Rehearsal) -> None:
    app = install(rehearsal)
    done = rehearsal.run("plan", "--json", *app.options, **NO_TOKEN)
    assert "others on this machine" not in done.stderr
    app.key_file.chmod(0o644)
    done = rehearsal.run("plan", "--json", *app.options, **NO_TOKEN)
    assert done.returncode == 0
    assert f"others on this machine may read `{app.key_file}`" in done.stderr
    assert json.loads(done.stdout)["schema"] == "mtasts-pages/plan@1"


def test_an_installation_token_made_elsewhere_is_as_good(rehearsal: Rehearsal) -> None:
    """A workflow may have made it with an action of its own, and pass it as any token."""
    permissions = {"administration": "write", "contents": "write", "pages": "write"}
    token = rehearsal.world.github.add_token("example-org", kind="app", permissions=permissions)
    with rehearsal.operator():
        done = rehearsal.run("publish", "--wait", "60s", GITHUB_TOKEN=token.value)
    assert done.returncode == 0, done.stderr
