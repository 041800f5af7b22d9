"""`publish --dns-push` and `bootstrap --dns-push`: no hand on the keyboard."""

import json

import pytest
from dns_push.conftest import ON_KNOT
from dns_push.name_servers import SECRET, Server
from publishing.conftest import Rehearsal

POLICY = "_mta-sts.example.com"


def access(server: Server) -> tuple[str, ...]:
    return ("--dns-push", "--server", server.name, "--key-file", str(server.key_file))


def test_one_command_publishes_records_and_all(home: Rehearsal, server: Server) -> None:
    done = home.run("publish", "--wait", "60s", *access(server), "--json")
    assert done.returncode == 0, done.stderr
    (domain,) = json.loads(done.stdout)["domains"]
    assert domain["outcome"] == "current"
    assert server.records("mta-sts.example.com", "CNAME") == ["example-org.github.io."]
    assert server.records(POLICY, "TXT") == [f'"v=STSv1; id={domain["policy_id"]}"']
    assert "Create th" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


@ON_KNOT
def test_a_change_replaces_the_policy_record_after_the_policy_is_served(
    home: Rehearsal, server: Server
) -> None:
    home.run("publish", "--wait", "60s", *access(server))
    (before,) = server.records(POLICY, "TXT")
    home.write_config(home.config.read_text().replace("mx2.", "mx3."))
    done = home.run("publish", "--wait", "60s", *access(server))
    assert done.returncode == 0, done.stderr
    (after,) = server.records(POLICY, "TXT")
    assert after != before


@ON_KNOT
def test_bootstrap_needs_no_hand_on_the_keyboard(home: Rehearsal, server: Server) -> None:
    home.config.unlink()
    home.world.add_mail_domain("example.com", ["mx1.example.com"])
    done = home.run(
        *("bootstrap", "--owner", "example-org", "--wait", "60s"), *access(server), "example.com"
    )
    assert done.returncode == 0, done.stderr
    assert "1 current, 0 waiting, 0 failed" in done.stdout
    assert server.records(POLICY, "TXT")[0].startswith('"v=STSv1; id=')


@ON_KNOT
def test_without_patience_each_run_sends_what_is_open(home: Rehearsal, server: Server) -> None:
    done = home.run("publish", *access(server))
    assert done.returncode in (0, 6)
    assert server.records("mta-sts.example.com", "CNAME") == ["example-org.github.io."]
    assert "next: Create" not in done.stdout


@ON_KNOT
def test_a_zone_that_the_key_may_not_change_fails_alone(home: Rehearsal, server: Server) -> None:
    home.write_config(home.config.read_text() + "  locked.example: {mx: [mx1.example.com]}\n")
    done = home.run("publish", "--wait", "60s", *access(server), "--json")
    outcomes = {each["domain"]: each for each in json.loads(done.stdout)["domains"]}
    assert outcomes["example.com"]["outcome"] == "current"
    assert outcomes["locked.example"]["outcome"] == "failed"
    assert outcomes["locked.example"]["error"].startswith(("REFUSED", "BADKEY"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--dns-push",), "--dns-push needs --server"),
        (("--dns-push", "--server", "127.0.0.1"), "--dns-push needs --key-file"),
        (("--server", "127.0.0.1"), "are for --dns-push"),
        (("--key-file", "k"), "are for --dns-push"),
    ],
)
@pytest.mark.parametrize("command", ["publish", "bump"])
def test_half_an_access_is_refused(
    rehearsal: Rehearsal, command: str, arguments: tuple[str, ...], message: str
) -> None:
    done = rehearsal.run(command, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert rehearsal.writes() == []
