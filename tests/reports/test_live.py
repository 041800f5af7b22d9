"""Whether a reported failure is still there, looked at as `check` does."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from checks.scene import DOMAIN, Scene
from checks.worlds import EXPIRED_MX
from reports.samples import make_failure, make_report, pack

from mtasts_pages.rollout.reports.live import look_at_domains
from mtasts_pages.state import Target

CONFIG = f"domains:\n  {DOMAIN}:\n    mx: [mx1.{DOMAIN}, mx2.{DOMAIN}]\n"
FAILURES = (
    make_failure(mx=f"mx1.{DOMAIN}"),
    make_failure(mx=f"mx2.{DOMAIN}"),
    make_failure(mx=f"gone.{DOMAIN}"),
    make_failure("sts-policy-fetch-error", mx=""),
)


def read(scene: Scene, folder: Path, *arguments: str) -> dict[str, dict[str, object]]:
    """Return the failures that `reports` tells of, by MX host."""
    (folder / "mta-sts.yaml").write_text(CONFIG)
    report = make_report(DOMAIN, datetime.now(UTC).date(), failures=FAILURES)
    (folder / "r.json.gz").write_bytes(pack(report))
    with scene.open() as port:
        environment = {
            "SSL_CERT_FILE": str(scene.authority.root),
            "MTASTS_PAGES_NAMESERVER": scene.names.address,
            "MTASTS_PAGES_HTTPS_PORT": str(port),
            "MTASTS_PAGES_SMTP_PORT": str(scene.mail.port),
        }
        done = subprocess.run(
            [sys.executable, "-m", "mtasts_pages", "reports", "r.json.gz", "--json", *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    (domain,) = json.loads(done.stdout)["domains"]
    return {each["mx"] or "": each for each in domain["failures"]}


def test_each_failure_is_held_against_its_own_host(scene: Scene, tmp_path: Path) -> None:
    scene.mail.play(f"mx1.{DOMAIN}", EXPIRED_MX)
    found = read(scene, tmp_path)
    said = {mx: (each["still"], each["noise"], each["blocks"]) for mx, each in found.items()}
    assert said == {
        f"mx1.{DOMAIN}": ("yes", None, True),
        f"mx2.{DOMAIN}": ("no", "one-sender", False),
        f"gone.{DOMAIN}": ("unknown", "not-an-mx", False),
        "": ("no", "one-sender", False),
    }


def test_nobody_is_asked_when_nobody_shall_be(scene: Scene, tmp_path: Path) -> None:
    found = read(scene, tmp_path, "--no-live")
    assert {each["still"] for each in found.values()} == {"unknown"}
    assert not scene.names.questions


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_domain_that_does_not_answer_leaves_it_open(scene: Scene, jobs: int) -> None:
    scene.names.remove(DOMAIN, "MX")
    with scene.open() as port:
        found = look_at_domains(
            [Target(scene.domain, "", scene.target.site)], scene.connect(port), jobs
        )
    assert found[DOMAIN].mx_hosts == frozenset()
