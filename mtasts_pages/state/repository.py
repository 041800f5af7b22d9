"""A policy repository as GitHub holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mtasts_pages.site import POLICY_PATH, LedgerEntry, Site, blob_id


class Visibility(StrEnum):
    """Who can see a repository."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True, order=True)
class RepositoryName:
    """Owner and name of one repository."""

    owner: str
    name: str

    def __str__(self) -> str:
        """Return the name as GitHub writes it."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class RemoteRepository:
    """What GitHub says of one repository, and what of its files concerns us.

    ``files`` and ``texts`` cover only the paths that were asked for: the files of
    the rendered site.
    """

    name: RepositoryName
    visibility: Visibility
    archived: bool
    default_branch: str | None
    """``None``: nothing was ever pushed."""
    head: str | None
    files: Mapping[str, str]
    """Path to git object id."""
    texts: Mapping[str, str]
    """Path to text; files that are not text are missing here."""
    ledger: LedgerEntry | None
    """The newest commit that announced a policy."""
    head_committed: datetime | None = None
    """When the newest commit was made."""
    may_administer: bool = True
    """Whether the token's user may change the Pages settings."""
    newest_subject: str | None = None
    """Subject of the newest commit, for messages about drift."""
    renamed_to: str | None = None
    """Owner and name that GitHub knows it by now, when ``name`` only leads there."""
    refusal: str | None = None
    """Why GitHub does not show it to this token; then nothing else here is known."""

    @classmethod
    def hidden(cls, name: RepositoryName, refusal: str) -> RemoteRepository:
        """Return a repository that is there, and that the token may not look at."""
        return cls(name, Visibility.PUBLIC, False, None, None, {}, {}, None, refusal=refusal)  # noqa: FBT003 - fields

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever pushed."""
        return self.head is None

    @property
    def is_policy_repository(self) -> bool:
        """Whether this program, or somebody by hand, keeps a policy here."""
        return self.is_empty or self.ledger is not None or POLICY_PATH in self.files

    def has_rested(self, now: datetime, age: timedelta) -> bool:
        """Return whether nothing was committed for longer than *age*."""
        return self.head_committed is not None and now - self.head_committed > age

    def holds(self, site: Site) -> bool:
        """Return whether every file of *site* is here, byte for byte."""
        return all(self.files.get(path) == blob_id(data) for path, data in site.items())
