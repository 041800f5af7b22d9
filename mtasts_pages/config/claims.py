"""Names that may each serve one thing only: a policy domain, and a repository of an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mtasts_pages.config.problems import Beyond
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.config.yaml import Document, KeyPath


class Name(NamedTuple):
    """A policy domain as the file names it.

    Attributes:
        domain: In A-labels.
        written: As the operator wrote it, for messages.
        path: Where it is named.
        alias_of: The domain whose alias it is; without one, *domain* is a key and not a value.

    """

    domain: str
    written: str
    path: KeyPath
    alias_of: str | None

    @property
    def is_key(self) -> bool:
        """Whether the key at the path is the name, and not the value."""
        return self.alias_of is None


class Claims:
    """The domains and repositories of one file, each with the name that claimed it first."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._domains: dict[str, Name] = {}
        self._repositories: dict[tuple[str, str], Name] = {}

    def claim_domain(self, name: Name) -> bool:
        """Return whether *name* is the first for its domain; a further one is noted."""
        first = self._domains.setdefault(name.domain, name)
        if first is not name:
            message = f"the domain {quote(name.written)} is already named on line "
            message += str(self._find_line(first))
            hint = "name each domain once, by itself or as an alias"
            self._note(name, message, hint, Beyond.NAMED_TWICE)
        return first is name

    def claim_repository(
        self, name: Name, owner: str | None, repository: str, *, is_exact: bool
    ) -> None:
        """Note when another domain has that repository of *owner* already.

        Letter case makes neither two logins nor two repositories of GitHub.
        """
        first = self._repositories.setdefault(((owner or "").lower(), repository.lower()), name)
        if first is name:
            return
        message = f"{quote(name.written)} would share the repository {quote(repository)}"
        message += f" with {quote(first.written)} on line {self._find_line(first)}"
        hint = "a Pages site serves one domain: give each repository a name of its own"
        if is_exact:
            hint = "a Pages site serves one domain: write `{domain}` in the name, as in"
            hint += " `mta-sts.{domain}`"
        self._note(name, message, hint, Beyond.REPOSITORY_TWICE)

    def _find_line(self, name: Name) -> int:
        return self._document.find_line(name.path, key=name.is_key)

    def _note(self, name: Name, message: str, hint: str, beyond: Beyond) -> None:
        self._document.note(name.path, message, hint, key=name.is_key, beyond=beyond)
