"""What senders are served is not taken from them, whatever GitHub calls it; by whose clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from publishing.conftest import CONFIG, QUICK, Rehearsal

from mtasts_pages.sandbox.github import ABSENT, Alter, Fault, Respond, change_fields

REPOSITORY = "example-org/mta-sts.example.com"
PAGES = f"/repos/{REPOSITORY}/pages"
STATE = "https_certificate.state"

OTHER_WORDS = [
    {STATE: "new"},
    {STATE: "authorization_pending"},
    {STATE: "authorization_revoked"},
    {STATE: "bad_authz"},
    {STATE: "dns_changed"},
    {STATE: "destroy_pending"},
    {STATE: "a_word_of_tomorrow"},
    {STATE: ABSENT},
    {"https_certificate": ABSENT},
    {"https_certificate": None},
    {"https_certificate": {}},
]


@pytest.fixture
def served(rehearsal: Rehearsal) -> Rehearsal:
    """Return a world whose domain is current, and was changed half a day ago."""
    assert rehearsal.publish().returncode == 0
    rehearsal.age_newest_commit(REPOSITORY, "13 hours")
    return rehearsal


def rename(rehearsal: Rehearsal, values: Any) -> None:
    """Have GitHub call the certificate something else from now on."""
    fault = Fault("GET", PAGES, Alter(change_fields(values)), times=None)
    rehearsal.world.github.faults.add(fault)


def test_a_served_site_is_never_taken_down(served: Rehearsal) -> None:
    before = served.writes(), served.log(REPOSITORY)
    for values in OTHER_WORDS:
        rename(served, values)
        assert served.ask("plan")["summary"]["unchanged"] == 1, values
        done = served.run("publish", "--wait", "0")
        assert done.returncode == 0, (values, done.stdout)
        served.world.github.faults.clear()
    assert (served.writes(), served.log(REPOSITORY)) == before


@pytest.mark.parametrize("values", [{STATE: "authorization_pending"}, {STATE: "errored"}], ids=str)
def test_a_changed_policy_is_released_while_the_certificate_is_renewed(
    served: Rehearsal, values: Any
) -> None:
    rename(served, values)
    before = served.writes()
    served.write_config(CONFIG.replace("mx2", "mx3"))
    done = served.publish()
    assert done.returncode == 0, done.stdout
    assert served.writes() == before
    assert served.ask("publish")["domains"][0]["stage"] == "current"
    (domain,) = served.ask("check", "--no-mx")["domains"]
    found = {finding["code"]: finding for finding in domain["findings"]}
    if "errored" in values.values():
        assert "leave the custom domain as it is" in found["pages-certificate-failed"]["hint"]
    else:
        assert found["pages-certificate-pending"]["severity"] == "info"


def test_https_is_enforced_where_github_allows_it_and_awaited_where_it_does_not(
    served: Rehearsal,
) -> None:
    served.api("PUT", PAGES, {"https_enforced": False})
    rename(served, {STATE: "authorization_pending"})
    refusal = Respond(404, {"message": "The certificate does not exist yet"})
    served.world.github.faults.add(Fault("PUT", PAGES, refusal))
    (refused,) = served.ask("publish")["domains"]
    assert (refused["outcome"], refused["waiting_for"]) == ("waiting", "certificate")
    (enforced,) = served.ask("publish")["domains"]
    assert enforced["outcome"] == "current"


def test_a_loss_of_unknown_age_is_left_to_the_operator(begin: Callable[..., Rehearsal]) -> None:
    served = begin(lag=replace(QUICK, dns_recheck=3.0))
    assert served.publish().returncode == 0
    # Somebody sets the domain anew: GitHub has no certificate, since this moment.
    served.world.github._publishing.lag = replace(QUICK, certificate=600)
    served.api("PUT", PAGES, {"cname": None})
    served.api("PUT", PAGES, {"cname": "mta-sts.example.com"})
    served.age_newest_commit(REPOSITORY, "13 hours")
    before = served.writes()
    (lost,) = served.ask("publish")["domains"]
    assert (lost["outcome"], lost["waiting_for"]) == ("waiting", "certificate")
    assert "since when it is gone does not show" in lost["detail"], lost
    assert served.writes() == before


@pytest.mark.parametrize("hours", [-13, 13])
def test_a_wrong_clock_does_not_set_the_domain_anew(
    begin: Callable[..., Rehearsal], hours: int
) -> None:
    rehearsal = begin(lag=replace(QUICK, certificate=20))
    rehearsal.move_clock(hours)
    assert rehearsal.run("publish").returncode == 6
    rehearsal.world.names.paste("mta-sts.example.com. CNAME example-org.github.io.\n")
    before = rehearsal.writes()
    for _ in range(2):
        (domain,) = rehearsal.ask("publish")["domains"]
        assert (domain["waiting_for"], domain["notes"]) == ("certificate", [])
    assert rehearsal.writes() == before
    committed = int(rehearsal.git(REPOSITORY, "log", "-1", "--format=%ct"))
    assert abs(committed - rehearsal.world.github.exchanges[0].at) < 60


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_limit_is_waited_for_by_the_clock_of_github(rehearsal: Rehearsal, hours: int) -> None:
    rehearsal.move_clock(hours)
    reset = int(time.time()) + 20
    headers = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Reset": str(reset),
    }
    limited = Respond(403, {"message": "API rate limit exceeded"}, headers)
    rehearsal.world.github.faults.add(Fault("POST", "/graphql", limited))
    done = rehearsal.run("plan")
    assert done.returncode == 0, done.stderr
    asked = [each.at for each in rehearsal.world.github.exchanges if each.path == "/graphql"]
    assert reset <= asked[1] < reset + 30
