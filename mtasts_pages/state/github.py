"""How things are at GitHub: the owner, the policy repository, its Pages site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from mtasts_pages.errors import MtaStsPagesError, PermissionDeniedError
from mtasts_pages.site import POLICY_PATH, LedgerEntry, Site, blob_id
from mtasts_pages.state.build import FailedBuild


class OwnerKind(StrEnum):
    """GitHub creates repositories through another endpoint for each kind."""

    USER = "User"
    ORGANIZATION = "Organization"


@dataclass(frozen=True, slots=True)
class Owner:
    """An account that may own policy repositories."""

    login: str
    kind: OwnerKind
    is_viewer: bool
    """Whether the token belongs to this very account."""
    may_create: bool = True
    """Whether GitHub says that the token's user may create repositories here."""
    by_app: bool = False
    """Whether a GitHub App asks rather than a person."""


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


_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+@=-]*", re.ASCII)


def is_plain_branch(name: str) -> bool:
    """Return whether a branch of this *name* can go into a refspec; GitHub has others too."""
    return bool(_BRANCH.fullmatch(name)) and ".." not in name and not name.endswith(_NO_ENDS)


_NO_ENDS = (".lock", "/", ".")


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
    """Path to git object id, after the mode for what is no ordinary file: a link, a program."""
    texts: Mapping[str, str]
    """Path to text; files that are not text are missing here."""
    ledger: LedgerEntry | None
    """The newest commit that announced a policy."""
    head_committed: datetime | None = None
    """When the newest commit was made."""
    domain_committed: datetime | None = None
    """When the file with the custom domain was last changed, by GitHub itself or by a push."""
    changed_back: bool = False
    """Whether the policy was changed after the newest announcement, be it back to what it was."""
    rebuilds: int = 0
    """How many of the newest commits do nothing but start the Pages build again."""
    may_administer: bool = True
    """Whether the token's user may change the Pages settings."""
    marked: frozenset[str] = frozenset()
    """The newest of the ids that a mark says were seen everywhere."""
    renamed_to: str | None = None
    """Owner and name that GitHub knows it by now, when ``name`` only leads there."""
    refusal: str | None = None
    """Why GitHub does not show it to this token; then nothing else here is known."""

    @classmethod
    def empty(cls, name: RepositoryName) -> RemoteRepository:
        """Return a public repository to which nothing was ever pushed."""
        return cls(name, Visibility.PUBLIC, False, None, None, {}, {}, None)  # noqa: FBT003 - fields

    @classmethod
    def hidden(cls, name: RepositoryName, refusal: str) -> RemoteRepository:
        """Return a repository that exists, and that the token may not look at."""
        return replace(cls.empty(name), refusal=refusal)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever pushed."""
        return self.head is None

    @property
    def is_policy_repository(self) -> bool:
        """Whether this program, or somebody by hand, keeps a policy here."""
        return self.is_empty or self.ledger is not None or POLICY_PATH in self.files

    @property
    def announced_id(self) -> str | None:
        """The policy id of the newest announcement."""
        return None if self.ledger is None else self.ledger.policy_id

    def has_rested(self, now: datetime, age: timedelta) -> bool:
        """Return whether nothing was committed for longer than *age*."""
        return self.head_committed is not None and now - self.head_committed > age

    def holds(self, site: Site) -> bool:
        """Return whether every file of *site* is here, byte for byte."""
        return all(self.files.get(path) == blob_id(data) for path, data in site.items())


class CertificateProgress(StrEnum):
    """What a certificate's state means for somebody who waits for it."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class CertificateState(StrEnum):
    """``https_certificate.state`` of a Pages site, as GitHub's API description lists them."""

    NEW = "new"
    AUTHORIZATION_CREATED = "authorization_created"
    AUTHORIZATION_PENDING = "authorization_pending"
    AUTHORIZED = "authorized"
    AUTHORIZATION_REVOKED = "authorization_revoked"
    ISSUED = "issued"
    UPLOADED = "uploaded"
    APPROVED = "approved"
    ERRORED = "errored"
    BAD_AUTHZ = "bad_authz"
    DESTROY_PENDING = "destroy_pending"
    DNS_CHANGED = "dns_changed"
    UNKNOWN = "unknown"
    """A state that GitHub had not described when this was written."""

    @property
    def progress(self) -> CertificateProgress:
        """What this state means. Only ``approved`` is ready; the unknown is waited for."""
        if self is CertificateState.APPROVED:
            return CertificateProgress.READY
        if self in _FAILED:
            return CertificateProgress.FAILED
        return CertificateProgress.PENDING


_FAILED = frozenset(
    {
        CertificateState.ERRORED,
        CertificateState.BAD_AUTHZ,
        CertificateState.AUTHORIZATION_REVOKED,
        CertificateState.DNS_CHANGED,
    }
)


@dataclass(frozen=True, slots=True)
class PagesSite:
    """The settings of one Pages site."""

    build_type: str | None
    """``legacy`` publishes a branch, ``workflow`` what a workflow uploads."""
    branch: str | None
    path: str | None
    cname: str | None
    https_enforced: bool
    certificate: CertificateState | None
    """``None``: GitHub has not asked for one yet."""
    certificate_description: str | None = None
    certificate_expires: date | None = None
    protected_domain_state: str | None = None
    status: str | None = None

    @property
    def certificate_progress(self) -> CertificateProgress:
        """How far the certificate is; one that was not asked for yet is pending."""
        return (
            CertificateProgress.PENDING if self.certificate is None else self.certificate.progress
        )

    def publishes(self, branch: str) -> bool:
        """Return whether the root of *branch* is what GitHub publishes."""
        return self.build_type == "legacy" and self.branch == branch and self.path == "/"


@dataclass(frozen=True, slots=True)
class PagesHealth:
    """What concerns us of a Pages health check."""

    is_valid: bool
    is_https_eligible: bool
    reason: str
    is_proxied: bool
    caa_error: str


@dataclass(frozen=True, slots=True)
class GitHubSeen:
    """How one domain is doing at GitHub, as far as GitHub was asked."""

    repository: RemoteRepository | None = None
    pages: PagesSite | None = None
    """``None``: Pages is not enabled, or not `read_pages`."""
    read_pages: bool = True
    """Whether the Pages settings were read."""
    holder: RepositoryName | None = None
    """Which other repository of the owner has the policy host; asked for as the owner is."""
    owner: Owner | None = None
    """Asked for only where the repository is to be created."""
    lacking: PermissionDeniedError | None = None
    """What the token is not allowed, as far as GitHub tells before a write."""
    health: PagesHealth | None = None
    """GitHub's own look at the domain; asked for only to explain a fault."""
    build: FailedBuild | None = None
    """Why GitHub did not publish what was pushed; asked for only when it is overdue."""
    certificate_missing: bool = False
    """Whether GitHub has no certificate to enforce HTTPS with, since it has just refused to, or
    since the domain was set a moment ago."""
    problem: MtaStsPagesError | None = None
    """Why GitHub did not say; the rest is not known then."""
