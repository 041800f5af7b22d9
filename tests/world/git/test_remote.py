"""Fetch and push against a real ``git http-backend`` behind the sandbox's GitHub."""

import base64
import json
import os
import threading
import time
import traceback
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from git_helper import git
from world.loopback import send, serving

from mtasts_pages.errors import (
    AuthenticationError,
    GitError,
    MtaStsPagesError,
    NetworkError,
    PermissionDeniedError,
)
from mtasts_pages.sandbox.authority import Authority
from mtasts_pages.sandbox.github import Fault, GitHub, Hang, Reset, Respond
from mtasts_pages.world.git.creation import create_repository
from mtasts_pages.world.git.environment import forget_outer_git, git_environment
from mtasts_pages.world.git.refusals import PushRejectedError
from mtasts_pages.world.git.remote import Remote
from mtasts_pages.world.git.repository import Repository

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAME = "mta-sts.example.com"
INFO = f"/octo/{NAME}.git/info/refs"
RECEIVE = f"/octo/{NAME}.git/git-receive-pack"


@pytest.fixture
def github(tmp_path: Path, authority: Authority) -> Iterator[GitHub]:
    server = GitHub(
        tmp_path / "github",
        resolve_cname=lambda _: None,
        server_context=authority.server_context,
        limits=False,
    )
    with server:
        server.add_user("octo")
        server.add_user("stranger")
        yield server
    assert server.failures == []


@pytest.fixture
def token(github: GitHub) -> str:
    """Return a token of the owner of an empty policy repository."""
    value = github.add_token("octo").value
    request = urllib.request.Request(  # noqa: S310 - on loopback
        f"{github.api_url}/user/repos",
        json.dumps({"name": NAME}).encode(),
        {"Authorization": f"Bearer {value}", "User-Agent": "tests"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.status == 201
    return value


@pytest.fixture
def remote(github: GitHub, token: str) -> Remote:
    return connect(github, token)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Repository]:
    with closing(create_repository(tmp_path / "local", bare=True)) as repository:
        yield repository


def connect(github: GitHub, token: str, name: str = f"octo/{NAME}") -> Remote:
    return Remote(f"{github.url}/{name}.git", lambda: git_environment(github.url, token, None))


def commit(local: Repository, text: str = "one", parent: str | None = None) -> str:
    return local.commit_site({"CNAME": text.encode()}, f"Say {text}\n", NOON, parent)


def tip(github: GitHub, branch: str = "main") -> str:
    path = github.repository_path("octo", NAME) / "refs" / "heads" / branch
    return path.read_text().strip()


def everything_said(error: BaseException) -> str:
    """Return all that a log or a traceback with every detail would hold of *error*."""
    shown = "".join(traceback.format_exception(error))
    return f"{shown} {error!r} {vars(error)!r} {error.__cause__!r} {error.__context__!r}"


def secrets(token: str) -> list[str]:
    return [token, base64.b64encode(f"x-access-token:{token}".encode()).decode()]


# ---- fetch and push ----


def test_what_is_pushed_is_fetched(
    github: GitHub, remote: Remote, local: Repository, tmp_path: Path
) -> None:
    first = commit(local)
    remote.push(local.path, first, "main")
    second = commit(local, "two", first)
    remote.push(local.path, second, "main")
    assert tip(github) == second
    with closing(create_repository(tmp_path / "other", bare=True)) as other:
        assert remote.fetch(other.path, "main") == second
        assert other.read_files(second, {"CNAME": b""}) == {"CNAME": b"two"}
        assert (other.path / "shallow").read_text().split() == [second]
    assert [push.forced for push in github.pushes] == [False, False]


def test_a_commit_on_top_of_a_shallow_fetch_can_be_pushed(
    github: GitHub, remote: Remote, local: Repository, tmp_path: Path
) -> None:
    first = commit(local)
    remote.push(local.path, commit(local, "two", first), "main")
    with closing(create_repository(tmp_path / "other", bare=True)) as other:
        parent = remote.fetch(other.path, "main")
        third = commit(other, "three", parent)
        remote.push(other.path, third, "main")
    assert tip(github) == third


def test_pushing_the_same_again_is_no_error(remote: Remote, local: Repository) -> None:
    made = commit(local)
    for _ in range(2):
        remote.push(local.path, made, "main")


@pytest.mark.parametrize("branch", ["gh-pages", "release/1.x", "a@b=c+d"])
def test_other_branches_work_as_well(
    github: GitHub, remote: Remote, local: Repository, branch: str
) -> None:
    made = commit(local)
    remote.push(local.path, made, branch)
    assert tip(github, branch) == made
    assert remote.fetch(local.path, branch) == made


@pytest.mark.parametrize(
    "branch",
    [
        "",
        "-x",
        "--upload-pack=touch x",
        "a b",
        "a:b",
        "+main",
        "a..b",
        "x.lock",
        "x/",
        "x.",
        "a\nb",
    ],
)
def test_a_branch_that_would_be_more_than_a_name_is_refused(
    remote: Remote, local: Repository, branch: str
) -> None:
    with pytest.raises(GitError, match="not one that this program works with"):
        remote.fetch(local.path, branch)
    with pytest.raises(GitError, match="not one that this program works with"):
        remote.push(local.path, commit(local), branch)


# ---- refusals ----


def test_a_branch_that_has_moved_is_never_overwritten(
    github: GitHub, remote: Remote, local: Repository
) -> None:
    theirs = commit(local, "theirs")
    remote.push(local.path, theirs, "main")
    with pytest.raises(PushRejectedError, match="moved on"):
        remote.push(local.path, commit(local, "ours"), "main")
    assert tip(github) == theirs


def test_a_push_that_lost_a_race_is_rejected_too(
    github: GitHub, remote: Remote, local: Repository
) -> None:
    """The branch moves after git looked at it: its lock is taken when the push arrives."""
    first = commit(local)
    remote.push(local.path, first, "main")
    lock = github.repository_path("octo", NAME) / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(PushRejectedError):
        remote.push(local.path, commit(local, "two", first), "main")
    lock.unlink()


def test_a_push_that_a_rule_declines_says_so(
    github: GitHub, remote: Remote, local: Repository
) -> None:
    hook = github.repository_path("octo", NAME) / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho GH013: Repository rule violations >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitError, match="declined the push") as caught:
        remote.push(local.path, commit(local), "main")
    assert not isinstance(caught.value, PushRejectedError)


@pytest.mark.parametrize("wrong", ["ghp_wrong", "x"])
def test_a_wrong_token_is_an_authentication_error(
    github: GitHub, token: str, local: Repository, wrong: str
) -> None:
    assert token != wrong
    with pytest.raises(AuthenticationError, match="refused the token") as caught:
        connect(github, wrong).push(local.path, commit(local), "main")
    assert not isinstance(caught.value, PermissionDeniedError)
    with pytest.raises(AuthenticationError):
        connect(github, wrong).fetch(local.path, "main")


def test_a_token_without_the_right_is_a_permission_error(
    github: GitHub, token: str, local: Repository
) -> None:
    stranger = github.add_token("stranger").value
    assert token != stranger
    with pytest.raises(PermissionDeniedError, match="may not push"):
        connect(github, stranger).push(local.path, commit(local), "main")


def test_a_repository_that_is_not_there_is_an_error(
    github: GitHub, token: str, local: Repository
) -> None:
    with pytest.raises(GitError, match="octo/missing"):
        connect(github, token, "octo/missing").fetch(local.path, "main")


def test_a_branch_that_is_not_there_is_nothing(remote: Remote, local: Repository) -> None:
    assert remote.fetch(local.path, "main") is None
    remote.push(local.path, commit(local), "main")
    assert remote.fetch(local.path, "missing") is None


# ---- the network ----


def test_an_answer_that_hangs_is_ended_by_the_time_limit(
    github: GitHub, remote: Remote, local: Repository
) -> None:
    github.faults.add(Fault("*", INFO, Hang(20)))
    began = time.monotonic()
    with pytest.raises(NetworkError, match="git push"):
        replace(remote, time_limit=0.4).push(local.path, commit(local), "main")
    assert time.monotonic() - began < 5


def test_nobody_there_is_a_network_error(local: Repository) -> None:
    url = "http://127.0.0.1:9"
    nobody = Remote(f"{url}/octo/x.git", lambda: git_environment(url, "ghp_x", None))
    with pytest.raises(NetworkError):
        nobody.fetch(local.path, "main")


@pytest.mark.parametrize(
    ("effect", "kind"),
    [
        (Reset(), NetworkError),
        (Respond(502, "<h1>Bad gateway</h1>"), NetworkError),
        (Respond(503), NetworkError),
        (Respond(429, headers={"Retry-After": "60"}), NetworkError),
        (Respond(418), GitError),
    ],
)
@pytest.mark.parametrize("path", [INFO, RECEIVE])
def test_a_server_that_fails_is_no_question_of_the_token(
    github: GitHub,
    remote: Remote,
    local: Repository,
    effect: Reset | Respond,
    kind: type[MtaStsPagesError],
    path: str,
) -> None:
    github.faults.add(Fault("*", path, effect, times=None))
    with pytest.raises(kind, match=r"git push `http.*`: .*[a-z]{4}"):
        remote.push(local.path, commit(local), "main")


def test_a_redirect_is_not_followed(github: GitHub, remote: Remote, local: Repository) -> None:
    """It would carry the token to another place."""
    asked = []
    elsewhere = f"{github.url}/octo/elsewhere.git/info/refs?service=git-receive-pack"
    github.faults.add(Fault("*", INFO, Respond(301, None, {"Location": elsewhere}), times=None))
    github.on_exchange(asked.append)
    with pytest.raises(GitError, match="has moved"):
        remote.push(local.path, commit(local), "main")
    assert asked == []


# ---- the token ----


def test_the_token_is_in_no_argument_and_no_file(
    github: GitHub, remote: Remote, local: Repository, token: str, tmp_path: Path
) -> None:
    github.faults.add(Fault("*", RECEIVE, Hang(0.5)))
    push = threading.Thread(target=remote.push, args=(local.path, commit(local), "main"))
    seen: set[bytes] = set()
    push.start()
    while push.is_alive():
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.add(process.read_bytes())
            except OSError:
                continue
        time.sleep(0.02)
    push.join()
    assert any(b"push" in line and github.url.encode() in line for line in seen)
    held = b"".join(seen)
    remote.fetch(local.path, "main")
    for file in tmp_path.rglob("*"):
        if file.is_file():
            held += file.read_bytes()
    assert not [secret for secret in secrets(token) if secret.encode() in held]


def test_the_token_is_in_no_error(
    github: GitHub, remote: Remote, local: Repository, token: str
) -> None:
    made = commit(local)
    # After a 401 git asks once more, for a user and a password that it does not get.
    for effect, times in ((Respond(401), 2), (Respond(403), 1), (Respond(500), 1)):
        github.faults.add(Fault("*", INFO, effect, times=times))
        with pytest.raises(MtaStsPagesError) as caught:
            remote.push(local.path, made, "main")
        said = everything_said(caught.value)
        assert not [secret for secret in secrets(token) if secret in said]
    github.faults.add(Fault("*", INFO, Hang(5)))
    with pytest.raises(NetworkError) as late:
        replace(remote, time_limit=0.2).push(local.path, made, "main")
    said = everything_said(late.value) + repr(remote)
    assert not [secret for secret in secrets(token) if secret in said]


@pytest.mark.parametrize(
    "variables",
    [
        ("GIT_TRACE_CURL",),
        ("GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE_PACKET", "GIT_TRACE2", "GIT_TRACE2_EVENT"),
    ],
)
def test_the_token_is_in_no_trace(
    remote: Remote,
    local: Repository,
    token: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: tuple[str, ...],
) -> None:
    """Even in one that asks for everything."""
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")
    monkeypatch.setenv("GIT_TRACE2_CONFIG_PARAMS", "http.*,*")
    monkeypatch.setenv("GIT_TRACE2_ENV_VARS", "GIT_CONFIG_VALUE_0,GIT_CONFIG_VALUE_1")
    for name in variables:
        monkeypatch.setenv(name, str(tmp_path / name))
    remote.push(local.path, commit(local), "main")
    remote.fetch(local.path, "main")
    traces = "".join((tmp_path / name).read_text(errors="replace") for name in variables)
    assert traces
    assert not [secret for secret in secrets(token) if secret in traces]


def test_the_token_goes_to_its_server_alone(github: GitHub, token: str, local: Repository) -> None:
    environment = git_environment("https://github.example", token, None)
    elsewhere = Remote(f"{github.url}/octo/{NAME}.git", lambda: environment)
    with pytest.raises(AuthenticationError):
        elsewhere.push(local.path, commit(local), "main")


# ---- nothing of the operator's own git ----


OWN_CONFIGS = [
    '[url "http://127.0.0.1:9/"]\n\tinsteadOf = {url}/\n\tpushInsteadOf = {url}/\n',
    "[core]\n\thooksPath = {folder}/hooks\n",
    "[http]\n\tproxy = http://127.0.0.1:9\n\textraHeader = X-Own: 1\n",
    "[push]\n\tfollowTags = true\n\tgpgSign = true\n[transfer]\n\tadvertiseSID = x\n",
    "[credential]\n\thelper = !touch {folder}/asked\n",
    "[broken",
]


@pytest.mark.parametrize(
    ("where", "variable", "config"),
    [
        *((".gitconfig", "HOME", config) for config in OWN_CONFIGS),
        ("git/config", "XDG_CONFIG_HOME", OWN_CONFIGS[0]),
        ("git/config", "XDG_CONFIG_HOME", OWN_CONFIGS[-1]),
    ],
)
def test_the_operators_git_config_has_no_effect(
    github: GitHub,
    remote: Remote,
    local: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    variable: str,
    config: str,
) -> None:
    hook = tmp_path / "hooks" / "pre-push"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    hook.chmod(0o755)
    monkeypatch.setenv(variable, str(tmp_path))
    (tmp_path / where).parent.mkdir(exist_ok=True)
    (tmp_path / where).write_text(config.format(url=github.url, folder=tmp_path))
    made = commit(local)
    remote.push(local.path, made, "main")
    assert tip(github) == made == remote.fetch(local.path, "main")
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "asked").exists()


def test_hooks_of_the_repository_itself_do_not_run(
    remote: Remote, local: Repository, tmp_path: Path
) -> None:
    hook = local.path / "hooks" / "pre-push"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    hook.chmod(0o755)
    remote.push(local.path, commit(local), "main")
    assert not (tmp_path / "ran").exists()


def test_settings_that_an_outer_git_hands_on_have_no_effect(
    remote: Remote, local: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = tmp_path / "hooks" / "pre-push"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.hookspath={hook.parent}'")
    forget_outer_git(os.environ)
    remote.push(local.path, commit(local), "main")


def test_an_outer_git_has_no_effect(
    github: GitHub,
    remote: Remote,
    local: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = commit(local)
    theirs = tmp_path / "theirs"
    git(tmp_path, "init", "--quiet", theirs)
    inside = theirs / ".git"
    outer = {
        "GIT_DIR": inside,
        "GIT_WORK_TREE": theirs,
        "GIT_INDEX_FILE": inside / "index",
        "GIT_OBJECT_DIRECTORY": inside / "objects",
        "GIT_COMMON_DIR": inside,
        "GIT_NAMESPACE": "theirs",
        "GIT_SHALLOW_FILE": inside / "shallow",
    }
    for name, value in outer.items():
        monkeypatch.setenv(name, str(value))
    forget_outer_git(os.environ)
    remote.push(local.path, made, "main")
    assert remote.fetch(local.path, "main") == made
    assert tip(github) == made
    assert not (inside / "FETCH_HEAD").exists()
    assert not list((inside / "objects").glob("??"))


def test_only_http_is_spoken(local: Repository, tmp_path: Path) -> None:
    environment = git_environment("https://github.com", "ghp_x", None)
    for url in (tmp_path.as_uri(), f"ext::touch {tmp_path}/ran", "ssh://127.0.0.1:9/x"):
        with pytest.raises(GitError, match="not allowed"):
            Remote(url, lambda: environment).fetch(local.path, "main")
    assert not (tmp_path / "ran").exists()


# ---- TLS ----


@pytest.mark.parametrize("trusted", [True, False])
def test_the_certificate_of_the_server_is_checked(
    authority: Authority, local: Repository, *, trusted: bool
) -> None:
    name = "localhost"
    context = authority.server_context(name) if trusted else authority.untrusted_context(name)
    answer = send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    with serving(answer, context) as port:
        url = f"https://{name}:{port}"
        remote = Remote(f"{url}/octo/x.git", lambda: git_environment(url, "ghp_x", authority.root))
        with pytest.raises(MtaStsPagesError) as caught:
            remote.fetch(local.path, "main")
    assert ("does not exist" if trusted else "certificate") in caught.value.message
    assert isinstance(caught.value, GitError if trusted else NetworkError)


@pytest.mark.parametrize("name", ["GIT_SSL_NO_VERIFY", "GIT_SSL_CAINFO"])
def test_nothing_in_the_environment_weakens_the_check(
    authority: Authority,
    local: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    other = Authority(tmp_path / "other")
    value = "1" if name == "GIT_SSL_NO_VERIFY" else str(other.root)
    monkeypatch.setenv(name, value)
    forget_outer_git(os.environ)
    answer = send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    with serving(answer, other.server_context("localhost")) as port:
        url = f"https://localhost:{port}"
        remote = Remote(f"{url}/octo/x.git", lambda: git_environment(url, "ghp_x", authority.root))
        with pytest.raises(NetworkError, match="certificate"):
            remote.fetch(local.path, "main")


def test_dates_that_git_cannot_read_stop_nothing(
    remote: Remote, local: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "yesterday or so")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "never")
    forget_outer_git(os.environ)
    made = commit(local)
    remote.push(local.path, made, "main")
    assert remote.fetch(local.path, "main") == made


def test_a_git_without_its_parts_is_named(
    remote: Remote, local: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EXEC_PATH", str(tmp_path))
    with pytest.raises(GitError, match="has no `remote-http`") as caught:
        remote.push(local.path, commit(local), "main")
    assert "GIT_EXEC_PATH" in (caught.value.hint or "")
