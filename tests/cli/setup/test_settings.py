"""Every variable of the environment, good and bad."""

from pathlib import Path

import pytest

from mtasts_pages.cli.setup.settings import read_settings, read_token
from mtasts_pages.errors import AuthenticationError, UsageError

SERVER = "https://github.example"


@pytest.fixture(autouse=True)
def _no_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no `gh` to be asked but one that a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))


def test_without_any_variable_the_real_world_is_meant() -> None:
    settings = read_settings({})
    assert settings.api_url == "https://api.github.com"
    assert settings.server_url == "https://github.com"
    assert settings.name_server is None
    assert settings.https_port == 443
    assert settings.ca_file is None
    assert read_settings(dict.fromkeys(("GITHUB_API_URL", "SSL_CERT_FILE"), "")) == read_settings(
        {}
    )


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://github.example.com", "https://github.example.com"),
        ("https://github.example.com/", "https://github.example.com"),
        ("https://github.example.com:8443/api/v3/", "https://github.example.com:8443/api/v3"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/api/v3", "http://[::1]:8000/api/v3"),
    ],
)
def test_a_root_is_https_or_on_this_machine(name: str, url: str, read: str) -> None:
    settings = read_settings({name: url})
    assert read in (settings.api_url, settings.server_url)


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://api.github.com",
        "http://192.0.2.1:8000",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://example.com#127.0.0.1",
        "HTTP://example.com",
        "ftp://github.example.com",
        "file:///etc/passwd",
        "github.example.com",
        "//github.example.com",
        "https://",
        "https://user@github.example.com",
        "https://user:ghp_secret@github.example.com",
        "https://github.example.com?x=1",
        "https://github.example.com/#x",
        "https://github.example.com:port",
        "https://[::1",
    ],
)
def test_any_other_root_is_refused_by_name(name: str, url: str) -> None:
    with pytest.raises(UsageError, match=name) as caught:
        read_settings({name: url})
    assert "ghp_secret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("[::1]:53", ("::1", 53)),
        ("192.0.2.53:65535", ("192.0.2.53", 65535)),
        ("", None),
    ],
)
def test_a_name_server_is_an_address_and_a_port(text: str, read: tuple[str, int] | None) -> None:
    assert read_settings({"MTASTS_PAGES_NAMESERVER": text}).name_server == read


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.0.0.1:", ":53", "localhost:53", "127.0.0.1:0", "127.0.0.1:65536"),
        *("127.0.0.1:dns", "127.0.0.1:-1", "300.0.0.1:53", "127.0.0.1 53", "x", "::1:53"),
    ],
)
def test_anything_else_is_no_name_server(text: str) -> None:
    with pytest.raises(UsageError, match="MTASTS_PAGES_NAMESERVER"):
        read_settings({"MTASTS_PAGES_NAMESERVER": text})


def test_a_port_is_a_number() -> None:
    assert read_settings({"MTASTS_PAGES_HTTPS_PORT": "8443"}).https_port == 8443
    for text in ("0", "65536", "-1", "x", "8443x", " 8443", "٨٤٤٣", "0x10"):
        with pytest.raises(UsageError, match="MTASTS_PAGES_HTTPS_PORT"):
            read_settings({"MTASTS_PAGES_HTTPS_PORT": text})


def test_a_file_of_authorities_has_to_be_there(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        read_settings({"SSL_CERT_FILE": str(file)})
    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        read_settings({"SSL_CERT_FILE": str(tmp_path)})
    file.touch()
    assert read_settings({"SSL_CERT_FILE": str(file)}).ca_file == file


# ---- the token ----


def test_the_token_comes_from_the_file_else_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("ghp_file\n")
    both = {"GITHUB_TOKEN": "ghp_one", "GH_TOKEN": "ghp_two"}
    assert read_token(both, file, SERVER).value == "ghp_file"
    assert read_token(both, None, SERVER).value == "ghp_one"
    assert (
        read_token({"GITHUB_TOKEN": "", "GH_TOKEN": " ghp_two\r\n"}, None, SERVER).value
        == "ghp_two"
    )


@pytest.mark.parametrize("environment", [{}, {"GITHUB_TOKEN": ""}, {"GH_TOKEN": " \n"}])
def test_no_token_is_an_error_that_says_where_it_belongs(environment: dict[str, str]) -> None:
    with pytest.raises(AuthenticationError, match="no GitHub token") as caught:
        read_token(environment, None, SERVER)
    assert "GITHUB_TOKEN" in (caught.value.hint or "")
    assert "--token-file" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "token",
    ["ghp_secret\nX-Other: 1", "ghp_secret\r\nX: 1", "ghp secret", "ghp_secret\0", "ghp_sécret"],
)
def test_what_would_be_more_than_a_header_value_is_refused(token: str, tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError) as caught:
        read_token({"GITHUB_TOKEN": token}, None, SERVER)
    assert "cret" not in f"{caught.value.message} {caught.value.hint}"
    file = tmp_path / "token"
    file.write_text(token, encoding="utf-8")
    with pytest.raises(AuthenticationError) as caught:
        read_token({}, file, SERVER)
    assert "cret" not in f"{caught.value.message} {caught.value.hint} {caught.value.__cause__}"


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(AuthenticationError, match="token file"):
            read_token({"GITHUB_TOKEN": "ghp_other"}, path, SERVER)


def test_an_empty_token_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n")
    with pytest.raises(AuthenticationError, match="token` is empty"):
        read_token({"GITHUB_TOKEN": "ghp_other"}, tmp_path / "token", SERVER)


def test_a_password_in_a_root_is_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        read_settings({"GITHUB_API_URL": "https://me:secret@ghe.example.com:port/"})
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


def test_a_token_does_not_show_itself() -> None:
    token = read_token({"GITHUB_TOKEN": "ghp_secret"}, None, SERVER)
    assert "ghp_secret" not in f"{token!r} {token} {[token]}"


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('test "$*" = "auth token --hostname github.example" && echo gho_mine', "gho_mine"),
        ("echo gho_mine; exit 1", None),
        ("printf 'gho\\nmine'", None),
        ("true", None),
    ],
)
def test_a_token_that_nobody_named_is_the_one_of_gh(
    tmp_path: Path, script: str, value: str | None
) -> None:
    program = tmp_path / "programs" / "gh"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    if value is None:
        with pytest.raises(AuthenticationError):
            read_token({}, None, SERVER)
    else:
        assert read_token({}, None, SERVER).value == value
    assert read_token({"GH_TOKEN": "ghp_named"}, None, SERVER).value == "ghp_named"


@pytest.mark.parametrize(
    "data",
    [
        b"ghp_file",
        b"\xef\xbb\xbfghp_file\r\n",
        "ghp_file\r\n".encode("utf-16"),
        b"\xfe\xff" + "ghp_file".encode("utf-16-be"),
        "ghp_file\r\n".encode("utf-16-le"),
        b'"ghp_file"\n',
        b"'ghp_file'",
    ],
)
def test_a_token_file_of_any_editor_or_store_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "token").write_bytes(data)
    assert read_token({}, tmp_path / "token", SERVER).value == "ghp_file"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GITHUB_TOKEN=ghp_secret\n", "is a line `NAME=…`"),
        (b"export GH_TOKEN=ghp_secret\n", "is a line `NAME=…`"),
        (b"\xff\xfe\x00\xd8secret", "it is not text"),
        (b"\x80secret", "it is not text"),
        (b"ghp_one\nghp_secret", "characters that no token has"),
        (b"\xef\xbb\xbf", "is empty"),
    ],
)
def test_what_a_token_file_holds_instead_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "token").write_bytes(data)
    with pytest.raises(AuthenticationError, match=said) as caught:
        read_token({}, tmp_path / "token", SERVER)
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"
