"""A domain whose policy is in a repository of another name gets no second one."""

from __future__ import annotations

import time
from collections.abc import Callable

from publishing.conftest import CONFIG, Rehearsal

from mtasts_pages.sandbox.github import Fault, Respond

ELSEWHERE = CONFIG + "    repository: policy\n"


def test_the_repository_that_holds_the_domain_is_named_and_nothing_is_created(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.write_config(ELSEWHERE)
    assert rehearsal.publish().returncode == 0
    writes = rehearsal.writes()
    rehearsal.write_config(CONFIG)  # as if nobody knew of the other one
    sentence = "`example-org/policy` has `mta-sts.example.com` as its custom domain"
    planned = rehearsal.run("plan")
    assert sentence in planned.stdout + planned.stderr
    done = rehearsal.run("publish")
    assert done.returncode == 1
    assert sentence in done.stdout + done.stderr
    assert "`repository: policy`" in done.stdout + done.stderr
    assert rehearsal.writes() == writes
    rehearsal.write_config(ELSEWHERE)
    assert rehearsal.run("publish").returncode == 0
    assert rehearsal.writes() == writes


def test_a_policy_that_is_published_by_a_workflow_is_found_by_its_file(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.write_config(ELSEWHERE)
    assert rehearsal.publish().returncode == 0
    rehearsal.commit_by_hand("example-org/policy", {"CNAME": None}, "Publish by a workflow")
    time.sleep(1)  # GitHub notices that the file is gone, and forgets the domain
    pages = "/repos/example-org/policy/pages"
    rehearsal.api("PUT", pages, {"build_type": "workflow"})
    rehearsal.api("PUT", pages, {"cname": "mta-sts.example.com"})
    rehearsal.write_config(CONFIG)
    done = rehearsal.run("publish")
    assert "`repository: policy`" in done.stdout + done.stderr
    assert rehearsal.writes().count("POST /orgs/{org}/repos") == 1


def test_repositories_of_other_domains_do_not_stand_in_the_way(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(ELSEWHERE.replace("example.com", "example.net"))
    assert rehearsal.publish().returncode == 0
    rehearsal.world.names.paste("mta-sts.example.com. 300 IN CNAME example-org.github.io.\n")
    rehearsal.write_config(CONFIG)
    assert rehearsal.publish().returncode == 0


def test_a_new_domain_costs_no_listing(rehearsal: Rehearsal) -> None:
    rehearsal.run("publish")
    asked = [
        str(exchange.request_body)
        for exchange in rehearsal.world.github.exchanges
        if exchange.template == "/graphql"
    ]
    assert not any("repositories(" in text for text in asked)


def test_a_listing_that_fails_is_a_sentence_and_nothing_is_created(
    begin: Callable[..., Rehearsal],
) -> None:
    rehearsal = begin()
    rehearsal.world.names.paste("mta-sts.example.com. 300 IN CNAME example-org.github.io.\n")
    answer = {"data": {"repositoryOwner": {"repositories": {"nodes": [None], "pageInfo": None}}}}
    fault = Fault("POST", "/graphql", Respond(200, answer), nth=3, times=None)
    rehearsal.world.github.faults.add(fault)
    done = rehearsal.run("publish")
    assert done.returncode == 1
    assert "in a way that this program cannot read" in done.stdout + done.stderr
    assert {exchange.path for exchange in rehearsal.world.github.exchanges} == {"/graphql"}
