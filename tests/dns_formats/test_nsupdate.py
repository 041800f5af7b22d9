"""nsupdate scripts, fed to BIND's nsupdate against real name servers."""

import subprocess
from collections.abc import Iterator

import dns.rdata
import pytest
from dns_formats.records import Held, fleet, program, standing, status, zone_of
from dns_push.name_servers import PROGRAMS, Server, run_server

from mtasts_pages.dns import RecordState, format_nsupdate


@pytest.fixture(params=PROGRAMS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(request.param)
    with run_server(request.param, folder, {"example.com": "", "example.net": ""}) as running:
        yield running


def update(server: Server, script: str) -> subprocess.CompletedProcess[str]:
    where = f"server {server.address} {server.port}\n"
    return subprocess.run(
        [program("nsupdate"), "-v", "-k", str(server.key_file)],
        input=where + script,
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )


def held(server: Server, expected: Held) -> Held:
    """Return what the server has of *expected*."""
    found = {}
    for name, kind in expected:
        for text in server.records(name, kind):
            data = dns.rdata.from_text("IN", kind, text)
            found[name, kind] = b"".join(data.strings).decode() if kind == "TXT" else data.to_text()
    return found


def test_the_script_makes_exactly_what_should_stand(server: Server) -> None:
    zones = fleet()
    done = update(server, format_nsupdate(zones))
    assert done.returncode == 0, done.stderr
    assert held(server, standing(zones)) == standing(zones)
    assert server.records("_mta-sts.example.net.", "TXT") == []


def test_what_was_missing_and_is_there_now_is_not_overwritten(server: Server) -> None:
    name = "_mta-sts.example.com"
    server.change("example.com", theirs=(name, 300, "TXT", '"v=STSv1; id=theirs"'))
    done = update(server, format_nsupdate(zone_of(status("v=STSv1; id=1"))))
    assert done.returncode != 0
    assert "YXRRSET" in done.stderr
    assert server.records(name, "TXT") == ['"v=STSv1; id=theirs"']


@pytest.mark.parametrize("state", [RecordState.DIFFERENT, RecordState.UNKNOWN])
def test_a_record_takes_the_place_of_another(server: Server, state: RecordState) -> None:
    name = "_mta-sts.example.com"
    server.change("example.com", old=(name, 300, "TXT", '"v=STSv1; id=old"'))
    done = update(server, format_nsupdate(zone_of(status("v=STSv1; id=1", state))))
    assert done.returncode == 0, done.stderr
    assert server.records(name, "TXT") == ['"v=STSv1; id=1"']


def test_foreign_text_beside_a_missing_record_stays(server: Server) -> None:
    name = "_mta-sts.example.com"
    server.change("example.com", theirs=(name, 300, "TXT", '"v=spf1 -all"'))
    missing = status("v=STSv1; id=1", found=("v=spf1 -all",))
    assert update(server, format_nsupdate(zone_of(missing))).returncode == 0
    assert server.records(name, "TXT") == ['"v=STSv1; id=1"', '"v=spf1 -all"']


@pytest.mark.parametrize("state", [RecordState.PRESENT, RecordState.HOLD])
def test_nothing_is_sent_where_nothing_may_change(server: Server, state: RecordState) -> None:
    script = format_nsupdate(zone_of(status("v=STSv1; id=1", state)))
    assert "\nsend" not in script
    assert update(server, script).returncode == 0
    assert server.records("_mta-sts.example.com", "TXT") == []


@pytest.mark.parametrize(
    "value",
    [
        '" 1 IN A 192.0.2.1',
        "x\nupdate add evil.example.com. 1 A 192.0.2.1",
        "\\",
        ";x",
        "a" * 700,
        "\x00\x7f",
    ],
)
@pytest.mark.parametrize("reason", ["", "x\nupdate add evil.example.com. 1 A 192.0.2.1\nsend"])
def test_no_value_and_no_reason_says_more_than_itself(
    server: Server, value: str, reason: str
) -> None:
    done = update(server, format_nsupdate(zone_of(status(value, reason=reason))))
    assert done.returncode == 0, done.stderr
    expected = {("_mta-sts.example.com.", "TXT"): value}
    assert held(server, expected) == expected
    assert server.records("evil.example.com", "A") == []
