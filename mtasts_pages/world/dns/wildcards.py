"""Telling what a name has from what a wildcard of its zone answers (RFC 4592).

A server answers for a name that does not exist from the wildcard below the closest name above it
that does, and nothing in the answer says so. But a name that exists stops wildcards above it from
answering for names below it. So one question for a name below tells: where it gets the same
answer, the name itself does not exist. An asterisk in a question means nothing to a server (RFC
4592, 2.1.1), and no registered name collides with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mtasts_pages.state import Lookup

Ask = Callable[[str, str], Lookup]


def tell_wildcard(answer: Lookup, ask: Ask, domain: str = "") -> Lookup:
    """Return *answer* with the wildcard that made it, if one did.

    Costs one question where the name itself has something, and two or three where a wildcard
    answers; none where there is nothing, or no answer.

    Args:
        answer: What was answered for a name; where name servers disagree each is looked at.
        ask: Asks whoever gave the answer.
        domain: The wildcard is looked for up to here; next to the name alone without it.

    """
    said = answer.dissent or (answer,)
    if not any(each.values or each.aliases for each in said):
        return answer
    below = ask(f"*.{answer.name.removesuffix('.')}", answer.type)
    wildcard = ""
    if any(_is_alike(each, below) for each in said):
        wildcard = _find_wildcard(answer, said, ask, domain)
    if not wildcard:
        return answer
    dissent = tuple(_mark(each, below, wildcard) for each in answer.dissent)
    return replace(_mark(answer, below, wildcard), dissent=dissent)


def _find_wildcard(answer: Lookup, said: tuple[Lookup, ...], ask: Ask, domain: str) -> str:
    """Return the topmost wildcard up to *domain* that answers alike.

    A wildcard just below the name would prove that the name exists: one beside it has to answer.
    """
    found = ""
    above = answer.name.removesuffix(".").partition(".")[2]
    while above:
        name = f"*.{above}"
        other = ask(name, answer.type)
        if not any(_is_alike(each, other) for each in said):
            break
        found = name
        if not above.endswith(f".{domain}"):
            break
        above = above.partition(".")[2]
    return found


def _is_alike(answer: Lookup, other: Lookup) -> bool:
    return any(answer.answers_like(each) for each in other.dissent or (other,))


def _mark(answer: Lookup, below: Lookup, wildcard: str) -> Lookup:
    return replace(answer, wildcard=wildcard) if _is_alike(answer, below) else answer
