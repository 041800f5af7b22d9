"""Rules of the house at GitHub's side: what declines a push is named; signed commits are made."""

from __future__ import annotations

import subprocess

import pytest
from publishing.conftest import CONFIG, Rehearsal

from mtasts_pages.sandbox.github import Rule, set_rules

REPOSITORY = "example-org/mta-sts.example.com"


def hold(rehearsal: Rehearsal, *rules: Rule) -> None:
    set_rules(rehearsal.world.github.repository_path(*REPOSITORY.split("/")), rules)


def test_where_commits_must_be_signed_github_makes_the_commit(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    hold(rehearsal, Rule.SIGNATURES)
    rehearsal.write_config(CONFIG.replace("mx1.example.com", "mx9.example.com"))
    done = rehearsal.publish("--json")
    assert done.returncode == 0, done.stderr
    newest, oldest = rehearsal.log(REPOSITORY)
    assert newest.startswith("Change the MTA-STS policy of example.com|")
    assert rehearsal.ask("publish")["domains"][0]["policy_id"] == newest.partition("|")[2]
    assert oldest.startswith("Publish the MTA-STS policy of example.com|")
    committer = rehearsal.git(REPOSITORY, "log", "-1", "--format=%cn").strip()
    assert committer == "GitHub"
    assert rehearsal.ask("plan")["summary"]["unchanged"] == 1


@pytest.mark.parametrize("rule", [Rule.PULL_REQUEST, Rule.STATUS_CHECKS, Rule.AUTHOR_EMAIL])
def test_a_rule_that_declines_a_push_is_named(rehearsal: Rehearsal, rule: Rule) -> None:
    assert rehearsal.publish().returncode == 0
    hold(rehearsal, rule)
    rehearsal.write_config(CONFIG.replace("mx1.example.com", "mx9.example.com"))
    (domain,) = rehearsal.ask("publish")["domains"]
    assert domain["outcome"] == "failed"
    assert str(rule).rstrip(".") in domain["error"]
    assert "GH013" in domain["error"]
    assert domain["error"].isprintable()
    assert "Settings, Rules" in domain["next_steps"][0]


def test_a_rule_that_github_cannot_keep_either_is_named(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    hold(rehearsal, Rule.SIGNATURES, Rule.PULL_REQUEST)
    rehearsal.write_config(CONFIG.replace("mx1.example.com", "mx9.example.com"))
    (domain,) = rehearsal.ask("publish")["domains"]
    assert domain["outcome"] == "failed"
    assert "pull request" in domain["error"]


def test_a_key_of_the_operator_signs_the_first_commit_too(rehearsal: Rehearsal) -> None:
    rehearsal.create_by_hand(REPOSITORY)
    hold(rehearsal, Rule.SIGNATURES)
    (domain,) = rehearsal.ask("publish")["domains"]
    assert domain["outcome"] == "failed"
    assert "--signing-key" in domain["next_steps"][0]
    key = rehearsal.folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    done = rehearsal.publish("--signing-key", "key")
    assert done.returncode == 0, done.stderr
    assert "gpgsig" in rehearsal.git(REPOSITORY, "cat-file", "commit", "HEAD")
    assert rehearsal.run("publish", "--signing-key", "absent").returncode == 2
