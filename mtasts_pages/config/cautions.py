"""What a config may say, but its author probably does not want: warnings, never errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtasts_pages.durations import DAY, WEEK, find_round_duration, format_duration
from mtasts_pages.standards.mtasts import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtasts_pages.config.claims import Name
    from mtasts_pages.config.sections import Checked
    from mtasts_pages.config.values import DomainConfig
    from mtasts_pages.config.yaml import Document, KeyPath


def warn_about_domain(
    domains: Sequence[DomainConfig], entry: Checked[Any], defaults: Checked[Any], document: Document
) -> None:
    """Note what is risky in *entry*, which gives *domains*: the domain and its aliases."""
    if not domains:
        return
    _warn_about_max_age(domains[0], entry, defaults, document)
    _warn_about_ttl(domains[0], entry, defaults, document)
    names = {domain.domain for domain in domains}
    for path, pattern in entry.locate_items("mx", entry.section.mx or ()):
        if pattern.text.startswith("*.") and pattern.text[2:] in names:
            document.warn(
                path,
                f"`{pattern.text}` matches every host of the domain, not only its mail hosts",
                "name the mail hosts, or a wildcard below a name that only mail hosts share",
            )


def warn_about_missing_reports(names: Sequence[Name], document: Document) -> None:
    """Note, once for the file, that *names* are in testing and nobody hears of failures."""
    if not names:
        return
    more = f" and {len(names) - 1:,} more are" if len(names) > 1 else " is"
    document.warn(
        names[0].path,
        f"`{names[0].written}`{more} in `testing` without TLS reporting: nobody hears of failures",
        "add `tls_reports: mailto:tls-reports@{domain}` under `defaults`",
        key=names[0].is_key,
    )


def _warn_about_max_age(
    domain: DomainConfig, entry: Checked[Any], defaults: Checked[Any], document: Document
) -> None:
    seconds = domain.max_age
    path = _giver("max_age", entry, defaults)
    meant = find_round_duration(seconds)
    if path and meant is not None:
        document.warn(
            path,
            f"{seconds} seconds is nearly {format_duration(meant)}, and probably meant to be",
            f"write `{format_duration(meant)}`, or {meant}",
        )
    # A day is where `promote` begins: a mistake then ends within a day.
    if domain.mode is Mode.ENFORCE and seconds < WEEK and seconds != DAY:
        document.warn(
            path or (*entry.path, "mode"),
            f"`enforce` with a max_age of {format_duration(seconds)} protects little:"
            " senders soon forget the policy",
            "write `max_age: 1w` or more (RFC 8461, 10.2)",
        )


def _warn_about_ttl(
    domain: DomainConfig, entry: Checked[Any], defaults: Checked[Any], document: Document
) -> None:
    path, ttl = _giver("ttl", entry, defaults), format_duration(domain.ttl)
    if path and domain.ttl > DAY:
        document.warn(
            path,
            f"with a ttl of {ttl}, a change may take {ttl} to reach senders",
            "write `3600`, or at most a day",
        )


def _giver(key: str, entry: Checked[Any], defaults: Checked[Any]) -> KeyPath | None:
    """Return where the value of *key* that applies to the entry was given."""
    for section in (entry, defaults):
        if getattr(section.section, key) is not None:
            return (*section.path, key)
    return None
