"""A zone that points every name at GitHub Pages: seen before anything is created."""

from __future__ import annotations

from mtasts_pages.state import Answer
from mtasts_pages.world.dns.resolver import Resolver


def ask_for_wildcard(domain: str, resolver: Resolver) -> Answer:
    """Return what the DNS says to a CNAME question for any name below *domain*."""
    return resolver.ask(f"*.{domain}", "CNAME")


def describe_wildcard(domain: str, answer: Answer | None) -> str | None:
    """Return what is dangerous in *answer*, and what to do, or ``None``.

    GitHub, "Managing a custom domain": with such a record anybody can serve a site on
    a name of the zone that no repository holds, also on verified domains.
    """
    if answer is None or not any(value.endswith(".github.io") for value in answer.values):
        return None
    return (
        f"`*.{domain}` is a CNAME to GitHub Pages: anybody can serve a site on any name"
        " below it; replace it by records for the names that you use"
    )
