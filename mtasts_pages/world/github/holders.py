"""Which repository of an owner has a policy host as the custom domain of its Pages site.

GraphQL has no word about Pages: it names the candidates, by the files that a site of that domain
has, and the Pages API says which of them it is.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field

from mtasts_pages.errors import GitHubError
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import RepositoryName
from mtasts_pages.world.github.fields import Fields
from mtasts_pages.world.github.graph import ask
from mtasts_pages.world.github.pages import Pages
from mtasts_pages.world.github.session import Session

MOST_PAGES = 50
"""Pages of a hundred repositories that are looked through."""

_PLACES = ("HEAD:", "HEAD:docs/", "gh-pages:")
"""What Pages publishes of a branch: its root or its folder `docs`; by habit of this branch."""

_QUERY = (
    "query($o:String!,$a:String){repositoryOwner(login:$o)"
    "{repositories(first:100,after:$a,ownerAffiliations:[OWNER]){nodes{name "
    + " ".join(
        f'c{number}:object(expression:"{place}CNAME"){{... on Blob{{text}}}}'
        f' p{number}:object(expression:"{place}{POLICY_PATH}"){{... on Blob{{oid}}}}'
        for number, place in enumerate(_PLACES)
    )
    + "} pageInfo{hasNextPage endCursor}}}}"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: RepositoryName
    hosts: frozenset[str]
    """What its `CNAME` files name; none: it holds a policy and does not say for whom."""


@dataclass(slots=True)
class _Listing:
    lock: threading.Lock = field(default_factory=threading.Lock)
    candidates: list[_Candidate] | None = None


class Holders:
    """Finds who holds a policy host; the repositories of an owner are listed once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pages = Pages(session)
        self._lock = threading.Lock()
        self._listings: defaultdict[str, _Listing] = defaultdict(_Listing)

    def find(self, owner: str, policy_host: str) -> RepositoryName | None:
        """Return the repository of *owner* that has *policy_host* as its custom domain.

        ``None``: none of those that the token may see.

        Raises:
            AuthenticationError: the token may not look.
            GitHubError: GitHub does not say.
            NetworkError: GitHub does not answer.

        """
        with self._lock:
            listing = self._listings[owner.lower()]
        with listing.lock:
            if listing.candidates is None:
                listing.candidates = self._list(owner)
        named = [each for each in listing.candidates if policy_host in each.hosts]
        nameless = [each for each in listing.candidates if not each.hosts]
        for candidate in (*named, *nameless):
            site = self._pages.read(candidate.name)
            if site is not None and site.cname == policy_host:
                return candidate.name
        return None

    def _list(self, owner: str) -> list[_Candidate]:
        found: list[_Candidate] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            answer = ask(self._session, _QUERY, {"o": owner, "a": after})
            answer.require_whole()
            account = answer.data.find_inner("repositoryOwner")
            if account is None:
                return found
            listed = account.inner("repositories")
            for node in listed.each("nodes"):
                found += _read_candidate(owner, node)
            page = listed.inner("pageInfo")
            if not page.flag("hasNextPage"):
                return found
            after = page.text("endCursor")
        raise GitHubError(
            f"`{owner}` has more than {MOST_PAGES * 100:,} repositories: which of them holds the"
            " policy host was not found out",
            "name the repository in the config, as `repository`",
        )


def _read_candidate(owner: str, node: Fields) -> list[_Candidate]:
    hosts, has_policy = set(), False
    for number in range(len(_PLACES)):
        cname, policy = node.find_inner(f"c{number}"), node.find_inner(f"p{number}")
        if cname is not None and cname.data:
            hosts.add((cname.find_text("text") or "").strip().lower().rstrip("."))
        has_policy = has_policy or (policy is not None and bool(policy.data))
    hosts.discard("")
    if not hosts and not has_policy:
        return []
    return [_Candidate(RepositoryName(owner, node.text("name")), frozenset(hosts))]
