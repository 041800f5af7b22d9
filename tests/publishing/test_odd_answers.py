"""One odd answer of GitHub fails its own domain with a sentence, and no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from publishing.conftest import Rehearsal

from mtasts_pages.sandbox.github import Alter, Fault
from mtasts_pages.sandbox.github.serving import Reply

DOMAINS = ["d0.example", "d1.example", "d2.example"]


def lose_the_history(reply: Reply) -> Reply:
    """Answer null, as GitHub's schema allows, for the commits of the second repository."""
    document = json.loads(reply.body)
    for name, described in (document.get("data") or {}).items():
        if name.startswith("r") and "d1.example" in (described or {}).get("nameWithOwner", ""):
            described["defaultBranchRef"]["target"]["history"]["nodes"] = None
    return replace(reply, body=json.dumps(document).encode())


def test_one_odd_answer_fails_its_own_domain_alone(begin: Callable[..., Rehearsal]) -> None:
    rehearsal = begin()
    text = "github: {owner: example-org}\ndomains:\n" + "".join(
        f"  {domain}: {{mx: [mx.{domain}], tls_reports: null}}\n" for domain in DOMAINS
    )
    rehearsal.write_config(text)
    assert rehearsal.publish().returncode == 0
    rehearsal.world.github.faults.add(
        Fault("POST", "/graphql", Alter(lose_the_history), times=None)
    )
    rehearsal.write_config(text.replace("{mx:", "{max_age: 2w, mx:"))
    done = rehearsal.run("publish", "--json")
    assert done.returncode == 1
    outcomes = {each["domain"]: each for each in json.loads(done.stdout)["domains"]}
    assert [each["outcome"] for each in outcomes.values()].count("failed") == 1
    failed = outcomes["d1.example"]
    assert "`defaultBranchRef.target.history.nodes` is null" in failed["error"]
    assert failed["next_steps"]
    for domain in ("d0.example", "d2.example"):
        assert len(rehearsal.log(f"example-org/mta-sts.{domain}")) == 2
    assert len(rehearsal.log("example-org/mta-sts.d1.example")) == 1
    plan = rehearsal.run("plan")
    assert "`defaultBranchRef.target.history.nodes` is null" in plan.stdout + plan.stderr
    found = {each["domain"]: each["findings"] for each in rehearsal.ask("check")["domains"]}
    assert "github-unreadable" in [each["code"] for each in found["d1.example"]]
    assert "github-unreadable" not in [each["code"] for each in found["d0.example"]]
