"""The policy host: where the DNS says it is."""

from __future__ import annotations

from datetime import datetime

from mtasts_pages.checks.finding import (
    ASK_NAME_SERVERS,
    NO_ANSWER,
    Area,
    Finding,
    Kind,
    Severity,
    find,
)
from mtasts_pages.checks.policy_fetch import NOTHING_SERVED, judge_fetch
from mtasts_pages.dns import pages_target
from mtasts_pages.state import DomainSeen, Target
from mtasts_pages.text import quote

# fmt: off
HOST_UNANSWERED = Kind("host-unanswered", Area.HOST, Severity.ERROR,
    "The DNS lookup of the policy host fails",
    hint=ASK_NAME_SERVERS,
    why=NO_ANSWER,
    explains=("pages-certificate-pending", "pages-unhealthy", "caa-unanswered"))
HOST_MISSING = Kind("host-missing", Area.HOST, Severity.ERROR,
    "The policy host has no address",
    hint="create the CNAME record that `mtasts-pages dns` prints",
    why=f"There is no server to fetch the policy from. {NOTHING_SERVED}",
    explains=("pages-certificate-pending", "pages-unhealthy"))
HOST_ELSEWHERE = Kind("host-elsewhere", Area.HOST, Severity.WARNING,
    "The policy host is a CNAME to something other than the owner's Pages sites",
    hint="change the CNAME record to the one that `mtasts-pages dns` prints",
    why="The CNAME record has to point at `<owner>.github.io`, without the repository's name."
        " Anywhere else, somebody else decides what is served and whether the certificate is"
        " renewed.")
HOST_WITHOUT_CNAME = Kind("host-without-cname", Area.HOST, Severity.WARNING,
    "The policy host has addresses of its own instead of a CNAME record",
    hint="replace them with the CNAME record that `mtasts-pages dns` prints",
    why="GitHub asks for a CNAME record for a subdomain: its addresses change, and certificates"
        " are issued more reliably.")
HOST_PROXIED = Kind("host-proxied", Area.HOST, Severity.WARNING,
    "There is a proxy in front of GitHub Pages",
    hint="turn the proxy off for this record (`DNS only`, `proxied = false`)",
    why="GitHub can neither issue nor renew a certificate behind a proxy. What works today breaks"
        " with the proxy's next change, and some proxies answer senders with challenges or"
        " redirects.",
    explains=("host-without-cname", "pages-unhealthy"))
HOST_UNCLAIMED = Kind("host-unclaimed", Area.HOST, Severity.ERROR,
    "The policy host points at GitHub, but no site there claims it",
    hint="run `mtasts-pages publish`, or remove the CNAME record: anybody can claim the host at"
         " GitHub and serve a policy of their own",
    why="The CNAME record is dangling. RFC 8461, 10.3 names the danger: whoever claims the host"
        " at GitHub gets a certificate for it and serves a policy in your name.")
HOST_ONLY_IPV6 = Kind("host-only-ipv6", Area.HOST, Severity.WARNING,
    "The policy host has no IPv4 address",
    hint="point the policy host at GitHub Pages, which has IPv4 and IPv6",
    why="Many senders have only IPv4 and find no policy.")
# fmt: on

_CREATE = (
    "create the CNAME record that `mtasts-pages dns` prints; the wildcard then no longer answers"
    " for the host"
)
_PROXIES = ("cloudflare",)


def judge_policy_host(target: Target, seen: DomainSeen, now: datetime) -> tuple[Finding, ...]:
    """Return what is wrong with the policy host, the text that it serves aside."""
    host = target.policy_host
    found = _judge_lookups(host, seen)
    if not seen.addresses:
        return tuple(found)
    found += _judge_target(target, seen)
    if seen.ipv4 is not None and not seen.ipv4.values and not seen.ipv4.failed:
        found.append(find(HOST_ONLY_IPV6, host, f"`{host}` has no IPv4 address"))
    if seen.unclaimed:
        message = f"`{host}` points at GitHub, where no site claims it"
        found.append(find(HOST_UNCLAIMED, host, message))
    return (*found, *judge_fetch(host, seen, now))


def _judge_lookups(host: str, seen: DomainSeen) -> list[Finding]:
    asked = (seen.policy_host, seen.ipv6, seen.ipv4)
    failed = [lookup for lookup in asked if lookup is not None and lookup.failed]
    if failed:
        kinds = " and ".join(lookup.type for lookup in failed[-2:])
        message = f"the DNS lookup of {kinds} for `{host}` fails: {failed[0].detail}"
        severity = Severity.WARNING if seen.addresses else Severity.ERROR
        return [find(HOST_UNANSWERED, host, message, severity=severity)]
    if seen.addresses:
        return []
    if seen.aliases:
        message = f"`{host}` is a CNAME to `{seen.aliases[-1]}`, which has no address"
        hint = "change the CNAME record to the one that `mtasts-pages dns` prints"
        return [find(HOST_MISSING, host, message, hint=hint)]
    return [find(HOST_MISSING, host, f"the policy host `{host}` has no address")]


def _judge_target(target: Target, seen: DomainSeen) -> list[Finding]:
    host = target.policy_host
    if not target.owner:
        return []
    wanted = pages_target(target.owner)
    if wanted in seen.aliases:
        return []
    contact = seen.served.contact
    server = contact.server.lower() if contact else ""
    if any(proxy in server for proxy in _PROXIES):
        message = f"a proxy (`{server}`) answers for `{host}` instead of GitHub Pages"
        return [find(HOST_PROXIED, host, message)]
    if seen.policy_host.wildcard:
        message = (
            f"`{host}` has no record of its own; the wildcard `{seen.policy_host.wildcard}` answers"
            f" instead, with {quote((*seen.aliases, *seen.addresses)[0])}"
        )
        kind = HOST_ELSEWHERE if seen.aliases else HOST_WITHOUT_CNAME
        return [find(kind, host, message, hint=_CREATE)]
    if seen.aliases:
        message = f"`{host}` is a CNAME to {quote(seen.aliases[0])}, not to `{wanted}`"
        return [find(HOST_ELSEWHERE, host, message)]
    message = f"`{host}` has addresses of its own instead of a CNAME to `{wanted}`"
    return [find(HOST_WITHOUT_CNAME, host, message)]
