"""The records that a policy domain needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtasts_pages.config import DomainConfig
from mtasts_pages.standards.mtasts import PolicyRecord, format_policy_record
from mtasts_pages.standards.tlsrpt import TlsReportingRecord, format_tls_reporting_record


class Purpose(StrEnum):
    """What a record is for."""

    POLICY_HOST = "policy-host"
    POLICY_RECORD = "policy-record"
    TLS_REPORTING = "tls-reporting"
    DOMAIN_VERIFICATION = "domain-verification"


class RecordState(StrEnum):
    """The state of a record against the live DNS."""

    PRESENT = "present"
    MISSING = "missing"
    DIFFERENT = "different"
    HOLD = "hold"
    """Not to be published yet."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it should be.

    ``name`` is absolute, with the final dot. ``value`` is a host name with the final dot,
    or the text of a TXT record, neither quoted nor split; ``None`` when only GitHub's
    own page shows it.
    """

    name: str
    type: str
    ttl: int
    value: str | None
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one authoritative name server has of a record."""

    server: str
    """Its name and address, for people."""
    found: tuple[str, ...] = ()
    ttl: int | None = None
    """Seconds, as the zone has it; ``None`` where there is nothing or no answer."""
    problem: str = ""
    """Why there is no answer that could be relied on."""


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """One record beside what the DNS holds."""

    record: Record
    state: RecordState
    reason: str = ""
    """For people: why the state is what it is."""
    found: tuple[str, ...] = ()
    delegated_to: str = ""
    """Where a CNAME in the place of a TXT record leads: to somebody else's record."""
    delegated_zone: str = ""
    """The zone below the policy domain that the name lies in, on name servers of its own."""
    ttl_left: int | None = None
    """Seconds for which caches may go on with what was found."""
    sightings: tuple[Sighting, ...] = ()
    """What each authoritative name server has, where they were asked."""
    unseen: bool = False
    """Whether the DNS was asked and gave no answer."""

    @property
    def may_be_published(self) -> bool:
        """Whether the record may be published as it is here."""
        return (
            self.record.value is not None
            and self.state is not RecordState.HOLD
            and not self.is_delegated
        )

    @property
    def is_delegated(self) -> bool:
        """Whether the record of this name is not in the zone of the policy domain."""
        return bool(self.delegated_to or self.delegated_zone)

    @property
    def is_open(self) -> bool:
        """Whether the operator can create or change the record now."""
        return self.may_be_published and self.state in (RecordState.MISSING, RecordState.DIFFERENT)

    @property
    def standing(self) -> tuple[str, ...]:
        """The values that should be in the DNS now.

        A record on hold leaves what is there: a tool that makes the DNS equal to a file would
        otherwise remove the old policy record before the new one may be released.
        """
        if self.may_be_published and self.record.value is not None:
            return (self.record.value,)
        if self.state is not RecordState.HOLD or self.is_delegated:
            return ()
        if self.record.type == "CNAME":
            return tuple(f"{host}." for host in self.found)
        return self.found


def policy_record_name(domain: str) -> str:
    """Return the name of the policy record (RFC 8461, 3.1), without the final dot."""
    return f"_mta-sts.{domain}"


def tls_reporting_name(domain: str) -> str:
    """Return the name of the TLS reporting record (RFC 8460, 3), without the final dot."""
    return f"_smtp._tls.{domain}"


def verification_name(domain: str, owner: str) -> str:
    """Return the name of GitHub's domain verification record, without the final dot.

    GitHub, "Verifying your custom domain for GitHub Pages": verifying a domain covers
    its immediate subdomains, so the policy domain covers its policy host.
    """
    return f"_github-pages-challenge-{owner}.{domain}"


PAGES_ADDRESSES = frozenset(
    address
    for number in range(4)
    for address in (f"185.199.{108 + number}.153", f"2606:50c0:800{number}::153")
)
"""GitHub, "Managing a custom domain for your GitHub Pages site": the addresses of Pages."""

PAGES_SUFFIX = ".github.io"


def is_pages_host(name: str) -> bool:
    """Return whether *name* belongs to GitHub Pages, whoever its owner is."""
    return name.endswith(PAGES_SUFFIX)


def pages_target(owner: str) -> str:
    """Return what the policy host is a CNAME to, without the final dot.

    Never with the name of the repository (GitHub, "Managing a custom domain").
    """
    return f"{owner.lower()}{PAGES_SUFFIX}"


def describe_records(domain: DomainConfig, owner: str | None, policy_id: str) -> tuple[Record, ...]:
    """Return the records of *domain*, in the order in which they are published.

    Without *owner*, which only publishing needs, the target of the policy host is not known.
    """
    records = [
        Record(
            f"{domain.policy_host}.",
            "CNAME",
            domain.ttl,
            None if owner is None else f"{pages_target(owner)}.",
            Purpose.POLICY_HOST,
        ),
        Record(
            f"{policy_record_name(domain.domain)}.",
            "TXT",
            domain.ttl,
            format_policy_record(PolicyRecord(policy_id)),
            Purpose.POLICY_RECORD,
        ),
    ]
    if domain.tls_reports:
        records.append(
            Record(
                f"{tls_reporting_name(domain.domain)}.",
                "TXT",
                domain.ttl,
                format_tls_reporting_record(TlsReportingRecord(domain.tls_reports)),
                Purpose.TLS_REPORTING,
            )
        )
    if owner is not None:
        verification = f"{verification_name(domain.domain, owner)}."
        records.append(Record(verification, "TXT", domain.ttl, None, Purpose.DOMAIN_VERIFICATION))
    return tuple(records)
