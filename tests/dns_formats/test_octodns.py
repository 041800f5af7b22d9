"""octoDNS files, loaded by octoDNS itself."""

import logging
import re
from pathlib import Path

import pytest
from dns_formats.records import Held, fleet, hostile, reasons, standing, status, zone_of
from hypothesis import given
from hypothesis import strategies as st
from octodns.provider.yaml import YamlProvider
from octodns.yaml import safe_load
from octodns.zone import Zone as OctoZone

from mtasts_pages.dns import RecordState, Zone, format_octodns, place_records

logging.getLogger("octodns").setLevel(logging.CRITICAL)
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


def load(text: str, folder: Path) -> Held:
    """Return what octoDNS would put into the DNS: every document in the file it names."""
    held: Held = {}
    for document in re.split(r"^---\n", text, flags=re.MULTILINE)[1:]:
        file = re.match(r"# Zone \S+: for the file (\S+)\n", document)
        assert file is not None
        zone = file[1].removesuffix(".yaml")
        (folder / file[1]).write_text(f"---\n{document}", encoding="utf-8")
        found = OctoZone(f"{zone}.", [])
        YamlProvider("config", str(folder), escaped_semicolons=True).populate(found)
        for record in found.records:
            values = getattr(record, "values", None) or [record.value]
            assert len(values) == 1
            held[record.fqdn, record._type] = values[0].replace("\\;", ";")
        (folder / file[1]).unlink()
    return held


def test_octodns_loads_exactly_what_should_stand(tmp_path: Path) -> None:
    zones = fleet()
    held = load(format_octodns(zones), tmp_path)
    assert held == standing(zones)
    assert ("_mta-sts.shop.example.com.", "TXT") in held
    assert ("_mta-sts.example.net.", "TXT") not in held


def test_a_record_on_hold_leaves_the_one_that_is_there(tmp_path: Path) -> None:
    """A file names all that stands; what it does not name, octoDNS removes."""
    held = status("v=STSv1; id=new", RecordState.HOLD, "Hold it back.", ("v=STSv1; id=old",))
    written = format_octodns(zone_of(held))
    assert load(written, tmp_path) == {("_mta-sts.example.com.", "TXT"): "v=STSv1; id=old"}
    assert "stays" in written


@given(value=hostile, reason=reasons)
def test_no_value_and_no_reason_says_more_than_itself(
    tmp_path_factory: pytest.TempPathFactory, value: str, reason: str
) -> None:
    folder = tmp_path_factory.mktemp("octodns")
    held = load(format_octodns(zone_of(status(value, reason=reason))), folder)
    ascii_value = value.encode("ascii", "backslashreplace").decode()
    assert held in ({}, {("_mta-sts.example.com.", "TXT"): ascii_value})
    speakable = ascii_value and not re.search(r'" "|\\|"', ascii_value)
    assert held or not speakable
    on_hold = status(value, RecordState.HOLD, reason)
    assert load(format_octodns(zone_of(on_hold)), folder) == {}


@given(st.lists(labels, min_size=2, max_size=8, unique=True))
def test_names_are_sorted_as_octodns_demands(names: list[str]) -> None:
    records = [
        (f"{name}.example.com", [status("v=STSv1; id=1", name=f"{name}.example.com.")])
        for name in names
    ]
    zones: tuple[Zone, ...] = place_records(records, ["example.com"])
    assert set(safe_load(format_octodns(zones), enforce_order=True)) == set(names)
