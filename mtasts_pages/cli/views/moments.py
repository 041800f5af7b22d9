"""Moments as people read them: in their own time zone, with UTC beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_FORM = "%Y-%m-%d %H:%M"


def format_moment(moment: datetime, zone: tzinfo | None = None) -> str:
    """Return *moment* in the operator's time zone, or in *zone*, with UTC where that differs.

    >>> format_moment(datetime(2026, 11, 23, 12, tzinfo=UTC), UTC)
    '2026-11-23 12:00 UTC'
    """
    local, world = moment.astimezone(zone), moment.astimezone(UTC)
    if local.utcoffset() == timedelta(0):
        return f"{world.strftime(_FORM)} UTC"
    same_day = local.date() == world.date()
    beside = world.strftime("%H:%M" if same_day else _FORM)
    return f"{local.strftime(_FORM)} {local.strftime('%z')} ({beside} UTC)"


def format_utc(moment: datetime) -> str:
    """Return *moment* for a column of a table whose head says UTC."""
    return moment.astimezone(UTC).strftime(_FORM)
