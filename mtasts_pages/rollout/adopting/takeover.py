"""What a domain has already, taken over into a first config.

`look_at` asks; `take_over` decides, and is pure. A policy that is served now is kept: its mode,
its max_age and its MX patterns, with the live MX hosts that it forgot.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mtasts_pages.checks.coverage import find_uncovered
from mtasts_pages.checks.standing import find_tls_reporting_records, read_ids
from mtasts_pages.config import BadValueError
from mtasts_pages.config.draft import DraftDomain
from mtasts_pages.config.keys import OWNER_PATTERN, fill_rua, read_mx_text
from mtasts_pages.config.keys.fields import DEFAULT_MAX_AGE
from mtasts_pages.dns import is_pages_host, pages_target
from mtasts_pages.errors import NetworkError
from mtasts_pages.rollout.looking.domain import look_at_mail_route, look_at_records
from mtasts_pages.rollout.looking.names import look_behind
from mtasts_pages.standards.mtasts import Mode, Policy
from mtasts_pages.standards.reading import PolicyError, parse_policy, parse_tls_reporting_record
from mtasts_pages.state import DomainSeen, FetchProblem, MailRoute
from mtasts_pages.world.dns.wildcards import tell_wildcard
from mtasts_pages.world.outside import Outside

_ODD_MX = 100
"""MX hosts of a domain beyond which something is wrong; RFC 5321 has no bound."""


def look_at(domain: str, outside: Outside) -> DomainSeen:
    """Return what is there of *domain*; changes nothing.

    Raises:
        NetworkError: A question has no answer: what is there is not to be forgotten.

    """
    mail = look_at_mail_route(domain, outside.resolver.look_up)
    if mail.mx.failed:
        raise NetworkError(
            f"the MX records of `{domain}` cannot be looked up: {mail.mx.detail}",
            "run the same command again, or ask another name server by MTASTS_PAGES_NAMESERVER",
        )
    own = mail.own_address
    if own is not None and own.failed:
        raise NetworkError(
            f"`{domain}` has no MX record, and its address cannot be looked up: {own.detail}",
            "run the same command again when the name server answers",
        )
    seen = replace(look_at_records(domain, outside), mail=mail)
    asked = (seen.policy_host, seen.ipv6, seen.ipv4, seen.policy_record, seen.tls_reporting)
    for lookup in asked:
        if lookup is not None and lookup.failed:
            raise NetworkError(
                f"the {lookup.type} records of `{lookup.name}` cannot be looked up:"
                f" {lookup.detail}",
                "what is there is not to be forgotten: run the same command again when the name"
                " server answers",
            )
    ask, resolver = outside.records.look_up, outside.resolver
    return replace(
        seen,
        policy_host=tell_wildcard(seen.policy_host, ask, domain),
        policy_record=look_behind(seen.policy_record, domain, ask, resolver),
        tls_reporting=look_behind(seen.tls_reporting, domain, ask, resolver),
    )


def take_over(domain: str, seen: DomainSeen) -> DraftDomain:
    """Return the entry of a config for a domain, with remarks on what is not plain to see.

    Without MX patterns when the domain takes no mail, or none of its hosts can be named.
    """
    remarks: list[str] = []
    live = _read_live_hosts(domain, seen.mail, remarks)
    if not live:
        return DraftDomain(domain, (), remarks=tuple(remarks))
    policy = _read_served_policy(seen, remarks)
    mx = live
    if policy is not None:
        uncovered = find_uncovered(policy, live)
        mx = (*_usable(policy, remarks), *uncovered)
        if uncovered:
            remarks.append(
                f"not covered by the policy served now, and added: {', '.join(uncovered)}"
            )
    _remark_on_record(seen, remarks)
    _remark_on_delegation(domain, seen, remarks)
    reports = _read_reports(domain, seen, remarks)
    return DraftDomain(
        domain,
        tuple(dict.fromkeys(mx)),
        policy.mode if policy else None,
        policy.max_age if policy and policy.max_age != DEFAULT_MAX_AGE else None,
        reports,
        tuple(remarks),
    )


def find_pages_owner(seen: DomainSeen) -> str | None:
    """Return the GitHub owner to whose Pages sites the policy host points already, if any."""
    target = next(iter(seen.policy_host.values), "")
    owner = target.partition(".")[0]
    is_owner = re.fullmatch(OWNER_PATTERN, owner) and target == pages_target(owner)
    return owner if is_owner else None


def _read_live_hosts(domain: str, mail: MailRoute | None, remarks: list[str]) -> tuple[str, ...]:
    if mail is None or not mail.hosts:
        if mail is not None and mail.refuses_mail:
            remarks.append(f"{domain} takes no mail, says its null MX, and needs no policy")
        else:
            remarks.append(f"{domain} has no MX record")
        return ()
    if not mail.mx.values:
        remarks.append(f"{domain} has no MX record: senders deliver to its own address")
    hosts = []
    for host in mail.hosts[:_ODD_MX]:
        try:
            hosts.append(read_mx_text(host).text)
        except BadValueError as error:
            remarks.append(f"left out: {error.message}")
    return tuple(hosts)


def _read_served_policy(seen: DomainSeen, remarks: list[str]) -> Policy | None:
    if seen.served.problem is FetchProblem.UNRESOLVED:
        return None
    if seen.served.body is None:
        remarks.append(f"no policy is served now: {seen.served.detail}")
        return None
    try:
        policy = parse_policy(seen.served.body)
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
        except BadValueError as error:
            remarks.append(f"in the policy served now, and left out: {error.message}")
    return tuple(usable)


def _remark_on_record(seen: DomainSeen, remarks: list[str]) -> None:
    follows = "" if seen.policy_record.alias else "; a new one follows"
    remarks += [
        f"the DNS announces the policy id {policy_id}{follows}"
        for policy_id in read_ids(seen.policy_record)
        if policy_id
    ]


def _remark_on_delegation(domain: str, seen: DomainSeen, remarks: list[str]) -> None:
    """Say which names of the domain others have in their hands."""
    host, record, reporting = seen.policy_host, seen.policy_record, seen.tls_reporting
    if host.values and not host.wildcard and not is_pages_host(host.values[0]):
        remarks.append(
            f"{host.name} is a CNAME to {host.values[0]}, where somebody else serves the policy;"
            " `publish` needs it changed"
        )
    if record.alias:
        remarks.append(
            f"{record.name} is a CNAME to {record.alias}: a provider publishes the policy id, and"
            " changes policy and id with its hosts; remove it to publish your own"
        )
    if reporting.alias:
        remarks.append(
            f"{reporting.name} is a CNAME to {reporting.alias}: somebody else publishes the TLS"
            " reporting record"
        )
    remarks += [
        f"{each.name} lies in {cut}, a zone of its own: create the record there"
        for each in (record, reporting)
        if (cut := each.find_cut(domain))
    ]


def _read_reports(domain: str, seen: DomainSeen, remarks: list[str]) -> tuple[str, ...] | None:
    records = find_tls_reporting_records(seen.tls_reporting)
    if len(records) != 1:  # RFC 8460, 3: several are none
        return None
    try:
        present = parse_tls_reporting_record(records[0]).rua
        rua = tuple(fill_rua(uri, domain) for uri in present if "{" not in uri)
    except ValueError:
        return None
    if rua:
        remarks.append("tls_reports is what the TLS reporting record says now")
    return rua or None
