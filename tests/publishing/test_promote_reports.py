"""`promote` and `reports` with the ledger of a policy that was really published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from publishing.conftest import CONFIG, Rehearsal
from reports.samples import make_failure, make_report, pack

REPOSITORY = "example-org/mta-sts.example.com"
HOSTS = ("mx1.example.com", "mx2.example.com")
POLICY = ["version: STSv1", "mode: testing", *(f"mx: {host}" for host in HOSTS), "max_age: 604800"]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def published(rehearsal: Rehearsal) -> Rehearsal:
    """Return a rehearsal whose policy has stood for three weeks, with an empty inbox."""
    rehearsal.world.add_mail_domain("example.com", HOSTS)
    rehearsal.write_config(f"{CONFIG}reports: {{from: ./inbox}}\n")
    (rehearsal.config.parent / "inbox").mkdir()
    assert rehearsal.publish().returncode == 0
    rehearsal.age_newest_commit(REPOSITORY, "480 hours")
    return rehearsal


def report(
    rehearsal: Rehearsal,
    ago: int,
    organization: str = "Sender Inc.",
    failures: Sequence[dict[str, Any]] = (),
) -> None:
    day = TODAY - timedelta(days=ago)
    made = make_report("example.com", day, organization, 5, failures, POLICY)
    path = rehearsal.config.parent / "inbox" / f"{ago}-{organization}.json.gz"
    path.write_bytes(pack(made))


def test_clean_reports_are_evidence(published: Rehearsal) -> None:
    for ago in range(1, 9):
        report(published, ago)
    done = published.run("promote")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "40 sessions of 1 organization" in done.stdout


def test_a_failure_that_two_senders_report_blocks(published: Rehearsal) -> None:
    for ago in range(1, 9):
        report(published, ago)
    for organization in ("A", "B"):
        report(published, 1, organization, [make_failure("certificate-expired", 2, HOSTS[1])])
    done = published.run("promote")
    assert done.returncode == 5, done.stdout + done.stderr
    assert f"2 senders reported `certificate-expired` for `{HOSTS[1]}`" in done.stdout
    assert published.run("promote", "--no-reports").returncode == 0


def test_reports_for_too_few_days_are_waited_for(published: Rehearsal) -> None:
    report(published, 1)
    done = published.run("promote")
    assert done.returncode == 6, done.stdout + done.stderr
    assert "[reports-few]" in done.stdout


def test_a_source_that_cannot_be_read_does_not_pass_for_silence(published: Rehearsal) -> None:
    (published.config.parent / "inbox").rmdir()
    done = published.run("promote")
    assert done.returncode == 1
    assert "the TLS reports cannot be read" in done.stderr
    assert "--no-reports" in done.stderr


def test_the_policy_that_a_sender_held_is_named_by_its_id(published: Rehearsal) -> None:
    report(published, 1, failures=[make_failure("certificate-expired", 2, HOSTS[0])])
    document = json.loads(published.run("reports", "--json").stdout)
    (failure,) = document["domains"][0]["failures"]
    history = json.loads(published.run("history", "--json").stdout)
    (announced,) = history["domains"][0]["announcements"]
    assert failure["policy_id"] == announced["policy_id"]
    assert failure["still"] == "no"
