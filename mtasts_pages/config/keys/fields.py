"""The values of a policy's fields as the file has them: mode, durations, reporting addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mtasts_pages.config.keys.mistakes import Beyond, Mistake, describe, require_text
from mtasts_pages.config.words import find_nearest, join_words
from mtasts_pages.durations import format_duration, parse_duration
from mtasts_pages.standards.policy import MAX_AGE_LIMIT, Mode
from mtasts_pages.standards.tlsrpt import parse_rua
from mtasts_pages.text import quote

TTL_LIMIT: Final = 2_147_483_647
"""Seconds; RFC 2181, section 8: the largest TTL."""

DOMAIN_FIELD: Final = "{domain}"
"""What a template says for the policy domain."""

_STAND_IN = "policy-domain.example"  # for `{domain}`, while a template is checked by itself
_LONGEST_DOMAIN = f"{'stand-in-'.ljust(47, 'x')}.example"  # 55 characters, see `names`

_MODES = {mode.value: mode for mode in Mode}
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,.'_ ][0-9]{3}){1,3}", re.ASCII)
_WORDY = re.compile(
    r"([0-9]{1,6})\s*(w|d|h|m|s)(?:eeks?|ays?|ours?|rs?|inutes?|ins?|econds?|ecs?)?",
    re.ASCII | re.IGNORECASE,
)
_NEXT_RUA = re.compile(r"[,;\s]\s*(?:mailto|https?):", re.IGNORECASE)


def read_mode(value: object) -> Mode:
    """Return the mode that *value* names."""
    known = f"modes are {join_words(list(_MODES))}"
    if isinstance(value, str) and value in _MODES:
        return _MODES[value]
    if value is None or value is False:
        text = "`mode` has no value here" if value is None else "`false` is not a mode"
        raise Mistake(text, f"{known}; the mode `none` is written as a word")
    if not isinstance(value, str):
        text = quote(describe(value)) if isinstance(value, bool | int | float) else "this"
        raise Mistake(f"{text} is not a mode", known)
    near = guess_mode(value)
    hint = f"did you mean `{near}`? {known.capitalize()}" if near else known
    raise Mistake(f"{quote(value)} is not a mode", hint)


def guess_mode(value: object) -> Mode | None:
    """Return the mode that *value* may be meant to name, if any."""
    if value is None or value is False:
        return Mode.NONE
    near = find_nearest(value.strip(), _MODES) if isinstance(value, str) else None
    return _MODES[near] if near else None


def read_max_age(value: object) -> int:
    """Return the seconds of a max_age (RFC 8461, section 3.2): a number, or a duration.

    Zero is allowed, as it is there; so that a policy of any sender's liking can be taken over.
    """
    return _read_seconds(value, "max_age", MAX_AGE_LIMIT)


def read_ttl(value: object) -> int:
    """Return the seconds of a TTL: a number, or a duration."""
    return _read_seconds(value, "ttl", TTL_LIMIT)


def read_rua(value: object) -> str:
    """Return a reporting address, with ``{domain}`` where the policy domain belongs."""
    text = require_text(value, "a reporting address", "mailto:tls-reports@{domain}")
    if text.lower() in {"none", "no", "off", "false"}:
        raise Mistake(f"{quote(text)} is not a reporting address", "for no reports write `null`")
    refuse_other_braces(text)
    if _NEXT_RUA.search(text):
        parts = ", ".join(part for part in re.split(r"[,;\s]+", text) if part)
        raise Mistake(
            f"{quote(text)} holds several addresses", f"write a list: {quote('[' + parts + ']')}"
        )
    try:
        fill_rua(text, _STAND_IN)
    except Mistake as mistake:
        shown = (mistake.message, mistake.hint or "")
        message, hint = (said.replace(_STAND_IN, DOMAIN_FIELD) for said in shown)
        raise Mistake(message, hint, mistake.beyond) from mistake
    return text


def fill_rua(template: str, domain: str) -> str:
    """Return the rua URI that *template* gives for *domain*, ready for the record.

    Raises:
        Mistake: It is not a rua (RFC 8460, section 3).

    """
    parsed = _parse_for_longest_domain(template)
    if parsed is not None:
        return parsed.replace(_LONGEST_DOMAIN, domain)
    try:
        return parse_rua(template.replace(DOMAIN_FIELD, domain))
    except ValueError as error:
        hint = getattr(error, "hint", None) or "write `mailto:` and an address, or an `https:` URL"
        scheme_known = template.lower().startswith(("mailto:", "https:"))
        raise Mistake(str(error), hint, Beyond.RUA if scheme_known else None) from error


@lru_cache
def _parse_for_longest_domain(template: str) -> str | None:
    """Return the rua for a stand-in of the greatest length, when that is one.

    Then it is one for every domain, since their characters stand for themselves in a URI; a fleet
    of thousands needs each template parsed once.
    """
    try:
        return parse_rua(template.replace(DOMAIN_FIELD, _LONGEST_DOMAIN))
    except ValueError:
        return None


def refuse_other_braces(text: str) -> None:
    """Refuse a template that holds another field than ``{domain}``.

    Raises:
        Mistake: It does.

    """
    for found in _BRACES.findall(text):
        if found != DOMAIN_FIELD:
            raise Mistake(
                f"{quote(found)} is not filled in", f"the only field there is is `{DOMAIN_FIELD}`"
            )


def _read_seconds(value: object, key: str, limit: int) -> int:
    seconds = _parse_seconds(value, key)
    if seconds < 0:
        raise Mistake(f"{key} is a number of seconds, not less than 0", "write `1d`, `1w` or more")
    if seconds > limit:
        raise Mistake(
            f"{quote(describe(value))} is more than a {key} can be",
            f"the most is {limit} seconds ({limit // 604_800}w)",
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
        raise Mistake(f"`{key}` has no value here", hint)
    if not isinstance(value, str):
        shown = quote(describe(value)) if isinstance(value, bool | float) else "this"
        raise Mistake(f"{shown} is not a duration", hint)
    try:
        return parse_duration(value)
    except ValueError:
        raise Mistake(*_explain_duration(value, hint)) from None


def _explain_duration(text: str, hint: str) -> tuple[str, str]:
    stripped = text.strip()
    if _GROUPED.fullmatch(stripped):
        plain = int(re.sub(r"[^0-9]", "", stripped))
        meant = f"write `{plain}`"
        if plain % 3600 == 0:
            meant += f" or `{format_duration(plain)}`"
        return f"{quote(text)} holds a thousands separator", meant
    wordy = _WORDY.fullmatch(stripped)
    if wordy and wordy[2] == "M":
        months = f"write `{30 * int(wordy[1])}d` for months, `{int(wordy[1])}m` for minutes"
        return f"{quote(text)} is not a duration", months
    if wordy:
        return f"{quote(text)} is not a duration", f"write `{int(wordy[1])}{wordy[2].lower()}`"
    return f"{quote(text)} is not a duration", hint
