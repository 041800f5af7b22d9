"""What should be and what was seen, as values.

``world`` makes what was seen, ``checks`` judges it, ``rollout`` acts on it. Pure.
"""

from mtasts_pages.state.build import BuildFault, FailedBuild
from mtasts_pages.state.dns import Lookup, LookupKind
from mtasts_pages.state.domain import DomainSeen, MailRoute, Surroundings
from mtasts_pages.state.github import (
    CertificateProgress,
    CertificateState,
    GitHubSeen,
    Owner,
    OwnerKind,
    PagesHealth,
    PagesSite,
    RemoteRepository,
    RepositoryName,
    Visibility,
)
from mtasts_pages.state.https import (
    Certificate,
    CertificateFault,
    Contact,
    FetchProblem,
    ServedPolicy,
)
from mtasts_pages.state.smtp import MailHost, MailProblem
from mtasts_pages.state.target import Target, render_targets, require_owners

__all__ = [
    "BuildFault",
    "Certificate",
    "CertificateFault",
    "CertificateProgress",
    "CertificateState",
    "Contact",
    "DomainSeen",
    "FailedBuild",
    "FetchProblem",
    "GitHubSeen",
    "Lookup",
    "LookupKind",
    "MailHost",
    "MailProblem",
    "MailRoute",
    "Owner",
    "OwnerKind",
    "PagesHealth",
    "PagesSite",
    "RemoteRepository",
    "RepositoryName",
    "ServedPolicy",
    "Surroundings",
    "Target",
    "Visibility",
    "render_targets",
    "require_owners",
]
