"""When a certificate should have been renewed."""

from datetime import UTC, datetime, timedelta

import pytest

from mtasts_pages.checks.certificates import is_ending
from mtasts_pages.state import Certificate

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lifetime", "notice"),
    [
        (timedelta(days=398), timedelta(days=14)),
        (timedelta(days=90), timedelta(days=14)),
        (timedelta(days=64), timedelta(days=12.8)),
        (timedelta(days=45), timedelta(days=9)),
        (timedelta(hours=160), timedelta(hours=32)),
        (None, timedelta(days=14)),
    ],
)
def test_the_notice_is_a_fifth_of_the_lifetime_at_most_two_weeks(
    lifetime: timedelta | None, notice: timedelta
) -> None:
    for left, ending in ((notice, False), (notice - timedelta(seconds=1), True)):
        expires = NOW + left
        begins = None if lifetime is None else expires - lifetime
        assert is_ending(Certificate(expires, begins), NOW) is ending
