"""How far a domain has come, found from what was seen. Pure."""

from __future__ import annotations

from enum import StrEnum

from mtasts_pages.checks.standing import (
    announced_ids,
    policy_host_points,
    record_is_present,
    tls_reporting_stands,
)
from mtasts_pages.site import POLICY_PATH
from mtasts_pages.state import CertificateState, Observation
from mtasts_pages.state.target import Target


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


def find_stage(target: Target, seen: Observation) -> Stage:
    """Return the last stage that *seen* has reached, all before it reached as well.

    A stage speaks of the policy that is published now, which the config may want to
    change: see ``plan`` for that.
    """
    reached = Stage.ABSENT
    for stage, holds in _ladder(target, seen):
        if not holds:
            break
        reached = stage
    return reached


def _ladder(target: Target, seen: Observation) -> list[tuple[Stage, bool]]:
    repository, pages, answers = seen.repository, seen.pages, seen.answers
    text = repository.texts.get(POLICY_PATH) if repository is not None else None
    published = text.encode() if text is not None else None
    policy_id = repository.ledger.policy_id if repository and repository.ledger else None
    branch = repository.default_branch if repository is not None else None
    return [
        (Stage.CREATED, repository is not None),
        (Stage.PUSHED, published is not None),
        (Stage.PAGES_ENABLED, pages is not None and branch is not None and pages.publishes(branch)),
        (Stage.DOMAIN_SET, pages is not None and pages.cname == target.domain.policy_host),
        (Stage.DNS_POINTED, policy_host_points(target.owner, answers.policy_host)),
        (
            Stage.CERTIFICATE_APPROVED,
            pages is not None and pages.certificate is CertificateState.APPROVED,
        ),
        (Stage.HTTPS_ENFORCED, pages is not None and pages.https_enforced),
        (Stage.POLICY_SERVED, published is not None and seen.served.serves(published)),
        (
            Stage.CURRENT,
            _record_stands(policy_id, seen) and tls_reporting_stands(target, answers),
        ),
    ]


def _record_stands(policy_id: str | None, seen: Observation) -> bool:
    if policy_id is None:  # a repository that somebody else wrote: any one id will do
        ids = announced_ids(seen.answers)
        return len(ids) == 1 and bool(ids[0])
    return record_is_present(policy_id, seen.answers)
