"""The policy id: a date to read, and a proof that record and policy belong together.

``YYYYMMDDHHMMSS`` (UTC, the time of the commit that brought in the policy)
followed by the first 12 hexadecimal digits of the SHA-256 of the policy file:
26 of the 32 letters and digits that RFC 8461, 3.1 allows.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

_FORM = re.compile(r"(\d{14})([0-9a-f]{12})", re.ASCII)
_TIME = "%Y%m%d%H%M%S"


def make_policy_id(policy_file: bytes, committed: datetime, previous: str | None = None) -> str:
    """Return a new id for *policy_file*, later than *previous*.

    Args:
        policy_file: The bytes that are served.
        committed: When the commit is made; any time zone.
        previous: The id that the new one replaces. When it claims a time that is not
            past, the new id is dated one second after it: a new id must differ
            (RFC 8461, 3.1), and two changes can fall into one second.

    >>> make_policy_id(b"version: STSv1", datetime(2026, 11, 23, 12, tzinfo=UTC))
    '202611231200002f0354d1a49d'
    """
    moment = committed.astimezone(UTC).replace(microsecond=0)
    match = _FORM.fullmatch(previous or "")
    if match:
        try:
            claimed = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
            moment = max(moment, claimed + timedelta(seconds=1))
        except (ValueError, OverflowError):
            pass  # fourteen digits that are no date: somebody else's id
    return moment.strftime(_TIME) + _digest(policy_file)


def has_our_form(policy_id: str) -> bool:
    """Return whether *policy_id* could have been made by :func:`make_policy_id`."""
    return _FORM.fullmatch(policy_id) is not None


def describes(policy_id: str, policy_file: bytes) -> bool:
    """Return whether *policy_id* has our form and was made for *policy_file*."""
    match = _FORM.fullmatch(policy_id)
    return match is not None and match[2] == _digest(policy_file)


def is_same_policy(one: str, other: str) -> bool:
    """Return whether both ids have our form and were made for the same policy file.

    >>> is_same_policy("20261123120000c81aa2d02a2f", "20261124000000c81aa2d02a2f")
    True
    """
    first, second = _FORM.fullmatch(one), _FORM.fullmatch(other)
    return first is not None and second is not None and first[2] == second[2]


def _digest(policy_file: bytes) -> str:
    return hashlib.sha256(policy_file).hexdigest()[:12]
