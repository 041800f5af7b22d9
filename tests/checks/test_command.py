"""The command itself, run as its users run it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from checks.scene import DOMAIN, RUA, Scene
from checks.spoiling import silent, wrong_name

ROOT = Path(__file__).parents[2]
CONFIG = f"""\
github:
  owner: example-org
domains:
  {DOMAIN}:
    mode: enforce
    mx: [mx1.{DOMAIN}, mx2.{DOMAIN}]
    tls_reports: {RUA}
"""

Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(scene: Scene, tmp_path: Path) -> Check:
    """Return what runs ``mtasts-pages check`` in the world of the scene."""
    (tmp_path / "mta-sts.yaml").write_text(CONFIG)

    def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        with scene.open() as port:
            environment = {
                "SSL_CERT_FILE": str(scene.authority.root),
                "MTASTS_PAGES_NAMESERVER": scene.names.address,
                "MTASTS_PAGES_HTTPS_PORT": str(port),
                "MTASTS_PAGES_SMTP_PORT": str(scene.mail.port),
            }
            return subprocess.run(
                [sys.executable, "-m", "mtasts_pages", "check", "--no-github", *arguments],
                cwd=tmp_path,
                env={**os.environ, **environment, **changes},
                check=False,
                capture_output=True,
                text=True,
                timeout=60,
            )

    return run


def test_a_domain_in_order_is_said_to_be(check: Check) -> None:
    done = check()
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^{DOMAIN} +current +no findings$", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("\n1 domain checked, none with a finding of its own\n")


def test_a_fault_is_said_with_its_code_and_what_to_do(scene: Scene, check: Check) -> None:
    wrong_name(scene)
    done = check(COLUMNS="80")
    assert done.returncode == 5
    assert "certificate is for another name [certificate-name]" in done.stdout
    assert "    hint: set the policy host as the custom domain" in done.stdout
    assert "1 error" in done.stdout


def test_a_warning_counts_when_it_shall(scene: Scene, check: Check) -> None:
    scene.announce("v=STSv1; id=2026-11-23")
    assert check().returncode == 0
    assert check("--strict").returncode == 5


def test_mx_hosts_are_left_out_when_they_shall(scene: Scene, check: Check) -> None:
    scene.names.remove(DOMAIN, "MX")
    assert "mx-missing" in check().stdout
    asked = sum(scene.names.questions.values())
    assert "mx-" not in check("--no-mx").stdout
    assert sum(scene.names.questions.values()) == asked + 4


def test_a_host_gets_no_more_time_than_it_may_have(scene: Scene, check: Check) -> None:
    silent(scene)
    began = time.monotonic()
    done = check("--timeout", "1s")
    assert time.monotonic() - began < 15
    assert "[host-slow]" in done.stdout


def test_the_document_has_the_fields_that_the_reference_names(scene: Scene, check: Check) -> None:
    wrong_name(scene)
    document = json.loads(check("--json").stdout)
    assert document.pop("schema") == "mtasts-pages/check@1"
    reference = (ROOT / "docs" / "commands.md").read_text()
    section = reference.partition("\n## check\n")[2].partition("\n## ")[0]
    paragraph = re.search(r"^JSON: (.*?)\n\n", section, re.DOTALL | re.MULTILINE)
    assert paragraph
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", paragraph[1]))))
    present = set(document)
    for part in (document["summary"], *document["domains"]):
        present |= set(part)
    for finding in document["domains"][0]["findings"]:
        present |= set(finding)
    assert present == described


def test_files_are_written_whole(check: Check, tmp_path: Path) -> None:
    done = check("--html", "out/site", "--metrics", "out/check.prom")
    assert done.returncode == 0
    assert (tmp_path / "out/site/index.html").read_text().startswith("<!doctype html>")
    assert (
        'stage{domain="example.com",stage="current"} 1' in (tmp_path / "out/check.prom").read_text()
    )
    left = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert left == {"index.html", "check.prom"}


def test_what_cannot_be_written_is_one_sentence(check: Check, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = check("--html", "file/site")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr
