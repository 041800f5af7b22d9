"""dnscontrol files, run as JavaScript with stand-ins for dnscontrol's functions."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from dns_formats.records import Held, fleet, hostile, program, reasons, standing, status, zone_of
from hypothesis import given, settings
from hypothesis import strategies as st

from mtasts_pages.dns import RecordState, format_dnscontrol

STAND_INS = Path(__file__).with_name("dnscontrol_stand_ins.js")


def run(texts: Sequence[str]) -> list[Held]:
    """Return what dnscontrol would put into the DNS for each of *texts*."""
    done = subprocess.run(
        [program("node"), str(STAND_INS)],
        input=json.dumps(texts),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    worlds = []
    for line in done.stdout.splitlines():
        held: Held = {}
        for record in json.loads(line):
            assert record["ttl"] == 3600
            held[f"{record['name']}.{record['zone']}.", record["type"]] = record["value"]
        worlds.append(held)
    return worlds


def test_javascript_calls_exactly_what_should_stand() -> None:
    zones = fleet()
    assert run([format_dnscontrol(zones)]) == [standing(zones)]


def test_no_comma_stands_behind_the_last_argument() -> None:
    """The JavaScript of dnscontrol is older than that."""
    code = re.sub(r"//.*", "", format_dnscontrol(fleet()))
    assert re.search(r",\s*\)", code) is None


def test_a_record_on_hold_leaves_the_one_that_is_there() -> None:
    held = status("v=STSv1; id=new", RecordState.HOLD, "Hold it back.", ("v=STSv1; id=old",))
    (found,) = run([format_dnscontrol(zone_of(held))])
    assert found == {("_mta-sts.example.com.", "TXT"): "v=STSv1; id=old"}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(hostile, reasons), min_size=20, max_size=40))
def test_no_value_and_no_reason_says_more_than_itself(pairs: list[tuple[str, str]]) -> None:
    written = [
        format_dnscontrol(zone_of(status(value, state, reason)))
        for value, reason in pairs
        for state in (RecordState.MISSING, RecordState.HOLD)
    ]
    found = run(written)
    for number, (value, _) in enumerate(pairs):
        ascii_value = value.encode("ascii", "backslashreplace").decode()
        assert found[2 * number] == {("_mta-sts.example.com.", "TXT"): ascii_value}
        assert found[2 * number + 1] == {}
