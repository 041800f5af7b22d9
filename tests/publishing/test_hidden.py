"""An organization that keeps the token out: its domains fail, and no other."""

from __future__ import annotations

import json

from publishing.conftest import Rehearsal

CONFIG = """
github: {owner: example-org}
domains:
  example.com: {mx: [mx.example.com]}
  example.net: {mx: [mx.example.com], owner: closed-org}
"""
CLOSED = "closed-org/mta-sts.example.net"


def close(rehearsal: Rehearsal) -> None:
    """Let an organization have a policy repository, and ask for single sign-on."""
    github = rehearsal.world.github
    rehearsal.write_config(CONFIG)
    github.add_organization("closed-org", owners=("sandbox-operator",), single_sign_on=True)
    rehearsal.api("POST", "/orgs/closed-org/repos", {"name": "mta-sts.example.net"})


def test_the_domains_of_others_go_on(rehearsal: Rehearsal) -> None:
    close(rehearsal)
    with rehearsal.operator():
        done = rehearsal.run("publish", "--wait", "60s", "--json")
    outcomes = {each["domain"]: each for each in json.loads(done.stdout)["domains"]}
    assert outcomes["example.com"]["outcome"] == "current", done.stderr
    assert outcomes["example.net"]["outcome"] == "failed"
    assert f"does not show `{CLOSED}`" in outcomes["example.net"]["error"]
    assert "SAML enforcement" in outcomes["example.net"]["error"]
    assert not any("closed-org" in push for push in map(str, rehearsal.world.github.pushes))
    assert done.returncode == 4  # what failed failed for the token alone


def test_plan_names_the_obstacle_and_plans_the_others(rehearsal: Rehearsal) -> None:
    close(rehearsal)
    done = rehearsal.run("plan", "--json")
    assert done.returncode == 0, done.stderr
    plans = {each["domain"]: each for each in json.loads(done.stdout)["domains"]}
    assert plans["example.com"]["changes"]
    assert "SAML enforcement" in str(plans["example.net"]["obstacle"])


def test_a_token_that_may_look_at_nothing_is_refused_at_once(rehearsal: Rehearsal) -> None:
    close(rehearsal)
    done = rehearsal.run("plan", "example.net")
    assert done.returncode == 4
    assert "authorization where the organization requires single sign-on" in done.stderr
