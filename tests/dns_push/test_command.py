"""`mtasts-pages dns push`, against BIND and Knot DNS."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from dns_push.conftest import ON_KNOT
from dns_push.name_servers import KEY, SECRET, Server, write_key
from publishing.conftest import Rehearsal

from mtasts_pages.dns import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    RecordUpdate,
    plan_update,
)
from mtasts_pages.rollout.records.push import SendingOutcome, send_records
from mtasts_pages.world.dns.name_server import NameServer
from mtasts_pages.world.dns.update_refusals import RecordChangedError

HOST = "mta-sts.example.com"
POLICY = "_mta-sts.example.com"
REPORTS = "_smtp._tls.example.com"
CONFIG = """\
github:
  owner: example-org
defaults:
  tls_reports: mailto:tls-reports@{domain}
domains:
  example.com: {mx: [mx1.example.com]}
  shop.example.com: {mx: [mx1.example.com]}
  example.net: {mx: [mx1.example.com]}
"""


@pytest.fixture
def push(home: Rehearsal, server: Server) -> tuple[str, ...]:
    """Return the command, for a fleet whose repositories stand and await their records."""
    home.write_config(CONFIG)
    assert home.run("publish").returncode == 6
    return ("dns", "push", "--server", server.name, "--key-file", str(server.key_file))


def test_what_may_stand_is_sent_and_what_may_not_is_held(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    document = home.ask(*push)
    assert document["schema"] == "mtasts-pages/dns-push@1"
    assert document["summary"] == {
        "sent": 6,
        "planned": 0,
        "unchanged": 0,
        "held": 3,
        "failed": 0,
    }
    (first, *_) = document["domains"]
    assert first["domain"] == "example.com"
    host, policy, reports = first["records"]
    assert host == {
        "name": f"{HOST}.",
        "type": "CNAME",
        "ttl": 3600,
        "value": "example-org.github.io.",
        "purpose": "policy-host",
        "zone": "example.com.",
        "outcome": "sent",
        "before": [],
        "reason": "",
        "error": None,
    }
    assert policy["outcome"] == "held"
    assert "Hold it back until the policy is served" in policy["reason"]
    assert reports["outcome"] == "sent"
    assert server.records(HOST, "CNAME") == ["example-org.github.io."]
    assert server.records(POLICY, "TXT") == []
    assert server.records("mta-sts.shop.example.com", "CNAME") == ["example-org.github.io."]
    assert server.records("_smtp._tls.example.net", "TXT") == [
        '"v=TLSRPTv1; rua=mailto:tls-reports@example.net"'
    ]


@ON_KNOT
def test_pushing_and_publishing_in_turn_ends_current(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    home.run(*push)
    home.run("publish", "--wait", "3s")
    done = home.run(*push)
    assert done.returncode == 0
    assert "3 sent, 0 planned, 6 unchanged, 0 held, 0 failed" in done.stdout
    assert home.run("publish", "--wait", "20s").returncode == 0
    again = home.ask(*push)
    assert again["summary"]["unchanged"] == 9
    assert all(text.startswith('"v=STSv1; id=') for text in server.records(POLICY, "TXT"))


@ON_KNOT
def test_a_dry_run_sends_nothing(home: Rehearsal, server: Server, push: tuple[str, ...]) -> None:
    document = home.ask(*push, "--dry-run")
    assert document["dry_run"] is True
    assert document["summary"]["planned"] == 6
    assert server.records(HOST, "CNAME") == []


@ON_KNOT
def test_only_the_named_domains_are_sent(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    done = home.run(*push, "example.net")
    assert done.returncode == 0
    assert server.records("mta-sts.example.net", "CNAME") == ["example-org.github.io."]
    assert server.records(HOST, "CNAME") == []


@ON_KNOT
def test_a_record_that_is_there_is_replaced_and_said_so(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    server.change(
        "example.com", old=(REPORTS, 60, "TXT", '"v=TLSRPTv1; rua=mailto:old@example.com"')
    )
    done = home.run(*push, "example.com")
    assert "instead of v=TLSRPTv1; rua=mailto:old@example.com" in done.stdout
    assert server.records(REPORTS, "TXT") == ['"v=TLSRPTv1; rua=mailto:tls-reports@example.com"']


@ON_KNOT
def test_a_delegated_record_is_left_alone(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    server.change("example.com", theirs=(REPORTS, 60, "CNAME", "tls.provider.example."))
    (domain,) = home.ask(*push, "example.com")["domains"]
    reports = domain["records"][2]
    assert reports["outcome"] == "held"
    assert "CNAME to tls.provider.example: somebody else publishes" in reports["reason"]
    assert server.records(REPORTS, "CNAME") == ["tls.provider.example."]


@pytest.mark.parametrize(
    ("kind", "data"), [("TXT", '"v=spf1 -all"'), ("CNAME", "lb.hosting.example.net.")]
)
def test_a_wildcard_is_in_no_records_way(
    home: Rehearsal, server: Server, push: tuple[str, ...], kind: str, data: str
) -> None:
    server.change("example.com", wild=("*.example.com", 300, kind, data))
    done = home.run(*push, "example.com")
    assert done.returncode == 0, done.stdout
    assert "2 sent, 0 planned, 0 unchanged, 1 held, 0 failed" in done.stdout
    assert server.records(HOST, "CNAME") == ["example-org.github.io."]
    assert server.records(REPORTS, "TXT") == ['"v=TLSRPTv1; rua=mailto:tls-reports@example.com"']


def test_a_record_that_another_run_wrote_meanwhile_is_there(client: NameServer) -> None:
    """Two runs plan the same records at once; the slower one finds them done."""
    statuses = [
        RecordStatus(record, RecordState.MISSING)
        for record in (
            Record(f"{HOST}.", "CNAME", 300, "example-org.github.io.", Purpose.POLICY_HOST),
            Record(f"{POLICY}.", "TXT", 300, "v=STSv1; id=1", Purpose.POLICY_RECORD),
        )
    ]

    class Overtaken:
        """The name server, where another run is faster by one step."""

        def __getattr__(self, name: str) -> object:
            return getattr(client, name)

        def update(self, zone: str, updates: Sequence[RecordUpdate]) -> None:
            if not client.read(f"{POLICY}.", "TXT"):
                client.update(zone, updates)
            client.update(zone, updates)

    sendings = send_records([("example.com", statuses)], cast("NameServer", Overtaken()))
    assert [each.outcome for each in sendings] == [SendingOutcome.UNCHANGED] * 2
    other = replace(statuses[1], record=replace(statuses[1].record, value="v=STSv1; id=2"))
    planned = plan_update(other.record, ())
    assert planned is not None
    with pytest.raises(RecordChangedError):  # another value is never overwritten
        client.update("example.com", [planned])


@ON_KNOT
def test_one_record_that_cannot_be_sent_does_not_stop_the_others_of_its_zone(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    server.change("example.com", host=(HOST, 60, "A", "192.0.2.1"))
    done = home.run(*push)
    assert done.returncode == 1
    assert "YXDOMAIN: the name already has other records" in done.stdout
    assert "5 sent, 0 planned, 0 unchanged, 3 held, 1 failed" in done.stdout
    assert server.records("mta-sts.shop.example.com", "CNAME") == ["example-org.github.io."]
    assert server.records(HOST, "A") == ["192.0.2.1"]


@ON_KNOT
def test_a_key_that_is_refused_ends_with_exit_code_4(
    home: Rehearsal, push: tuple[str, ...], tmp_path: Path
) -> None:
    stranger = write_key(tmp_path / "stranger.key", "stranger")
    done = home.run(*push[:4], "--key-file", str(stranger))
    assert done.returncode == 4
    assert "BADKEY" in done.stdout
    assert SECRET not in done.stdout + done.stderr


@ON_KNOT
def test_a_key_file_that_others_may_read_is_warned_of(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    server.key_file.chmod(0o644)
    done = home.run(*push, "-v")
    assert done.returncode == 0
    assert "others on this machine may read" in done.stderr
    assert SECRET not in done.stdout + done.stderr


@ON_KNOT
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--server", "not a host", "--key-file", "k"), "--server must be a host name"),
        (("--server", "127.0.0.1:99999", "--key-file", "k"), "--server must be a host name"),
        (("--server", "ns9.example.com", "--key-file", "{key}"), "has no address"),
        (("--server", "127.0.0.1"), "Missing option '--key-file'"),
        (("--key-file", "k"), "Missing option '--server'"),
    ],
)
def test_a_command_line_that_cannot_be_is_refused(
    home: Rehearsal, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    key = str(write_key(tmp_path / "some.key", KEY))
    done = home.run("dns", "push", *(each.format(key=key) for each in arguments))
    assert done.returncode == 2
    assert message in done.stderr


def test_the_document_of_a_failure_names_it(
    home: Rehearsal, server: Server, push: tuple[str, ...]
) -> None:
    home.write_config(CONFIG + "  locked.example: {mx: [mx1.example.com]}\n")
    assert home.run("publish").returncode == 6
    done = home.run(*push, "--json")
    document = json.loads(done.stdout)
    assert done.returncode in (1, 4)
    assert document["summary"]["failed"] == 2
    assert document["summary"]["sent"] == 6
    (locked,) = [each for each in document["domains"] if each["domain"] == "locked.example"]
    assert locked["records"][0]["error"].startswith(("REFUSED", "BADKEY"))
    assert server.records("mta-sts.locked.example", "CNAME") == []
