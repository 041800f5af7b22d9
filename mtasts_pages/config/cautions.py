"""What a config may say and its author will hardly want: warnings, never errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtasts_pages.durations import ROUND_DURATIONS, format_duration
from mtasts_pages.standards.policy import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtasts_pages.config.claims import Name
    from mtasts_pages.config.keys.sections import Checked, DocumentLog
    from mtasts_pages.config.values import DomainConfig
    from mtasts_pages.config.yaml.document import KeyPath

_DAY = 86_400
_WEEK = 7 * _DAY
_HOUR = 3_600


def warn_about_domain(
    domains: Sequence[DomainConfig], entry: Checked[Any], defaults: Checked[Any], log: DocumentLog
) -> None:
    """Note what is risky in *entry*, which gives *domains*: the domain and its aliases."""
    if not domains:
        return
    _warn_about_max_age(domains[0], entry, defaults, log)
    _warn_about_ttl(domains[0], entry, defaults, log)
    names = {domain.domain for domain in domains}
    for path, pattern in entry.locate_items("mx", entry.section.mx or ()):
        if pattern.text.startswith("*.") and pattern.text[2:] in names:
            log.caution(
                path,
                f"`{pattern.text}` lets every host of the domain itself take its mail",
                "name the mail hosts, or a wildcard below a name that only mail hosts have",
            )


def warn_about_missing_reports(names: Sequence[Name], log: DocumentLog) -> None:
    """Note, once for the file, that *names* are in testing and nobody hears the result."""
    if not names:
        return
    more = f" and {len(names) - 1:,} more are" if len(names) > 1 else " is"
    log.caution(
        names[0].path,
        f"`{names[0].written}`{more} in `testing` without TLS reporting: failures go unheard",
        "write `tls_reports: mailto:tls-reports@{domain}` under `defaults`",
        key=names[0].alias_of is None,
    )


def _warn_about_max_age(
    domain: DomainConfig, entry: Checked[Any], defaults: Checked[Any], log: DocumentLog
) -> None:
    seconds = domain.max_age
    path = _giver("max_age", entry, defaults)
    meant = find_near_miss(seconds)
    if path and meant is not None:
        log.caution(
            path,
            f"{seconds} seconds is nearly {format_duration(meant)}, and probably meant to be",
            f"write `{format_duration(meant)}`, or {meant}",
        )
    if domain.mode is Mode.ENFORCE and seconds < _WEEK:
        log.caution(
            path or (*entry.path, "mode"),
            f"`enforce` with a max_age of {format_duration(seconds)} protects little:"
            " senders soon forget the policy",
            "write `max_age: 1w` or more (RFC 8461, 10.2)",
        )


def _warn_about_ttl(
    domain: DomainConfig, entry: Checked[Any], defaults: Checked[Any], log: DocumentLog
) -> None:
    path = _giver("ttl", entry, defaults)
    if path and domain.ttl > _DAY:
        log.caution(
            path,
            f"with a ttl of {format_duration(domain.ttl)}, senders see changes that much later",
            "write `3600`, or up to a day",
        )


def find_near_miss(seconds: int) -> int | None:
    """Return the round duration that *seconds* is one slip of a digit away from, if any.

    Whole hours are taken as meant.

    >>> find_near_miss(704800), find_near_miss(60480), find_near_miss(604800)
    (604800, 604800, None)
    """
    if seconds % _HOUR == 0:
        return None
    return next((r for r in ROUND_DURATIONS if _is_one_slip(str(seconds), str(r))), None)


def _is_one_slip(written: str, meant: str) -> bool:
    """Return whether one digit is wrong, missing or too many, or two neighbours are swapped."""
    if abs(len(written) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    a, b = written[start:], meant[start:]
    swapped = len(a) == len(b) > 1 and a[1] + a[0] + a[2:] == b
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


def _giver(key: str, entry: Checked[Any], defaults: Checked[Any]) -> KeyPath | None:
    """Return where the value of *key* that holds for the entry was given."""
    for section in (entry, defaults):
        if getattr(section.section, key) is not None:
            return (*section.path, key)
    return None
