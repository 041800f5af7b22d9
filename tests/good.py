"""One policy domain in good order, as it is seen, without a process: tests spoil a part of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from samples import make_domain

from mtasts_pages.config import DomainConfig
from mtasts_pages.site import LedgerEntry, Templates, blob_id, load_templates, make_policy_id
from mtasts_pages.state import (
    Certificate,
    CertificateState,
    Contact,
    DomainSeen,
    GitHubSeen,
    Lookup,
    LookupKind,
    MailRoute,
    PagesSite,
    RemoteRepository,
    ServedPolicy,
    Surroundings,
    Target,
    Visibility,
    render_targets,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUBLISHED = NOW - timedelta(minutes=5)
"""When the newest commit was made."""
ADDRESS = "185.199.108.153"


def found(name: str, kind: str, *values: str, alias: str = "") -> Lookup:
    """Return the answer that *name* has these records, behind a CNAME record to *alias*."""
    aliases = (alias,) if alias else ()
    return Lookup(name, kind, LookupKind.RECORDS, values, aliases, ttl=3600)


def missing(name: str, kind: str, alias: str = "") -> Lookup:
    """Return the answer that there is no such record."""
    return Lookup(name, kind, LookupKind.NO_DATA, aliases=(alias,) if alias else ())


def unanswered(name: str, kind: str) -> Lookup:
    """Return a question that got no answer."""
    return Lookup(name, kind, LookupKind.FAILED, detail="it answers SERVFAIL")


@cache
def _templates() -> Templates:
    return load_templates(None)


def make_target(config: DomainConfig | None = None) -> Target:
    """Return what should be: *config*, else that of ``make_domain``, with its rendered site."""
    (target,) = render_targets([config or make_domain()], _templates())
    return target


def make_id(target: Target) -> str:
    """Return the policy id that the newest commit announces."""
    return make_policy_id(target.policy_file, PUBLISHED)


def make_repository(target: Target) -> RemoteRepository:
    """Return the policy repository as the program has left it."""
    return RemoteRepository(
        name=target.repository,
        visibility=Visibility.PUBLIC,
        archived=False,
        default_branch="main",
        head="0" * 40,
        files={path: blob_id(data) for path, data in target.site.items()},
        texts={path: data.decode() for path, data in target.site.items()},
        ledger=LedgerEntry(make_id(target), "0" * 40, PUBLISHED),
        head_committed=PUBLISHED,
        domain_committed=PUBLISHED,
    )


def make_pages(target: Target) -> PagesSite:
    """Return the Pages site as the program has left it."""
    return PagesSite(
        build_type="legacy",
        branch="main",
        path="/",
        cname=target.policy_host,
        https_enforced=True,
        certificate=CertificateState.APPROVED,
        protected_domain_state="verified",
        status="built",
    )


def make_seen(target: Target) -> DomainSeen:
    """Return everything that can be seen of *target* while all is well with it."""
    host, domain = target.policy_host, target.domain
    pages_host = f"{target.owner}.github.io"
    contact = Contact(ADDRESS, certificate=Certificate(NOW + timedelta(days=60)))
    mx = [pattern.text.replace("*", "mx") for pattern in target.policy.mx]
    reports = f"v=TLSRPTv1; rua={','.join(target.config.tls_reports)}"
    return DomainSeen(
        policy_host=found(host, "CNAME", pages_host),
        policy_record=found(target.record_name, "TXT", f"v=STSv1; id={make_id(target)}"),
        tls_reporting=found(target.reporting_name, "TXT", reports),
        served=ServedPolicy(target.policy_file, contact=contact),
        ipv6=missing(host, "AAAA", pages_host),
        ipv4=found(host, "A", ADDRESS, alias=pages_host),
        verification=missing(f"_github-pages-challenge-{target.owner}.{domain}", "TXT"),
        wildcard=missing(f"*.{domain}", "A"),
        proven=True,
        mail=MailRoute(found(domain, "MX", *mx)),
        around=Surroundings(caa=(missing(host, "CAA"),), servers=(), vanished=()),
        github=GitHubSeen(make_repository(target), make_pages(target)),
    )
