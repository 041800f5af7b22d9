"""Git history as the ledger: the commits that announced a policy.

Such a commit carries the trailer ``MTA-STS-Id``. Nothing else remembers which
ids were given out; there is no state file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from mtasts_pages.site.files import POLICY_PATH, Site

TRAILER = "MTA-STS-Id"
_TRAILER_LINE = re.compile(rf"{TRAILER}: *([A-Za-z0-9]{{1,32}})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One commit that announced a policy."""

    policy_id: str
    commit: str
    committed: datetime


REBUILD_SUBJECT = "Start the Pages build again"
"""Subject of a commit without a change: GitHub does not build a commit a second time."""


def format_message(subject: str, policy_id: str | None, body: str = "") -> str:
    """Return a commit message, with the trailer when it announces a policy.

    >>> print(format_message("Announce the policy again", "20261123"), end="")
    Announce the policy again
    <BLANKLINE>
    MTA-STS-Id: 20261123
    """
    parts = [subject]
    if body:
        parts.append(body)
    if policy_id is not None:
        parts.append(f"{TRAILER}: {policy_id}")
    return "\n\n".join(parts) + "\n"


def parse_message(message: str) -> str | None:
    """Return the policy id that a commit message announces, or ``None``.

    As git does (git-interpret-trailers(1)), only the last paragraph counts, so a message
    that merely speaks of a trailer announces nothing.
    """
    paragraphs = re.split(r"\n[ \t]*\n", message.strip().replace("\r\n", "\n"))
    if len(paragraphs) == 1:
        return None
    for line in reversed(paragraphs[-1].splitlines()):
        match = _TRAILER_LINE.fullmatch(line)
        if match:
            return match[1]
    return None


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit says and announces."""

    message: str
    policy_id: str | None


def compose_commit(
    domain: str,
    before: Site,
    site: Site,
    policy_id: str | None,
    new_id: str,
) -> Commit | None:
    """Return the commit that turns *before* into *site*, or ``None`` when none is needed.

    Args:
        domain: The policy domain, for the subject.
        before: Those files of the site that are there already.
        site: The files as they should be.
        policy_id: The id of the policy in *before*; ``None`` asks for a new one.
        new_id: The id to announce when the policy changes.

    """
    same_policy = before.get(POLICY_PATH) == site[POLICY_PATH]
    same_files = all(before.get(path) == data for path, data in site.items())
    if not same_policy:
        verb = "Change" if POLICY_PATH in before else "Publish"
        return Commit(format_message(f"{verb} the MTA-STS policy of {domain}", new_id), new_id)
    if policy_id is None:
        subject = f"Announce the MTA-STS policy of {domain}"
        return Commit(format_message(subject, new_id), new_id)
    if not same_files:
        return Commit(format_message(f"Update the site of {domain}", None), None)
    return None
