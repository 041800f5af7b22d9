"""What a domain has already, taken over into a first config.

`look_at` asks; `take_over` decides, and is pure. A policy that is served now is kept: its mode,
its max_age and its MX patterns, with the live MX hosts that it forgot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mtasts_pages.config.draft import DEFAULT_MAX_AGE, DraftDomain
from mtasts_pages.config.keys.fields import fill_rua
from mtasts_pages.config.keys.mistakes import Mistake
from mtasts_pages.config.keys.names import OWNER_PATTERN, read_mx_text
from mtasts_pages.dns import policy_record_name, tls_reporting_name
from mtasts_pages.errors import NetworkError
from mtasts_pages.standards.defects import PolicyError
from mtasts_pages.standards.policy import Mode, Policy, parse_policy
from mtasts_pages.standards.record import parse_policy_record
from mtasts_pages.standards.tlsrpt import parse_tls_reporting_record
from mtasts_pages.state import Answer, AnswerKind, ServedPolicy
from mtasts_pages.world.dns.resolver import Resolver
from mtasts_pages.world.policy_host import PolicyHosts

_PAGES_SUFFIX = ".github.io"
_ODD_MX = 100
"""MX hosts of a domain beyond which something is wrong; RFC 5321 has no bound."""


@dataclass(frozen=True, slots=True)
class Present:
    """What the DNS and the policy host say of a domain today."""

    domain: str
    mx: Answer
    policy_host: Answer
    policy_record: Answer
    tls_reporting: Answer
    served: ServedPolicy | None
    """What the policy host serves; ``None`` when it has no address."""


def look_at(domain: str, resolver: Resolver, policy_hosts: PolicyHosts) -> Present:
    """Return what is there of *domain*; changes nothing.

    Raises:
        NetworkError: The MX records cannot be looked up, so that nothing is known.

    """
    mx = resolver.find_mx(domain)
    if mx.kind is AnswerKind.FAILED:
        raise NetworkError(
            f"the MX records of `{domain}` cannot be looked up: {mx.detail}",
            "run the same command again, or ask another name server by MTASTS_PAGES_NAMESERVER",
        )
    host = f"mta-sts.{domain}"

    def ask(name: str, kind: str) -> Answer:
        answer = resolver.ask(name, kind)
        if answer.kind is AnswerKind.FAILED:
            raise NetworkError(
                f"the {kind} records of `{name}` cannot be looked up: {answer.detail}",
                "what is there is not to be forgotten: run the same command again when the name"
                " server answers",
            )
        return answer

    addresses = [*ask(host, "AAAA").values, *ask(host, "A").values]
    return Present(
        domain=domain,
        mx=mx,
        policy_host=ask(host, "CNAME"),
        policy_record=ask(policy_record_name(domain), "TXT"),
        tls_reporting=ask(tls_reporting_name(domain), "TXT"),
        served=policy_hosts.fetch(host, addresses) if addresses else None,
    )


def take_over(present: Present) -> DraftDomain:
    """Return the entry of a config for a domain, with remarks on what is not plain to see.

    Without MX patterns when the domain takes no mail, or none of its hosts can be named.
    """
    remarks: list[str] = []
    live = _read_live_hosts(present, remarks)
    if not live:
        return DraftDomain(present.domain, (), remarks=tuple(remarks))
    policy = _read_served_policy(present, remarks)
    mx = live
    if policy is not None:
        uncovered = [host for host in live if not any(kept.matches(host) for kept in policy.mx)]
        mx = (*_usable(policy, remarks), *uncovered)
        if uncovered:
            remarks.append(f"not covered by the policy served now, and added: {_name(uncovered)}")
    _remark_on_record(present, remarks)
    reports = _read_reports(present, remarks)
    return DraftDomain(
        present.domain,
        tuple(dict.fromkeys(mx)),
        policy.mode if policy else None,
        policy.max_age if policy and policy.max_age != DEFAULT_MAX_AGE else None,
        reports,
        tuple(remarks),
    )


def find_pages_owner(present: Present) -> str | None:
    """Return the GitHub owner to whose Pages sites the policy host points already, if any."""
    target = next(iter(present.policy_host.values), "")
    owner = target.removesuffix(_PAGES_SUFFIX)
    return owner if owner != target and re.fullmatch(OWNER_PATTERN, owner) else None


def _read_live_hosts(present: Present, remarks: list[str]) -> tuple[str, ...]:
    if present.mx.kind is not AnswerKind.RECORDS:
        remarks.append(f"{present.domain} has no MX record")
        return ()
    if not any(present.mx.values):  # RFC 7505, 3: a single `.` says that no mail is accepted
        remarks.append(f"{present.domain} takes no mail, says its null MX, and needs no policy")
        return ()
    hosts = []
    for host in present.mx.values[:_ODD_MX]:
        if not host:
            continue
        try:
            hosts.append(read_mx_text(host).text)
        except Mistake as mistake:
            remarks.append(f"left out: {mistake.message}")
    return tuple(hosts)


def _read_served_policy(present: Present, remarks: list[str]) -> Policy | None:
    if present.served is None:
        return None
    if present.served.body is None:
        remarks.append(f"no policy is served now: {present.served.detail}")
        return None
    try:
        policy = parse_policy(present.served.body)
    except PolicyError as error:
        remarks.append(f"senders refuse the policy that is served now: {error.message}")
        return None
    if policy.mode is Mode.NONE:
        remarks.append("the policy that is served now has the mode none")
        return None
    remarks.append("mode, max_age and mx are those of the policy that is served now")
    return policy


def _usable(policy: Policy, remarks: list[str]) -> tuple[str, ...]:
    usable = []
    for pattern in policy.mx[:_ODD_MX]:
        try:
            usable.append(read_mx_text(pattern.text).text)
        except Mistake as mistake:
            remarks.append(f"in the policy served now, and left out: {mistake.message}")
    return tuple(usable)


def _remark_on_record(present: Present, remarks: list[str]) -> None:
    for text in present.policy_record.values:
        try:
            policy_id = parse_policy_record(text).id
        except ValueError:
            continue
        remarks.append(f"the DNS announces the policy id {policy_id}; a new one follows")


def _read_reports(present: Present, remarks: list[str]) -> tuple[str, ...] | None:
    records = []
    for text in present.tls_reporting.values:
        try:
            records.append(parse_tls_reporting_record(text).rua)
        except ValueError:
            continue
    if len(records) != 1:  # RFC 8460, 3: several are none
        return None
    try:
        rua = tuple(fill_rua(uri, present.domain) for uri in records[0] if "{" not in uri)
    except Mistake:
        return None
    if rua:
        remarks.append("tls_reports is what the TLS reporting record says now")
    return rua or None


def _name(hosts: Sequence[str]) -> str:
    return ", ".join(hosts)
