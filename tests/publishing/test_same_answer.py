"""What one command says of a domain the others say as well: they ask the same judge."""

from __future__ import annotations

import pytest
from publishing.conftest import Rehearsal

ENFORCED = """\
github: {owner: example-org}
defaults: {tls_reports: null}
domains:
  example.com:
    mode: enforce
    max_age: 1w
    mx: [mx1.example.com]
"""
LONGER = '"v=STSv10; id=b"'
REPOSITORY = "example-org/mta-sts.example.com"


def codes(rehearsal: Rehearsal) -> set[str]:
    (domain,) = rehearsal.ask("check")["domains"]
    return {finding["code"] for finding in domain["findings"]}


def test_a_null_mx_is_no_host_that_the_policy_leaves_out(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(ENFORCED)
    rehearsal.world.names.paste("example.com. 60 IN MX 0 .\n")
    (planned,) = rehearsal.ask("plan")["domains"]
    assert planned["notes"] == []
    published = rehearsal.run("publish")
    assert "does not cover" not in published.stdout + published.stderr
    found = codes(rehearsal)
    assert "mx-missing" in found
    assert "mx-not-covered" not in found
    taken = rehearsal.run("init", "example.com", "--output", "new.yaml")
    assert "null MX" in taken.stdout + taken.stderr


def test_a_longer_version_is_no_policy_record(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    names = rehearsal.world.names
    (right,) = names.records("_mta-sts.example.com", "TXT")
    names.paste("".join(f"_mta-sts.example.com. 60 IN TXT {text}\n" for text in (right, LONGER)))
    (shown,) = rehearsal.ask("dns")["domains"]
    states = {record["purpose"]: record["state"] for record in shown["records"]}
    assert states["policy-record"] == "present"
    (planned,) = rehearsal.ask("plan")["domains"]
    assert planned["changes"] == []
    (published,) = rehearsal.ask("publish")["domains"]
    assert published["outcome"] == "current"
    assert not codes(rehearsal) & {"record-several", "record-invalid", "record-missing"}


@pytest.mark.parametrize(
    "record", ["A 185.199.108.153", "AAAA 2606:50c0:8000::153", "CNAME somebody.github.io."]
)
def test_a_wildcard_to_github_is_seen_before_anything_is_created(
    rehearsal: Rehearsal, record: str
) -> None:
    rehearsal.world.names.paste(f"*.example.com. 60 IN {record}\n")
    said = "the wildcard `*.example.com` points at GitHub Pages"
    (planned,) = rehearsal.ask("plan")["domains"]
    assert planned["notes"][0].startswith(said)
    published = rehearsal.run("publish")
    warned, _, rest = published.stderr.partition(said)
    assert rest
    assert "Create" not in warned  # nothing was asked of the operator before
    assert "wildcard-to-github" in codes(rehearsal)


def test_a_repository_of_others_is_refused_by_the_plan_as_by_publish(
    rehearsal: Rehearsal,
) -> None:
    assert rehearsal.publish().returncode == 0
    state = rehearsal.world.github
    state.add_user("bob")
    token = state.add_token("bob", scopes=("repo",)).value
    sentence = f"the token's user may not administer `{REPOSITORY}`"
    planned = rehearsal.run("plan", "--json", GITHUB_TOKEN=token)
    assert sentence in planned.stdout
    published = rehearsal.run("publish", GITHUB_TOKEN=token)
    assert published.returncode == 4
    assert sentence in published.stdout + published.stderr


@pytest.mark.parametrize(
    ("wait", "is_one"), [("1w", True), ("1d12h", True), ("90", True), ("2w", False), ("w", False)]
)
def test_a_wait_is_a_duration_like_those_of_the_config(
    rehearsal: Rehearsal, wait: str, *, is_one: bool
) -> None:
    done = rehearsal.run("publish", "--wait", wait, "unknown.example")
    assert done.returncode == 2
    assert ("`unknown.example`" in done.stderr) is is_one
