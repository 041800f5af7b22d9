import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.site import describes, make_policy_id
from mtasts_pages.site.policy_id import has_our_form
from mtasts_pages.standards import PolicyRecord

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

# Years whose four digits the C library writes alike everywhere, with room above.
moments = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis takes bounds without a zone
    datetime(9000, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-11))),
)
policy_ids = st.builds(make_policy_id, st.binary(), moments)


@given(st.binary(), st.binary(), moments)
def test_ids_of_one_moment_differ_exactly_when_the_bytes_differ(
    one: bytes, other: bytes, moment: datetime
) -> None:
    assert (make_policy_id(one, moment) == make_policy_id(other, moment)) == (one == other)


@given(st.binary(), st.binary(), moments)
def test_an_id_describes_exactly_the_bytes_that_it_was_made_for(
    one: bytes, other: bytes, moment: datetime
) -> None:
    assert describes(make_policy_id(one, moment), one)
    assert describes(make_policy_id(one, moment), other) == (one == other)


@given(st.binary(), moments, policy_ids)
def test_a_new_id_is_later_than_the_one_that_it_replaces(
    policy: bytes, moment: datetime, previous: str
) -> None:
    new = make_policy_id(policy, moment, previous)
    assert new[:14] > previous[:14]
    assert new >= make_policy_id(policy, moment)


@given(
    st.binary(), moments, st.none() | st.text(max_size=40) | st.from_regex(r"\d{14}[0-9a-f]{12}")
)
def test_every_id_is_one_that_a_policy_record_may_carry(
    policy: bytes, moment: datetime, previous: str | None
) -> None:
    new = make_policy_id(policy, moment, previous)
    assert PolicyRecord(new).id == new
    assert has_our_form(new)
    assert new != previous


def test_the_date_in_an_id_is_utc_whatever_the_zone_of_the_commit() -> None:
    west = NOON.astimezone(timezone(timedelta(hours=-11)))
    assert make_policy_id(b"", west) == make_policy_id(b"", NOON)
    assert make_policy_id(b"", west).startswith("20261123120000")


def test_two_changes_within_a_second_are_a_second_apart() -> None:
    first = make_policy_id(b"one", NOON)
    assert make_policy_id(b"two", NOON, first)[:14] == "20261123120001"
    later = make_policy_id(b"two", NOON + timedelta(minutes=1), first)
    assert later[:14] == "20261123120100"


@pytest.mark.parametrize(
    "previous",
    [
        "20260230120000" + "0" * 12,  # the 30th of February
        "99991231235959" + "0" * 12,  # nothing comes after it
        "20991231235959",  # a date, but somebody else's form
        "20991231235959" + "A" * 12,
        "",
    ],
)
def test_an_id_of_somebody_else_does_not_date_ours(previous: str) -> None:
    assert make_policy_id(b"", NOON, previous) == make_policy_id(b"", NOON)


@pytest.mark.parametrize(
    "policy_id",
    ["", "20261123", "2026112312000048D2A7C19F0B", "x2026112312000048d2a7c19f0b", "\n" * 26],
)
def test_other_forms_describe_nothing(policy_id: str) -> None:
    assert not has_our_form(policy_id)
    assert not describes(policy_id, b"")


def test_an_id_has_the_documented_form() -> None:
    assert re.fullmatch(r"20261123120000[0-9a-f]{12}", make_policy_id(b"policy", NOON))
