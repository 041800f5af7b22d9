"""Who asks GitHub, as the command line says; nothing is contacted."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtasts_pages.cli.console import Console
from mtasts_pages.cli.setup.access import Access, read_key
from mtasts_pages.cli.setup.credentials import choose_credentials, find_credentials
from mtasts_pages.errors import AuthenticationError, UsageError
from mtasts_pages.world.clock import SystemClock
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.outside import Settings

SETTINGS = Settings("https://api.github.com", "https://github.com", None, 443, 80, 25, None)
KEY = Path("key.pem")
TOKEN = "ghp_0123"


@pytest.fixture(autouse=True)
def _no_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no `gh` to be asked for a token."""
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))


def choose(access: Access, *owners: str) -> Credentials:
    return choose_credentials(Console(quiet=True), access, owners, SETTINGS, SystemClock())


def find(access: Access) -> Credentials | None:
    return find_credentials(Console(quiet=True), access, (), SETTINGS, SystemClock())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"app_id": "12345"}, "--app-key-file is missing"),
        ({"app_key_file": KEY}, "--app-id is missing"),
        ({"token_file": KEY, "app_id": "1", "app_key_file": KEY}, "exclude each other"),
        ({"app_id": "12/34", "app_key_file": KEY}, "`12/34` is not the ID of a GitHub App"),
        ({"app_id": "-1", "app_key_file": KEY}, "is not the ID"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Access(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("access", "names"),
    [
        (Access(), False),
        (Access(token_file=KEY), True),
        (Access(app_id="12345", app_key_file=KEY), True),
        (Access(app_id="Iv1.0123456789abcdef", app_key_file=KEY), True),
    ],
)
def test_somebody_is_named_by_a_file_or_an_app(access: Access, *, names: bool) -> None:
    assert access.names_anybody is names


def test_a_token_comes_from_the_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}9\n")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    assert choose(Access(), "acme").token == TOKEN
    assert choose(Access(token_file=file), "acme").token == f"{TOKEN}9"
    assert TOKEN not in repr(choose(Access()))


def test_without_a_token_a_check_goes_on_and_publishing_does_not() -> None:
    assert find(Access()) is None
    with pytest.raises(AuthenticationError, match="no GitHub token"):
        choose(Access(), "acme")


def test_a_token_that_is_named_and_missing_ends_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AuthenticationError, match="cannot be read"):
        find(Access(token_file=tmp_path / "token"))
    monkeypatch.setenv("GITHUB_TOKEN", "two words")
    with pytest.raises(AuthenticationError, match="characters that no token has"):
        find(Access())


@pytest.mark.parametrize(
    ("owners", "said"), [(("acme", "other"), "for one owner at a time"), ((), "names none")]
)
def test_an_app_acts_for_exactly_one_owner(owners: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        choose(Access(app_id="12345", app_key_file=KEY), *owners)


def test_the_key_of_an_app_is_read_with_who_else_may_read_it(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(b"secret")
    for mode, exposed in ((0o600, False), (0o640, True), (0o604, True)):
        key.chmod(mode)
        assert read_key(key) == (b"secret", exposed)
    with pytest.raises(AuthenticationError, match="cannot be read"):
        read_key(tmp_path / "absent.pem")
