"""Everything that was seen of one policy domain in one look."""

from __future__ import annotations

from dataclasses import dataclass

from mtasts_pages.state.answers import Answer, Answers
from mtasts_pages.state.pages import PagesSite
from mtasts_pages.state.repository import RemoteRepository
from mtasts_pages.state.served import ServedPolicy


@dataclass(frozen=True, slots=True)
class Observation:
    """One domain as it was found."""

    repository: RemoteRepository | None
    pages: PagesSite | None
    answers: Answers
    served: ServedPolicy
    proven: bool = False
    """Whether the intended policy was served several times, some time apart."""
    wildcard: Answer | None = None
    """CNAME records of any name below the domain; asked while there is no repository."""
    mx: Answer | None = None
    """The live MX hosts; asked before a policy is enforced that senders do not have."""
