"""What became of a repository while a run waited: gone, announced anew, given another policy. Pure.

A run that waits goes by what is there at each look, not by what it saw at its start.
"""

from __future__ import annotations

from mtasts_pages.errors import GitHubError
from mtasts_pages.site import POLICY_PATH, describes
from mtasts_pages.state import RemoteRepository, Target


def require_same_will(
    target: Target, before: RemoteRepository, found: RemoteRepository | None
) -> RemoteRepository:
    """Return the repository as it was *found*, where it was as *before* when this run saw it last.

    Raises:
        GitHubError: it is gone, or another run has announced another policy there.

    """
    if found is None:
        raise GitHubError(
            f"`{target.repository}` is gone: it was deleted, renamed or hidden from the token while"
            " this run waited",
            f"take the CNAME record `{target.policy_host}.` out of the DNS, if there is one:"
            " anybody could claim what it leads to; then run the same command again",
        )
    text, entry = found.texts.get(POLICY_PATH), found.ledger
    known = None if before.ledger is None else before.ledger.commit
    if (
        entry is not None
        and entry.commit != known
        and text is not None
        and text.encode() != target.policy_file
        and describes(entry.policy_id, text.encode())
    ):
        # Repaired as the edit of a foreign hand, the two would undo each other's work for ever.
        raise GitHubError(
            f"another run has announced another policy in `{target.repository}` while this one"
            " waited",
            "see which of the two configs is right; then run the same command again with that one",
        )
    return found


def policy_is_same(before: RemoteRepository, found: RemoteRepository) -> bool:
    """Return whether the policy is the same as *before*, under the same id."""
    same_id = before.announced_id == found.announced_id
    return same_id and before.files.get(POLICY_PATH) == found.files.get(POLICY_PATH)
