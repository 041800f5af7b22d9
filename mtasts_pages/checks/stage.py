"""How far a domain has come, found from what was seen. Pure."""

from __future__ import annotations

from enum import StrEnum

from mtasts_pages.checks.standing import (
    policy_host_points,
    read_only_id,
    record_is_present,
    reporting_is_right,
)
from mtasts_pages.site import POLICY_PATH, describes
from mtasts_pages.site.policy_id import has_our_form
from mtasts_pages.state import CertificateState, DomainSeen, GitHubSeen, Target


class Stage(StrEnum):
    """The stages of publishing, in their order."""

    ABSENT = "absent"
    CREATED = "created"
    PUSHED = "pushed"
    PAGES_ENABLED = "pages-enabled"
    DOMAIN_SET = "domain-set"
    DNS_POINTED = "dns-pointed"
    CERTIFICATE_APPROVED = "certificate-approved"
    HTTPS_ENFORCED = "https-enforced"
    POLICY_SERVED = "policy-served"
    CURRENT = "current"


def find_stage(target: Target, seen: DomainSeen) -> Stage | None:
    """Return the last stage that *seen* has reached, all before it reached as well.

    A stage speaks of the policy that is published now, which the config may want to
    change: see ``plan`` for that. What GitHub was not asked shows in later stages or not at
    all: ``None`` when it cannot be told without GitHub.
    """
    reached = Stage.ABSENT if _told(seen) is not None else None
    for stage, holds in _ladder(target, seen):
        if holds is False:
            break
        if holds:
            reached = stage
    return reached


def _told(seen: DomainSeen) -> GitHubSeen | None:
    """Return what GitHub said, ``None`` where it said nothing."""
    return None if seen.github is None or seen.github.problem else seen.github


def _ladder(target: Target, seen: DomainSeen) -> list[tuple[Stage, bool | None]]:
    """Return each stage with whether it is reached; ``None`` where nobody was asked."""
    host = target.policy_host
    points = policy_host_points(target.owner, seen.policy_host) if target.owner else None
    github = _told(seen)
    published: bytes | None = target.policy_file
    policy_id = None
    changed_back = False
    at_github: list[tuple[Stage, bool | None]] = []
    # What senders meet counts, whatever GitHub calls it: a renewal passes through other states.
    certificate, enforced = seen.served.is_trusted, seen.redirects
    if github is not None:
        repository, pages = github.repository, github.pages
        text = repository.texts.get(POLICY_PATH) if repository is not None else None
        published = text.encode() if text is not None else None
        policy_id = None if repository is None else repository.announced_id
        changed_back = repository is not None and repository.changed_back
        branch = repository.default_branch if repository is not None else None
        at_github = [
            (Stage.CREATED, repository is not None),
            (Stage.PUSHED, published is not None),
        ]
        if github.read_pages:
            publishes = pages is not None and branch is not None and pages.publishes(branch)
            at_github += [
                (Stage.PAGES_ENABLED, publishes),
                (Stage.DOMAIN_SET, pages is not None and pages.cname == host),
            ]
            certificate = (
                not github.certificate_missing
                and pages is not None
                and (certificate or pages.certificate is CertificateState.APPROVED)
            )
            enforced = pages is not None and pages.https_enforced
    announced = (
        not changed_back
        and _record_is_right(target, policy_id, seen)
        and reporting_is_right(target, seen.tls_reporting)
    )
    return [
        *at_github,
        (Stage.DNS_POINTED, points),
        (Stage.CERTIFICATE_APPROVED, certificate),
        (Stage.HTTPS_ENFORCED, enforced),
        (Stage.POLICY_SERVED, published is not None and seen.served.serves(published)),
        (Stage.CURRENT, announced),
    ]


def _record_is_right(target: Target, policy_id: str | None, seen: DomainSeen) -> bool:
    if policy_id is not None:
        return record_is_present(policy_id, seen.policy_record)
    only = read_only_id(seen.policy_record)
    if only is None:
        return False
    # Nobody says which id was announced: any one will do that was not made for other bytes.
    asked = _told(seen) is not None
    return asked or describes(only, target.policy_file) or not has_our_form(only)
