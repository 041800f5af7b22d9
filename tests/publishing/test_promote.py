"""`promote` from the first day to the edited config, against the real parts of the sandbox."""

from __future__ import annotations

from datetime import datetime

from publishing.conftest import CONFIG, Rehearsal

REPOSITORY = "example-org/mta-sts.example.com"
HOSTS = ("mx1.example.com", "mx2.example.com")


def begin(rehearsal: Rehearsal) -> None:
    rehearsal.world.add_mail_domain("example.com", HOSTS)
    rehearsal.write_config(CONFIG + "    # kept\n")
    assert rehearsal.publish().returncode == 0


def test_the_first_days_are_waited_for(rehearsal: Rehearsal) -> None:
    begin(rehearsal)
    done = rehearsal.run("promote")
    assert done.returncode == 6
    assert "not yet" in done.stdout
    (told,) = rehearsal.ask("promote")["domains"]
    assert (told["verdict"], told["edit"]) == ("not-yet", None)
    (reason,) = told["reasons"]
    assert reason["code"] == "too-new"
    assert (datetime.fromisoformat(reason["until"]) - datetime.now().astimezone()).days == 13


def test_after_two_weeks_the_config_is_edited(rehearsal: Rehearsal) -> None:
    begin(rehearsal)
    rehearsal.age_newest_commit(REPOSITORY, "480 hours")
    before = rehearsal.config.read_text()
    (checked,) = rehearsal.ask("check")["domains"]
    assert checked["due"]["command"] == "mtasts-pages promote example.com --write"
    assert checked["due"]["not_before"] is None
    shown = rehearsal.run("promote")
    assert shown.returncode == 0, shown.stderr
    assert "ready: mode enforce, max_age 1d" in shown.stdout
    assert "+    mode: enforce" in shown.stdout
    assert rehearsal.config.read_text() == before
    document = rehearsal.ask("promote", "--write")
    assert document["written"]
    assert document["summary"]["ready"] == 1
    edited = before.replace("    mx: [mx1", "    mode: enforce\n    max_age: 1d\n    mx: [mx1")
    assert rehearsal.config.read_text() == edited
    again = rehearsal.run("promote")
    assert again.returncode == 6
    assert "run `mtasts-pages publish` [not-published]" in again.stdout


def test_a_backup_host_that_would_get_no_mail_blocks(rehearsal: Rehearsal) -> None:
    begin(rehearsal)
    rehearsal.age_newest_commit(REPOSITORY, "480 hours")
    rehearsal.world.names.paste(
        "example.com. 300 IN MX 99 mx9.elsewhere.example.\n"
        "mx9.elsewhere.example. 300 IN A 127.0.0.1\n"
    )
    done = rehearsal.run("promote", "--write")
    assert done.returncode == 5
    assert "`mx9.elsewhere.example` takes mail for `example.com`" in done.stdout
    assert "enforce" not in rehearsal.config.read_text()
