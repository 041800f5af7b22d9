"""The mark that a new id was seen on every name server: set once, by the run that sees it."""

from __future__ import annotations

from datetime import datetime

from publishing.conftest import CONFIG, Rehearsal

from mtasts_pages.sandbox.github import Fault, Respond

REPOSITORY = "example-org/mta-sts.example.com"
CREATE = "POST /repos/{owner}/{repo}/git/refs"
NAME_SERVER = """\
example.com. 300 IN SOA ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 60
example.com. 300 IN NS ns1.example.com.
ns1.example.com. 300 IN A 127.0.0.1
"""


def marks(rehearsal: Rehearsal) -> list[list[str]]:
    """Return id and time of each mark."""
    tags = rehearsal.git(REPOSITORY, "for-each-ref", "--format=%(refname)", "refs/tags").split()
    return [tag.removeprefix("refs/tags/mta-sts/seen/").split("/") for tag in tags]


def test_a_new_id_is_marked_once_and_ends_the_time_of_the_old_one(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste(NAME_SERVER)
    assert rehearsal.publish().returncode == 0
    ((first, _),) = marks(rehearsal)
    assert rehearsal.publish().returncode == 0
    assert rehearsal.writes().count(CREATE) == 1
    rehearsal.write_config(CONFIG + "    max_age: 1d\n")
    assert rehearsal.publish().returncode == 0
    (_, (second, when)) = marks(rehearsal)
    assert first < second
    builds = [each for each in rehearsal.writes() if each != CREATE]
    assert rehearsal.publish().returncode == 0
    assert [each for each in rehearsal.writes() if each != CREATE] == builds

    (told,) = rehearsal.ask("history")["domains"]
    old, current = told["announcements"]
    assert (old["policy_id"], current["policy_id"]) == (first, second)
    gone = datetime.strptime(f"{when}+0000", "%Y%m%d%H%M%S%z")
    safe = datetime.fromisoformat(old["hold_until"]["safe"])
    assert (safe - gone).total_seconds() == 3600 + 604_800


def test_an_id_that_no_name_server_could_be_asked_for_is_not_marked(rehearsal: Rehearsal) -> None:
    assert rehearsal.publish().returncode == 0
    assert marks(rehearsal) == []


def test_a_mark_that_is_refused_stops_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.world.names.paste(NAME_SERVER)
    refusal = Respond(403, {"message": "Resource not accessible by integration"})
    rehearsal.world.github.faults.add(Fault("POST", "*/git/refs", refusal))
    done = rehearsal.publish("-v")
    assert done.returncode == 0, done.stderr
    assert "the new id was not marked as seen" in done.stdout + done.stderr
    assert marks(rehearsal) == []
