"""Migration, rollback and retirement, step by step, against the real parts of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publishing.conftest import CONFIG, Rehearsal
from publishing.test_marks import NAME_SERVER

REPOSITORY = "example-org/mta-sts.example.com"
HOSTS = ("mx1.example.com", "mx2.example.com")
ENFORCED = CONFIG + "    mode: enforce\n    max_age: 1d\n"


def begin(rehearsal: Rehearsal, config: str = ENFORCED) -> None:
    rehearsal.world.names.paste(NAME_SERVER)
    rehearsal.world.add_mail_domain("example.com", HOSTS)
    rehearsal.write_config(config)
    assert rehearsal.publish().returncode == 0


def states(document: Mapping[str, Any]) -> list[str]:
    return [step["state"] for step in document["steps"]]


def test_new_hosts_go_into_the_policy_first(rehearsal: Rehearsal) -> None:
    begin(rehearsal)
    rehearsal.world.names.paste("mx.new.example. 300 IN A 127.0.0.1\n")
    way = ("migrate-mx", "example.com", "--to", "mx.new.example")
    shown = rehearsal.run(*way)
    assert shown.returncode == 0, shown.stderr
    assert "due      policy-names-both: add `mx.new.example` to the policy" in shown.stdout
    assert rehearsal.ask(*way, "--write")["written"]
    assert "mx: [mx1.example.com, mx2.example.com, mx.new.example]" in rehearsal.config.read_text()
    assert rehearsal.publish().returncode == 0
    waiting = rehearsal.run(*way)
    assert waiting.returncode == 6
    assert "waiting  wait-for-senders: senders may hold an enforced policy" in waiting.stdout
    assert "safe from " in waiting.stdout
    (old, new) = rehearsal.ask("what-if", "example.com", "--mx", "mx.new.example")["policies"]
    assert (old["hosts"][0]["delivers"], new["hosts"][0]["delivers"]) == (False, True)


def test_a_policy_comes_back_under_a_new_id(rehearsal: Rehearsal) -> None:
    begin(rehearsal)
    rehearsal.write_config(ENFORCED.replace("mx1.example.com, ", ""))
    assert rehearsal.publish("--allow", "lose-mx", "--allow", "mx-not-covered").returncode == 0
    shown = rehearsal.run("rollback", "example.com")
    assert shown.returncode == 0, shown.stderr
    assert "faster: put the MX records back" in shown.stdout
    assert rehearsal.ask("rollback", "example.com", "--write")["written"]
    assert rehearsal.config.read_text() == ENFORCED.replace(
        "[mx1.example.com, mx2.example.com]", "[mx1.example.com, mx2.example.com]"
    )
    assert rehearsal.publish().returncode == 0
    ids = [line.partition("|")[2] for line in rehearsal.log(REPOSITORY) if line.partition("|")[2]]
    assert len(set(ids)) == 3


def test_a_retirement_begins_with_none(rehearsal: Rehearsal) -> None:
    begin(rehearsal, ENFORCED.replace("max_age: 1d", "max_age: 2w  # long"))
    first = rehearsal.ask("retire", "example.com", "--write")
    assert states(first) == ["due", "waiting", "waiting", "waiting", "waiting"]
    assert "mode: none\n    max_age: 1d  # long\n" in rehearsal.config.read_text()
    assert rehearsal.publish("--allow", "withdraw").returncode == 0
    done = rehearsal.run("retire", "example.com")
    assert done.returncode == 6
    assert "done     withdraw: the policy says `none`, under a new id" in done.stdout
    assert "waiting  wait-for-senders: senders may hold an older policy" in done.stdout


def test_a_domain_that_was_never_published_just_leaves(rehearsal: Rehearsal) -> None:
    other = "  example.net:\n    mx: [mx.example.net]\n"
    rehearsal.write_config(CONFIG + other)
    rehearsal.create_by_hand(REPOSITORY)
    document = rehearsal.ask("retire", "example.com", "--write", "--archive")
    assert states(document) == ["done", "done", "done", "done", "due"]
    assert "example.com:" not in rehearsal.config.read_text()
    assert other in rehearsal.config.read_text()
    assert rehearsal.writes()[-1] == "PATCH /repos/{owner}/{repo}"


def test_an_entry_that_others_share_is_not_retired_for_one(rehearsal: Rehearsal) -> None:
    rehearsal.write_config(CONFIG + "    aliases: [example.org]\n")
    for domain in ("example.com", "example.org"):
        done = rehearsal.run("retire", domain)
        assert done.returncode == 2
        assert "shares its entry" in done.stderr
