"""The config that ``init`` wrote, as a document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtasts_pages.config.draft import Draft, DraftDomain


def describe_draft(path: Path, draft: Draft, text: str) -> dict[str, object]:
    """Return the ``init`` document's content."""
    return {
        "path": str(path),
        "owner": draft.owner,
        "domains": [_describe(domain, draft) for domain in draft.domains],
        "config": text,
    }


def describe_nothing(domains: Sequence[DraftDomain]) -> dict[str, object]:
    """Return the ``init`` document's content where no domain needs a config: none is written."""
    return {
        "path": None,
        "owner": None,
        "domains": [_describe(domain, Draft(())) for domain in domains],
        "config": "",
    }


def _describe(domain: DraftDomain, draft: Draft) -> dict[str, object]:
    return {
        "domain": domain.domain,
        "included": bool(domain.mx),
        "mode": (domain.mode or draft.mode).value,
        "max_age": draft.max_age if domain.max_age is None else domain.max_age,
        "mx": list(domain.mx),
        "remarks": list(domain.remarks),
    }
