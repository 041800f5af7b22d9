"""The JSON documents have the fields that the reference names, and no other."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.pages import ROOT, read_page, read_section
from samples import make_domain

from mtasts_pages.checks.stage import Stage
from mtasts_pages.cli.views.init import describe_draft
from mtasts_pages.cli.views.plan import describe_plans
from mtasts_pages.cli.views.publish import describe_outcomes
from mtasts_pages.config.draft import Draft, DraftDomain
from mtasts_pages.rollout.publishing.guard import Risk, RiskName
from mtasts_pages.rollout.publishing.outcome import Outcome, OutcomeKind
from mtasts_pages.rollout.publishing.plan import Action, Plan, Step, Subject
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import Target

TARGET = Target(make_domain(), "example-org", {POLICY_PATH: b""})
STEP = Step(Action.CREATE, Subject.FILE, "CNAME", None, "mta-sts.example.com", "")
LOST = "the enforced policy of `example.com` loses `mx1.example.com`"
RISK = Risk(RiskName.LOSE_MX, LOST, ("example.com",))
OFFLINE = {
    "validate": ["validate", "-c", "faulty.yaml"],
    "render": ["render", "-c", "good.yaml"],
    "dns": ["dns", "--offline", "-c", "good.yaml"],
    "lint": ["lint", "faulty.yaml", "."],
}


def read_described_fields(command: str) -> set[str]:
    section = read_section(read_page("docs/commands.md"), f"## {command}")
    paragraph = re.search(r"^JSON: (.*?)\n(?:\n|\Z)", section, re.DOTALL | re.MULTILINE)
    assert paragraph
    return set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", paragraph[1]))))


def list_fields(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        yield from document
        for value in document.values():
            yield from list_fields(value)
    elif isinstance(document, list):
        for value in document:
            yield from list_fields(value)


@pytest.mark.parametrize("command", OFFLINE)
def test_document_of_a_command_that_needs_no_network(command: str, tmp_path: Path) -> None:
    good = (ROOT / "sample-config.yaml").read_text()
    (tmp_path / "good.yaml").write_text(good)
    (tmp_path / "faulty.yaml").write_text(good.replace("mode: enforce", "mode: enforced"))
    (tmp_path / "mta-sts.txt").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "mtasts_pages", *OFFLINE[command], "--json"],
        cwd=tmp_path,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    document = json.loads(done.stdout)
    assert document.pop("schema") == f"mtasts-pages/{command}@1"
    assert set(list_fields(document)) == read_described_fields(command)


def test_document_of_plan() -> None:
    document = describe_plans([Plan(TARGET, Stage.ABSENT, (STEP,))], [RISK])
    assert set(list_fields(document)) == read_described_fields("plan")


def test_document_of_publish() -> None:
    document = describe_outcomes([Outcome(TARGET, OutcomeKind.WAITING, Stage.PUSHED, None)])
    assert set(list_fields(document)) == read_described_fields("publish")


def test_document_of_init() -> None:
    draft = Draft((DraftDomain("example.com", ("mx1.example.com",)),))
    document = describe_draft(Path("mta-sts.yaml"), draft, "")
    assert set(list_fields(document)) == read_described_fields("init")
