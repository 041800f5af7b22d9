"""Zone files, loaded by BIND's and Knot's own checkers."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import dns.zone
import pytest
from dns_formats.records import RUAS, fleet, program, standing

from mtasts_pages.dns import RecordState, RecordStatus, Zone, format_zone

HEAD = """\
$TTL 300
@ IN SOA ns1.{zone}. hostmaster.{zone}. 1 3600 600 86400 60
@ IN NS ns1.{zone}.
ns1.{zone}. IN A 192.0.2.1
$INCLUDE {include}
"""


@pytest.fixture(params=["named-checkzone", "kzonecheck"])
def check(request: pytest.FixtureRequest) -> Callable[[str, Path], str]:
    """Return what loads a zone file as a name server would, and what it says of it."""
    found = program(request.param)

    def run(zone: str, path: Path) -> str:
        if request.param == "kzonecheck":
            arguments = ["-o", zone, "-v", str(path)]
        else:
            arguments = ["-i", "local", zone, str(path)]
        done = subprocess.run(
            [found, *arguments], check=False, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def write(folder: Path, zone: Zone) -> Path:
    """Write a zone file that takes in what `dns` prints."""
    printed = folder / "printed.zone"
    printed.write_text(format_zone([entry.status for entry in zone.entries]))
    path = folder / f"{zone.name}.zone"
    path.write_text(HEAD.format(zone=zone.name, include=printed))
    return path


@pytest.mark.parametrize("number", [0, 1])
def test_a_name_server_loads_what_is_printed(
    check: Callable[[str, Path], str], tmp_path: Path, number: int
) -> None:
    zone = fleet()[number]
    said = check(zone.name, write(tmp_path, zone))
    assert "ignoring" not in said
    assert "warning" not in said.lower()


def test_bind_reads_the_values_that_were_meant(tmp_path: Path) -> None:
    """What named would serve, written out by its own tool."""
    zone = fleet()[0]
    dumped = tmp_path / "dumped.zone"
    path = write(tmp_path, zone)
    subprocess.run(
        [program("named-checkzone"), "-i", "local", "-D", "-o", dumped, zone.name, path],
        check=True,
        capture_output=True,
        timeout=30,
    )
    served = dns.zone.from_file(str(dumped), zone.name, relativize=False)
    for (name, kind), value in standing([zone]).items():
        (record,) = served.get_rdataset(name, kind)
        if kind == "TXT":
            assert b"".join(record.strings).decode() == value
            assert all(len(string) <= 255 for string in record.strings)
        else:
            assert record.to_text() == value
    assert ",".join(RUAS) in "".join(standing([zone]).values())


def test_what_is_delegated_to_somebody_else_is_commented_out() -> None:
    record = fleet()[0].entries[1].status.record
    delegated = RecordStatus(record, RecordState.DIFFERENT, "A CNAME.", delegated_to="p.example")
    assert all(line.startswith(";") for line in format_zone([delegated]).splitlines())
