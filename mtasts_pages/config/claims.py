"""Names that stand for one thing only: a policy domain, and a repository of an owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mtasts_pages.config.keys.mistakes import Beyond, Mistake
from mtasts_pages.config.yaml.remarks import EARLIER_LINE
from mtasts_pages.text import quote

if TYPE_CHECKING:
    from mtasts_pages.config.keys.sections import DocumentLog
    from mtasts_pages.config.yaml.document import KeyPath


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


class Claims:
    """The domains and repositories of one file, each with the name that claimed it first."""

    def __init__(self, log: DocumentLog) -> None:
        self._log = log
        self._domains: dict[str, Name] = {}
        self._repositories: dict[tuple[str, str], Name] = {}

    def claim_domain(self, name: Name) -> bool:
        """Return whether *name* is the first for its domain; a further one is noted."""
        first = self._domains.setdefault(name.domain, name)
        if first is not name:
            message = f"the domain {quote(name.written)} is named twice; the first is in line "
            message += EARLIER_LINE
            hint = "a policy domain stands once, by itself or as an alias"
            self._note(name, first, Mistake(message, hint, Beyond.NAMED_TWICE))
        return first is name

    def claim_repository(
        self, name: Name, owner: str | None, repository: str, *, is_exact: bool
    ) -> None:
        """Note when another domain has that repository of *owner* already.

        GitHub tells neither logins nor repositories apart by the case of their letters.
        """
        first = self._repositories.setdefault(((owner or "").lower(), repository.lower()), name)
        if first is name:
            return
        message = f"{quote(name.written)} would share the repository {quote(repository)}"
        message += f" with {quote(first.written)} of line {EARLIER_LINE}"
        hint = "a site has one domain: give each repository a name of its own"
        if is_exact:
            hint = "a site has one domain: write `{domain}` in the name, as in `mta-sts.{domain}`"
        self._note(name, first, Mistake(message, hint, Beyond.REPOSITORY_TWICE))

    def _note(self, name: Name, first: Name, mistake: Mistake) -> None:
        self._log.add(
            name.path, mistake, key=name.alias_of is None, earlier=(first.path, not first.alias_of)
        )
