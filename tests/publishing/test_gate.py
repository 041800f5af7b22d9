"""An enforced policy that would stop mail is not published by accident."""

from __future__ import annotations

from publishing.conftest import CONFIG, Rehearsal

HOSTS = ("mx1.example.com", "mx2.example.com")
ENFORCED = CONFIG + "    mode: enforce\n"
STRANGER = (
    "example.com. 300 IN MX 99 mx9.elsewhere.example.\nmx9.elsewhere.example. 300 IN A 127.0.0.1\n"
)


def test_what_would_stop_mail_needs_its_name(rehearsal: Rehearsal) -> None:
    rehearsal.world.add_mail_domain("example.com", HOSTS)
    assert rehearsal.publish().returncode == 0
    rehearsal.world.names.paste(STRANGER)
    rehearsal.write_config(ENFORCED)
    writes = rehearsal.writes()
    refused = rehearsal.run("publish")
    assert refused.returncode == 2
    assert "does not cover `mx9.elsewhere.example`" in refused.stderr
    assert "if it is meant, run the command with --allow mx-not-covered" in refused.stderr
    assert rehearsal.run("publish", "--allow", "lose-mx").returncode == 2
    assert rehearsal.writes() == writes
    (risk,) = rehearsal.ask("plan")["risks"]
    assert (risk["name"], risk["domains"]) == ("mx-not-covered", ["example.com"])
    assert "needs --allow mx-not-covered" in rehearsal.run("plan").stdout
    assert rehearsal.publish("--allow", "mx-not-covered").returncode == 0
    assert rehearsal.run("publish").returncode == 0, "what binds already does not ask again"


def test_a_good_one_is_published_unasked(rehearsal: Rehearsal) -> None:
    rehearsal.world.add_mail_domain("example.com", HOSTS)
    rehearsal.write_config(ENFORCED)
    assert rehearsal.publish().returncode == 0
