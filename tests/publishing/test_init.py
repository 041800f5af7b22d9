"""`mtasts-pages init` against name server, policy host and a person at a terminal."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
from publishing.conftest import PROGRAM, Rehearsal

from mtasts_pages.config.load import load_config


def test_a_config_is_written_shown_and_good(rehearsal: Rehearsal) -> None:
    rehearsal.config.unlink()
    rehearsal.world.add_mail_domain("acme.org", ("mx1.acme.org", "mx2.acme.org"))
    done = rehearsal.run("init", "Acme.org", "--owner", "example-org", "--mode", "enforce")
    assert done.returncode == 0, done.stderr
    assert done.stdout == rehearsal.config.read_text()
    assert done.stderr == "wrote mta-sts.yaml\n"
    [domain] = load_config(rehearsal.config)[0].domains
    assert [pattern.text for pattern in domain.mx] == ["mx1.acme.org", "mx2.acme.org"]
    assert (domain.owner, domain.mode, domain.max_age) == ("example-org", "enforce", 604_800)


def test_what_was_published_is_taken_over(rehearsal: Rehearsal, tmp_path: Path) -> None:
    rehearsal.world.add_mail_domain("example.com", ("mx1.example.com", "mx2.example.com"))
    config = rehearsal.config.read_text()
    rehearsal.write_config(
        config + "    mode: enforce\n    max_age: 4w\n    tls_reports: mailto:t@example.com\n"
    )
    assert rehearsal.publish().returncode == 0
    other = tmp_path / "other.yaml"
    document = rehearsal.ask("init", "example.com", "--output", str(other))
    assert document["schema"] == "mtasts-pages/init@1"
    assert (document["path"], document["owner"]) == (str(other), "example-org")
    assert document["config"] == other.read_text()
    before, after = (load_config(path)[0].domains for path in (rehearsal.config, other))
    assert before == after
    done = rehearsal.run("plan", "-c", str(other), "--exit-code")
    assert done.returncode == 0, done.stdout


def test_a_file_is_never_overwritten(rehearsal: Rehearsal) -> None:
    before = rehearsal.config.read_text()
    done = rehearsal.run("init", "example.com", "--owner", "example-org")
    assert (done.returncode, done.stdout) == (2, "")
    assert "exists, and is not overwritten" in done.stderr
    assert rehearsal.config.read_text() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("nomail.example",),
        ("not a domain",),
        ("acme.org", "--owner", "-x-"),
        ("acme.org", "--tls-reports", "http://x"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    arguments: tuple[str, ...], rehearsal: Rehearsal
) -> None:
    rehearsal.config.unlink()
    rehearsal.world.add_mail_domain("acme.org", ("mx1.acme.org",))
    done = rehearsal.run("init", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert not rehearsal.config.exists()


def test_without_an_owner_the_config_is_good_and_says_what_is_missing(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config.unlink()
    rehearsal.world.add_mail_domain("acme.org", ("mx1.acme.org",))
    done = rehearsal.run("init", "acme.org", "gone.example", "--no-input", "--tls-reports", "none")
    assert done.returncode == 0
    assert "left out gone.example: gone.example has no MX record" in done.stderr
    assert "name the owner in it before you publish" in done.stderr
    [domain] = load_config(rehearsal.config)[0].domains
    assert (domain.owner, domain.tls_reports) == (None, ())


def test_a_domain_that_takes_no_mail_needs_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.config.unlink()
    rehearsal.world.names.paste("parked.example. 60 IN MX 0 .\n")
    done = rehearsal.run("init", "parked.example")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("nothing to do: parked.example takes no mail")
    document = rehearsal.ask("init", "parked.example")
    assert (document["path"], document["config"]) == (None, "")
    assert not document["domains"][0]["included"]
    assert not rehearsal.config.exists()


def test_a_person_is_asked_for_what_is_missing(rehearsal: Rehearsal) -> None:
    rehearsal.config.unlink()
    rehearsal.world.add_mail_domain("acme.org", ("mx1.acme.org",))
    shown = talk(rehearsal, ["init", "acme.org"], ["-bad-", "acme", "", "mailto:x@acme.org"])
    assert "GitHub user or organisation: " in shown
    assert "none (no policy) [testing]: " in shown
    [domain] = load_config(rehearsal.config)[0].domains
    assert (domain.owner, domain.mode) == ("acme", "testing")
    assert domain.tls_reports == ("mailto:x@acme.org",)


def talk(rehearsal: Rehearsal, arguments: list[str], answers: list[str]) -> str:
    """Run the program on a terminal of its own, type *answers*, and return what it showed."""
    person, terminal = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=rehearsal.folder,
        env=rehearsal.environment,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        close_fds=True,
    ) as process:
        os.close(terminal)
        os.write(person, "".join(f"{answer}\n" for answer in answers).encode())
        process.communicate(timeout=60)
        assert process.returncode == 0
    shown = b""
    try:
        while part := os.read(person, 4096):
            shown += part
    except OSError:  # the other side is closed
        pass
    os.close(person)
    return shown.decode()
