"""The formats, read back by dnspython's parser of master files."""

import json
from importlib.resources import files

import dns.rdatatype
import dns.rrset
import dns.zone
import dns.zonefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_domain

from mtasts_pages.dns import (
    Purpose,
    Record,
    RecordState,
    RecordStatus,
    describe_records,
    format_record,
    format_zone,
)
from mtasts_pages.dns.formats import FORMATS, zone_value
from mtasts_pages.dns.formats.listing import format_row, format_status

POLICY_ID = "2026112312000048d2a7c19f0b"

texts = st.text(st.characters(max_codepoint=127), max_size=700) | st.sampled_from(
    ('"', "\\", ";", '\\"', "a" * 255, "a" * 256, '"' * 255 + "\\" * 256, "\\000", " ", "", "\n;x")
)
reasons = st.text(max_size=60) | st.sampled_from(
    ("a\nb. 1 IN A 192.0.2.1", "\r\n_mta-sts.example.com. IN TXT x", "\v", "\u2028", "\x85")
)


def test_every_format_is_in_the_table() -> None:
    modules = [each for each in files("mtasts_pages.dns.formats").iterdir() if each.is_file()]
    named = {each.name.removesuffix(".py"): each.read_text() for each in modules}
    written = {name for name, text in named.items() if f"def format_{name}(" in text}
    assert written | {"zone"} == set(FORMATS)


def read(text: str) -> list[dns.rrset.RRset]:
    """Return what somebody publishes who pastes *text* into a zone."""
    return dns.zonefile.read_rrsets(text, rdclass=None)


def joined(rrset: dns.rrset.RRset) -> list[bytes]:
    return [b"".join(record.strings) for record in rrset]


def status(value: str | None, state: RecordState, reason: str = "") -> RecordStatus:
    name = "_mta-sts.example.com."
    return RecordStatus(Record(name, "TXT", 3600, value, Purpose.POLICY_RECORD), state, reason)


def statuses(state: RecordState = RecordState.MISSING) -> list[RecordStatus]:
    records = describe_records(make_domain(), "example-org", POLICY_ID)
    return [RecordStatus(record, state) for record in records]


@given(texts)
def test_a_txt_value_is_read_back_from_the_zone_as_it_was(text: str) -> None:
    written = format_zone([status(text, RecordState.MISSING)])
    (rrset,) = read(written)
    assert joined(rrset) == [text.encode()]
    assert (rrset.name.to_text(), rrset.ttl, rrset.rdtype) == (
        "_mta-sts.example.com.",
        3600,
        dns.rdatatype.TXT,
    )
    assert all(len(string) <= 255 for string in rrset[0].strings)


@given(texts)
def test_one_record_is_one_line_that_is_read_back(text: str) -> None:
    line = format_record(status(text, RecordState.MISSING).record)
    assert len(line.splitlines()) == 1
    (rrset,) = read(line)
    assert joined(rrset) == [text.encode()]


@given(texts)
def test_a_value_holds_only_printable_ascii(text: str) -> None:
    assert zone_value("TXT", text).isascii()
    assert zone_value("TXT", text).isprintable()


@given(texts, reasons)
def test_a_record_on_hold_publishes_nothing_when_it_is_pasted(text: str, reason: str) -> None:
    written = format_zone([status(text, RecordState.HOLD, reason)])
    assert read(written) == []
    assert all(line.startswith(";") for line in written.splitlines())


@given(reasons)
def test_a_reason_adds_no_record(reason: str) -> None:
    """A reason may quote what a server answered."""
    (rrset,) = read(format_zone([status("v=STSv1; id=1", RecordState.MISSING, reason)]))
    assert joined(rrset) == [b"v=STSv1; id=1"]


def test_taking_the_mark_off_a_held_record_gives_the_record() -> None:
    written = format_zone([status("v=STSv1; id=1", RecordState.HOLD, "Hold it back.")])
    held = written.splitlines()[-1]
    assert held.startswith(";_mta-sts")
    (rrset,) = read(held[1:])
    assert joined(rrset) == [b"v=STSv1; id=1"]


def test_a_record_whose_value_is_not_known_is_a_comment() -> None:
    assert read(format_zone([status(None, RecordState.UNKNOWN)])) == []


def test_the_zone_holds_exactly_the_known_records() -> None:
    zone = dns.zone.from_text(format_zone(statuses()), origin="example.com.", check_origin=False)
    known = [each.record for each in statuses() if each.record.value is not None]
    assert len(list(zone.iterate_rdatas())) == len(known)
    for record in known:
        found = zone.get_rdataset(record.name, record.type)
        assert found is not None
        assert found.ttl == record.ttl
    cname = zone.get_rdataset("mta-sts.example.com.", "CNAME")
    assert cname is not None
    assert cname[0].to_text(origin=zone.origin) == "example-org.github.io."


def test_the_zone_is_annotated_and_aligned() -> None:
    found = statuses()
    found[1] = RecordStatus(found[1].record, RecordState.HOLD, "Hold it back: status 404.")
    assert format_zone(found) == (
        "; Points the policy host at GitHub Pages.\n"
        "mta-sts.example.com.    3600 IN CNAME example-org.github.io.\n"
        "; Tells senders that a policy exists.\n"
        "; Hold it back: status 404.\n"
        ';_mta-sts.example.com.  3600 IN TXT   "v=STSv1; id=2026112312000048d2a7c19f0b"\n'
        "; Asks senders to report failures. Without it, testing mode tells you nothing.\n"
        '_smtp._tls.example.com. 3600 IN TXT   "v=TLSRPTv1; rua=mailto:tls-reports@example.com"\n'
        "; Advice: keeps others from taking the policy host over.\n"
        "; GitHub shows its value at Settings, Pages, Add a domain:\n"
        "; _github-pages-challenge-example-org.example.com. 3600 IN TXT\n"
    )


def test_no_records_are_no_text() -> None:
    assert format_zone([]) == ""


def test_the_table_names_records_within_the_zone_and_in_full() -> None:
    assert [format_row(each, "example.com") for each in statuses()] == [
        (
            *("missing", "mta-sts", "mta-sts.example.com.", "CNAME", "3600"),
            *("example-org.github.io.",),
        ),
        (
            *("missing", "_mta-sts", "_mta-sts.example.com.", "TXT", "3600"),
            *(f"v=STSv1; id={POLICY_ID}",),
        ),
        (
            *("missing", "_smtp._tls", "_smtp._tls.example.com.", "TXT", "3600"),
            *("v=TLSRPTv1; rua=mailto:tls-reports@example.com",),
        ),
        (
            *("missing", "_github-pages-challenge-example-org"),
            *("_github-pages-challenge-example-org.example.com.", "TXT", "3600"),
            *("(shown by GitHub)",),
        ),
    ]


def test_the_table_of_another_zone_leaves_names_whole() -> None:
    assert {row[1] for row in [format_row(each, "xample.com") for each in statuses()]} == {
        each.record.name for each in statuses()
    }


@pytest.mark.parametrize("state", RecordState)
def test_the_json_form_has_every_key_of_the_promise(state: RecordState) -> None:
    one = RecordStatus(statuses()[1].record, state, "why", ("v=STSv1; id=old",))
    (record,) = [json.loads(json.dumps(format_status(one)))]
    assert record == {
        "name": "_mta-sts.example.com.",
        "type": "TXT",
        "ttl": 3600,
        "value": f"v=STSv1; id={POLICY_ID}",
        "purpose": "policy-record",
        "state": state.value,
        "reason": "why",
        "found": ["v=STSv1; id=old"],
    }
    assert state.value in {"present", "missing", "different", "hold", "unknown"}
