"""The key file, as `tsig-keygen` writes it and as people keep it."""

import base64
import shutil
import subprocess
from pathlib import Path

import dns.tsig
import pytest

from mtasts_pages.errors import AuthenticationError
from mtasts_pages.world.dns.update_key import read_update_key

SECRET = b"thirty-two octets of secret, yes"
BASE64 = base64.b64encode(SECRET).decode()


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "push.key"
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("algorithm", ["sha1", "sha224", "sha256", "sha384", "sha512", "md5"])
def test_what_tsig_keygen_writes_is_read(tmp_path: Path, algorithm: str) -> None:
    program = shutil.which("tsig-keygen", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("`tsig-keygen` is not installed")
    made = subprocess.run(
        [program, "-a", f"hmac-{algorithm}", "mta-sts.example.com"],
        check=True,
        capture_output=True,
        text=True,
    )
    key = read_update_key(write(tmp_path, made.stdout))
    assert key.name == "mta-sts.example.com"
    assert base64.b64encode(key.secret).decode() in made.stdout
    assert dns.tsig.Key(key.name, key.secret, key.algorithm).algorithm.to_text() == key.algorithm


@pytest.mark.parametrize(
    "text",
    [
        f'key "k" {{ algorithm hmac-sha256; secret "{BASE64}"; }};',
        f"key k {{ secret {BASE64}; algorithm HMAC-SHA256; }};",
        f'# one\n// two\n/* three\n */key\n"k"{{algorithm hmac-sha256;secret "{BASE64}";}};\n',
        f'key "k" {{ algorithm "hmac-sha256"; secret "{BASE64}"; }}',
    ],
)
def test_the_forms_that_bind_reads_are_read(tmp_path: Path, text: str) -> None:
    key = read_update_key(write(tmp_path, text))
    assert (key.name, key.algorithm, key.secret) == ("k", "hmac-sha256.", SECRET)
    assert not key.exposed


def test_an_unquoted_secret_may_hold_what_looks_like_a_comment(tmp_path: Path) -> None:
    key = read_update_key(write(tmp_path, "key k { algorithm hmac-sha256; secret ab//cdefgh==; };"))
    assert key.secret == base64.b64decode("ab//cdefgh==")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not hold one key"),
        (f"{BASE64}\n", "does not hold one key"),
        (f'key "k" {{ algorithm hmac-sha256; secret "{BASE64}"; }}; ' * 2, "does not hold one key"),
        (f'key "k" {{ algorithm hmac-sha256; secret "{BASE64}";', "does not hold one key"),
        (f'key "k" {{ algorithm hmac-sha256 secret "{BASE64}"; }};', "does not hold one key"),
        (f'key "k" {{ secret "{BASE64}"; secret "{BASE64}"; }};', "does not hold one key"),
        ('key "k" { algorithm hmac-sha256; secret "not base64 !!"; };', "does not hold one key"),
        ('key "k" { algorithm hmac-sha256; secret "unclosed; };', "does not hold one key"),
        ('key "k" { algorithm hmac-sha256; secret ""; };', "is empty"),
        ('key "k" { algorithm hmac-sha256; };', "has no `secret`"),
        (f'key "k" {{ secret "{BASE64}"; }};', "has no `algorithm`"),
        (f'key "k" {{ algorithm rot13; secret "{BASE64}"; }};', "algorithm that is not known"),
        (f'key "a..b" {{ algorithm hmac-sha256; secret "{BASE64}"; }};', "does not hold one key"),
        ("key \xe9 {", "does not hold one key"),
    ],
)
def test_what_is_not_one_key_is_refused_without_its_secret(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(AuthenticationError, match=message) as raised:
        read_update_key(write(tmp_path, text))
    assert BASE64 not in f"{raised.value} {raised.value.hint}"
    assert raised.value.__cause__ is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError, match=r"push\.key.*No such file"):
        read_update_key(tmp_path / "push.key")


def test_the_secret_does_not_show_itself(tmp_path: Path) -> None:
    key = read_update_key(write(tmp_path, f"key k {{ algorithm hmac-sha256; secret {BASE64}; }};"))
    assert "secret" not in repr(key)
    assert BASE64 not in repr(key)


@pytest.mark.parametrize(
    ("mode", "exposed"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)]
)
def test_a_file_that_others_may_read_is_noticed(
    tmp_path: Path, mode: int, *, exposed: bool
) -> None:
    text = f"key k {{ algorithm hmac-sha256; secret {BASE64}; }};"
    assert read_update_key(write(tmp_path, text, mode)).exposed is exposed
