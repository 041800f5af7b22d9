"""The fields of a policy: mode, durations and reporting addresses.

Each value has a reader, which explains what it refuses, and a JSON Schema, for editors; tests
hold the two together on generated documents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from mtasts_pages.config.keys.value import (
    DOMAIN_FIELD,
    PATTERN_END,
    describe,
    refuse_other_fields,
    require_text,
)
from mtasts_pages.config.problems import BadValueError, Beyond
from mtasts_pages.durations import (
    DURATION_PATTERN,
    HOUR,
    WEEK,
    format_duration,
    guess_duration,
    parse_duration,
    ungroup,
)
from mtasts_pages.standards.mtasts import MAX_AGE_LIMIT, Mode
from mtasts_pages.standards.reading import TlsReportingError, parse_rua
from mtasts_pages.text import find_nearest, join_words, quote

DEFAULT_MAX_AGE: Final = WEEK

TTL_LIMIT: Final = 2_147_483_647
"""Seconds; RFC 2181, section 8: the largest TTL."""


def _schema_of_seconds(limit: int) -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": limit},
            {"type": "string", "pattern": rf"^(?:[0-9]{{1,10}}|(?=.){DURATION_PATTERN})$"},
        ]
    }


MODE_SCHEMA: Final = {"enum": [mode.value for mode in Mode]}
MAX_AGE_SCHEMA: Final = _schema_of_seconds(MAX_AGE_LIMIT)
TTL_SCHEMA: Final = _schema_of_seconds(TTL_LIMIT)
RUA_SCHEMA: Final = {
    "type": "string",
    "pattern": r"^(?:[Mm][Aa][Ii][Ll][Tt][Oo]|[Hh][Tt][Tt][Pp][Ss]):(?:[^{}]|\{domain\})*"
    + PATTERN_END,
}

_STAND_IN = "policy-domain.example"  # for `{domain}`, while a template is checked by itself
_LONGEST_DOMAIN = f"{'stand-in-'.ljust(47, 'x')}.example"  # 55 characters, see `names`

_MODES = {mode.value: mode for mode in Mode}
_MONTHS_OR_MINUTES = re.compile(r"([0-9]{1,6})\s*M", re.ASCII)
_NEXT_RUA = re.compile(r"[,;\s]\s*(?:mailto|https?):", re.IGNORECASE)


def read_mode(value: object) -> Mode:
    """Return the mode that *value* names."""
    known = f"modes are {join_words(list(_MODES))}"
    if isinstance(value, str) and value in _MODES:
        return _MODES[value]
    if value is None or value is False:
        message = "`mode` has no value" if value is None else "`false` is not a mode"
        raise BadValueError(message, f"{known}; for no policy, write the word `none`")
    if not isinstance(value, str):
        text = quote(describe(value)) if isinstance(value, bool | int | float) else "this"
        raise BadValueError(f"{text} is not a mode", known)
    near = guess_mode(value)
    hint = f"did you mean `{near}`? {known.capitalize()}" if near else known
    raise BadValueError(f"{quote(value)} is not a mode", hint)


def guess_mode(value: object) -> Mode | None:
    """Return the mode that *value* may be meant to name, if any."""
    if value is None or value is False:
        return Mode.NONE
    near = find_nearest(value.strip(), _MODES) if isinstance(value, str) else None
    return _MODES[near] if near else None


def read_max_age(value: object) -> int:
    """Return the seconds of a max_age (RFC 8461, section 3.2): a number, or a duration.

    Zero is allowed, as it is there, so that the policy of any sender's liking can be taken over.
    """
    return _read_seconds(value, "max_age", MAX_AGE_LIMIT)


def read_ttl(value: object) -> int:
    """Return the seconds of a TTL: a number, or a duration."""
    return _read_seconds(value, "ttl", TTL_LIMIT)


def read_rua(value: object) -> str:
    """Return a reporting address, with ``{domain}`` where the policy domain goes."""
    text = require_text(value, "a reporting address", "mailto:tls-reports@{domain}")
    if text.lower() in {"none", "no", "off", "false"}:
        raise BadValueError(
            f"{quote(text)} is not a reporting address", "for no reports, write `null`"
        )
    refuse_other_fields(text)
    if _NEXT_RUA.search(text):
        parts = ", ".join(part for part in re.split(r"[,;\s]+", text) if part)
        hint = f"write a list: {quote('[' + parts + ']')}"
        raise BadValueError(f"{quote(text)} contains several addresses", hint)
    try:
        fill_rua(text, _STAND_IN)
    except BadValueError as error:
        message = error.message.replace(_STAND_IN, DOMAIN_FIELD)
        hint = (error.hint or "").replace(_STAND_IN, DOMAIN_FIELD)
        raise BadValueError(message, hint, error.beyond) from error
    return text


def fill_rua(template: str, domain: str) -> str:
    """Return the rua URI that *template* gives for *domain*, ready for the record.

    Raises:
        BadValueError: It is not a rua (RFC 8460, section 3).

    """
    parsed = _parse_for_longest_domain(template)
    if parsed is not None:
        return parsed.replace(_LONGEST_DOMAIN, domain)
    try:
        return parse_rua(template.replace(DOMAIN_FIELD, domain))
    except TlsReportingError as error:
        hint = error.hint or "write `mailto:` and an address, or an `https:` URL"
        scheme_known = template.lower().startswith(("mailto:", "https:"))
        raise BadValueError(error.message, hint, Beyond.RUA if scheme_known else None) from error


@lru_cache
def _parse_for_longest_domain(template: str) -> str | None:
    """Return the rua for a stand-in of the greatest length, when that is one.

    Then it is one for every domain, whose characters mean themselves in a URI; so a fleet of
    thousands needs each template parsed once.
    """
    try:
        return parse_rua(template.replace(DOMAIN_FIELD, _LONGEST_DOMAIN))
    except TlsReportingError:
        return None


def _read_seconds(value: object, key: str, limit: int) -> int:
    seconds = _parse_seconds(value, key)
    if seconds < 0:
        raise BadValueError(f"{key} cannot be negative", "write `1d`, `1w` or more")
    if seconds > limit:
        raise BadValueError(
            f"{quote(describe(value))} is too long for {key}",
            f"the limit is {limit} seconds, about {limit // WEEK}w",
            Beyond.DURATION if isinstance(value, str) else None,
        )
    return seconds


def _parse_seconds(value: object, key: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)  # JSON Schema takes 604800.0 for an integer too
    hint = "write seconds, or a duration such as `1d`, `1w` or `4w`"
    if value is None:
        raise BadValueError(f"`{key}` has no value", hint)
    if not isinstance(value, str):
        shown = quote(describe(value)) if isinstance(value, bool | float) else "this"
        raise BadValueError(f"{shown} is not a duration", hint)
    try:
        return parse_duration(value)
    except ValueError:
        raise BadValueError(*_explain_duration(value, hint)) from None


def _explain_duration(text: str, hint: str) -> tuple[str, str]:
    stripped = text.strip()
    plain = ungroup(stripped)
    if plain is not None:
        meant = f"write `{plain}`"
        if plain % HOUR == 0:
            meant += f" or `{format_duration(plain)}`"
        return f"{quote(text)} holds a thousands separator", meant
    seconds, unclear = guess_duration(stripped), _MONTHS_OR_MINUTES.fullmatch(stripped)
    if seconds is not None:
        hint = f"write `{format_duration(seconds)}`"
    elif unclear:
        count = int(unclear[1])
        hint = f"write `{30 * count}d` for months, `{count}m` for minutes"
    return f"{quote(text)} is not a duration", hint
