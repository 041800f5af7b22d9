"""`history` tells the life of a policy from GitHub, and from a clone."""

from __future__ import annotations

import json
from pathlib import Path

from git_helper import git
from publishing.conftest import CONFIG, Rehearsal

REPOSITORY = "example-org/mta-sts.example.com"
POLICY = ".well-known/mta-sts.txt"


def live(rehearsal: Rehearsal) -> None:
    """Publish, let somebody change the policy, and publish again."""
    assert rehearsal.publish().returncode == 0
    foreign = "version: STSv1\r\nmode: testing\r\nmx: mx.elsewhere.example\r\nmax_age: 86400\r\n"
    rehearsal.commit_by_hand(REPOSITORY, {POLICY: foreign}, "Move the mail")
    rehearsal.write_config(CONFIG + "    max_age: 2w\n")
    assert rehearsal.publish().returncode == 0


def test_every_announcement_is_told(rehearsal: Rehearsal, tmp_path: Path) -> None:
    live(rehearsal)
    document = rehearsal.ask("history")
    assert document["schema"] == "mtasts-pages/history@1"
    (told,) = document["domains"]
    first, foreign, last = told["announcements"]
    assert first["mx"] == ["mx1.example.com", "mx2.example.com"]
    assert foreign["mx"] == ["mx.elsewhere.example"]
    assert [each["foreign"] for each in told["announcements"]] == [False, True, False]
    assert foreign["policy_id"] == first["policy_id"] != last["policy_id"]
    assert (first["until"], foreign["until"]) == (foreign["since"], last["since"])
    assert last["until"] is None
    assert last["max_age"] == 1209600
    for each in told["announcements"]:
        assert each["hold_until"]["typical"] < each["hold_until"]["safe"]
    assert told["may_hold"] == [each["policy_id"] for each in told["announcements"]]
    assert (told["whole"], told["record_ttl"]) == (True, 3600)

    clone = tmp_path / "mta-sts.example.com"
    git(
        tmp_path,
        "clone",
        "--quiet",
        rehearsal.world.github.repository_path(*REPOSITORY.split("/")),
        clone,
    )
    done = rehearsal.run("history", "--path", str(clone), "--json", GITHUB_TOKEN="")
    assert done.returncode == 0, done.stderr
    (offline,) = json.loads(done.stdout)["domains"]
    assert offline["domain"] == "example.com"
    same = ("policy_id", "mode", "mx", "since", "until", "commit", "foreign")
    assert [[each[key] for key in same] for each in offline["announcements"]] == [
        [each[key] for key in same] for each in told["announcements"]
    ]


def test_it_is_shown_to_people(rehearsal: Rehearsal) -> None:
    live(rehearsal)
    done = rehearsal.run("history")
    assert done.returncode == 0, done.stderr
    assert "senders may still hold 2 older policies, until " in done.stdout
    assert "mx: mx.elsewhere.example" in done.stdout
    assert "(kept)" in done.stdout


def test_a_domain_without_a_repository_has_no_history(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("history")
    assert (done.returncode, done.stdout) == (0, "example.com  no policy was announced\n")


def test_a_path_that_is_no_repository_is_refused(rehearsal: Rehearsal) -> None:
    done = rehearsal.run("history", "--path", str(rehearsal.folder))
    assert done.returncode == 1
    assert "is not a git repository" in done.stderr
