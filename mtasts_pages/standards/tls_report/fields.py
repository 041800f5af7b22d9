"""The fields of a TLS report, each taken as it was meant, with a note of what is odd."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from mtasts_pages.standards.tls_report.values import Oddity

TEXT_LIMIT = 1_000
"""Characters of a field that are kept."""

LIST_LIMIT = 1_000
"""Items of one list that are read."""

COUNT_LIMIT = 10**12
"""Sessions; a larger count is no count."""

Odd = set[Oddity]
Object = dict[str, Any]

_LONGEST_RANGE = timedelta(days=8)
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


def read_text(source: Object, name: str, odd: Odd, *aliases: str) -> str | None:
    """Return the text at *name*, or under another name that senders give it; ``None`` for none."""
    value = source.get(name)
    if value is None:
        for alias in aliases:
            value = source.get(alias)
            if value is not None:
                odd.add(Oddity.FIELD_ALIAS)
                break
    if value is None:
        return None
    if not isinstance(value, str):
        if isinstance(value, dict | list | bool):
            return None
        value = str(value)
    value = value[:TEXT_LIMIT].strip()
    if not value:
        odd.add(Oddity.EMPTY_FIELD)
        return None
    return str(value)


def read_host(text: str | None) -> str | None:
    """Return a host name in lower case, without a final dot."""
    return None if text is None else text.lower().rstrip(".") or None


def read_count(source: Object, name: str, odd: Odd) -> int:
    """Return the number of sessions at *name*; 0 where there is none that can be used."""
    value = source.get(name)
    if type(value) is int and 0 <= value <= COUNT_LIMIT:
        return value
    if value is None:
        odd.add(Oddity.COUNT_MISSING)
        return 0
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        odd.add(Oddity.COUNT_AS_TEXT)
        return int(value)
    if isinstance(value, float) and 0 <= value <= COUNT_LIMIT and value.is_integer():
        odd.add(Oddity.COUNT_AS_TEXT)
        return int(value)
    odd.add(Oddity.COUNT_UNUSABLE)
    return 0


def read_dates(date_range: object, odd: Odd) -> tuple[datetime, datetime] | None:
    """Return start and end in UTC; ``None`` where not even one of them can be read.

    A swapped range is put right. Of one over eight days only the start is believed.
    """
    source = date_range if isinstance(date_range, dict) else {}
    start = _read_date(source.get("start-datetime"), odd)
    end = _read_date(source.get("end-datetime"), odd)
    if start is None or end is None:
        odd.add(Oddity.DATE_MISSING)
        start = start or end
        return None if start is None else (start, start)
    if end < start:
        odd.add(Oddity.DATE_SWAPPED)
        start, end = end, start
    if end - start > _LONGEST_RANGE:
        odd.add(Oddity.DATE_BEYOND_DAY)
        end = start
    return start, end


def _read_date(value: object, odd: Odd) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip()[:40])
        if moment.tzinfo is None:
            odd.add(Oddity.DATE_WITHOUT_ZONE)
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_policy_string(value: object, odd: Odd) -> tuple[str, ...]:
    """Return the lines of a policy-string: a list, one text, or a text that is a JSON array."""
    if value is None:
        return ()
    if isinstance(value, str):
        odd.add(Oddity.POLICY_STRING_AS_TEXT)
        value = value.splitlines()
    lines = _keep_texts(value)
    if len(lines) == 1 and lines[0].startswith("["):
        try:
            inner = json.loads(lines[0])
        except (ValueError, RecursionError):
            return lines
        odd.add(Oddity.POLICY_STRING_AS_JSON)
        return _keep_texts(inner)
    return lines


def read_mx_hosts(value: object, odd: Odd) -> tuple[str, ...]:
    """Return the MX patterns of an mx-host, in lower case."""
    if value is None:
        return ()
    if isinstance(value, str):
        # RFC 8460 itself shows a string; its erratum 6241 makes it a list.
        odd.add(Oddity.MX_HOST_AS_TEXT)
        value = [value]
    hosts = []
    for text in _keep_texts(value):
        host = text.lower()
        if host.startswith("mx:"):
            odd.add(Oddity.MX_HOST_PREFIX)
            host = host[3:].strip()
        if host := host.rstrip("."):
            hosts.append(host)
    return tuple(hosts)


def _keep_texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    kept = (text[:TEXT_LIMIT].strip() for text in value[:LIST_LIMIT] if isinstance(text, str))
    return tuple(filter(None, kept))
