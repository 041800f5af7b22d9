"""A first config, written for an operator who has none: values in, commented YAML out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mtasts_pages.config.keys import DOMAIN_FIELD
from mtasts_pages.config.keys.fields import DEFAULT_MAX_AGE
from mtasts_pages.config.yaml.quoting import quote_item
from mtasts_pages.durations import format_duration
from mtasts_pages.standards.mtasts import Mode
from mtasts_pages.text import blot_unprintable

DEFAULT_TLS_REPORTS: Final = f"mailto:tls-reports@{DOMAIN_FIELD}"

_WIDTH = 80
_MEANINGS = {
    Mode.TESTING: "senders report failures and deliver anyway; later: enforce",
    Mode.ENFORCE: "senders deliver only to these hosts, over TLS",
    Mode.NONE: "senders forget an earlier policy",
}


@dataclass(frozen=True, slots=True)
class DraftDomain:
    """One policy domain of a draft.

    Attributes:
        domain: In lower-case A-labels.
        mx: MX patterns, best preference first; none when the domain is left out of the config.
        mode: Where it is not the draft's.
        max_age: Seconds, where they are not the draft's.
        tls_reports: Rua URIs, where they are not the draft's.
        remarks: Sentences for a comment above: what was taken over, what was left out and why.

    """

    domain: str
    mx: tuple[str, ...]
    mode: Mode | None = None
    max_age: int | None = None
    tls_reports: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A config to be: checked names and values, as the loader would give them.

    Attributes:
        domains: Each once; at least one of them has MX patterns.
        owner: The GitHub login that owns the policy repositories; ``None`` when not known.
        mode: For every domain that has none of its own.
        max_age: Seconds, likewise.
        tls_reports: A rua, ``{domain}`` in it allowed; ``None`` for no TLS reporting record.

    """

    domains: tuple[DraftDomain, ...]
    owner: str | None = None
    mode: Mode = Mode.TESTING
    max_age: int = DEFAULT_MAX_AGE
    tls_reports: str | None = DEFAULT_TLS_REPORTS


def draft_config(draft: Draft) -> str:
    r"""Return the commented config that says what *draft* says; the loader finds no error in it.

    >>> print(draft_config(Draft((DraftDomain("example.com", ("mx1.example.com",)),), "acme")))
    # MTA-STS policies, published by mtasts-pages. `mtasts-pages validate` checks this file.
    github:
      owner: "acme"  # the user or organisation that owns the policy repositories
    defaults:
      mode: testing  # senders report failures and deliver anyway; later: enforce
      max_age: 1w  # how long senders keep a policy
      tls_reports: "mailto:tls-reports@{domain}"  # where senders report failures, every day
    domains:
      example.com:
        mx: [mx1.example.com]
    <BLANKLINE>
    """
    return "".join(f"{line}\n" for line in _lines(draft))


def _lines(draft: Draft) -> Iterator[str]:
    yield "# MTA-STS policies, published by mtasts-pages. `mtasts-pages validate` checks this file."
    if draft.owner is None:
        yield "# github:"
        yield '#   owner: "example-org"  # fill in who owns the policy repositories, then uncomment'
    else:
        yield "github:"
        comment = "the user or organisation that owns the policy repositories"
        yield f"  owner: {json.dumps(draft.owner)}  # {comment}"
    yield "defaults:"
    yield f"  mode: {draft.mode}  # {_MEANINGS[draft.mode]}"
    yield f"  max_age: {format_duration(draft.max_age)}  # how long senders keep a policy"
    reports = "null" if draft.tls_reports is None else json.dumps(draft.tls_reports)
    yield f"  tls_reports: {reports}  # where senders report failures, every day"
    yield "domains:"
    for domain in draft.domains:
        yield from (_comment(remark) for remark in domain.remarks)
        if not domain.mx:
            yield _comment(f"{domain.domain} is left out")
            continue
        yield f"  {quote_item(domain.domain)}:"
        if domain.mode is not None:
            yield f"    mode: {domain.mode}"
        if domain.max_age is not None:
            yield f"    max_age: {format_duration(domain.max_age)}"
        yield from _list("mx", domain.mx)
        if domain.tls_reports is not None:
            yield from _list("tls_reports", domain.tls_reports)


def _list(key: str, values: Sequence[str]) -> Iterator[str]:
    quoted = [quote_item(value) for value in values]
    line = f"    {key}: [{', '.join(quoted)}]"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield f"    {key}:"
        yield from (f"      - {value}" for value in quoted)


def _comment(text: str) -> str:
    # It may quote what a stranger's server said: one line, nothing that is not printed.
    return "  # " + blot_unprintable(" ".join(text.split()))
