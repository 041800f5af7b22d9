"""The zone around a policy: who may issue, who may take over, whether its servers agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtasts_pages.checks.finding import Area, Finding, Kind, Severity, find
from mtasts_pages.dns import PAGES_ADDRESSES, Sighting, is_pages_host
from mtasts_pages.state import DomainSeen, Lookup, Target
from mtasts_pages.text import quote

# fmt: off
CAA_FORBIDS = Kind("caa-forbids", Area.AROUND, Severity.WARNING,
    "CAA records forbid GitHub's certificate authority",
    hint='add a CAA record `0 issue "letsencrypt.org"`, or GitHub cannot renew',
    why="GitHub gets its certificates from Let's Encrypt. The records that count are those of the"
        " policy host, found by way of its CNAME record, or else those of the nearest parent (RFC"
        " 8659, 3). The policy is served only until the present certificate expires.")
CAA_UNANSWERED = Kind("caa-unanswered", Area.AROUND, Severity.WARNING,
    "The DNS lookup of the CAA records fails",
    hint="fix it: authorities issue nothing while CAA records cannot be read",
    why="An authority that cannot read CAA records must not issue (RFC 8659, 3).")
WILDCARD_TO_GITHUB = Kind("wildcard-to-github", Area.AROUND, Severity.WARNING,
    "A wildcard in the zone points at GitHub Pages",
    hint="give the policy host a CNAME record of its own, then remove the wildcard: anybody can"
         " claim the names below it at GitHub",
    why="Every name below the domain leads to GitHub, where anybody can claim one that nobody has"
        " yet; verification protects only the immediate subdomains.")
SERVER_LAME = Kind("server-lame", Area.AROUND, Severity.WARNING,
    "A name server of the zone does not answer for it",
    hint="fix the server, or remove it from the delegation",
    why="Senders whose resolver asks this server lose time, and sometimes the answer. Each name"
        " server of the zone was asked directly.")
SERVERS_DISAGREE = Kind("servers-disagree", Area.AROUND, Severity.WARNING,
    "The zone's name servers have different policy records",
    hint="find out why the zone does not reach all of its servers",
    why="Chance decides which policy id a sender sees. Shortly after a change this is normal; if"
        " it lasts, a secondary server is out of date.")
# fmt: on


_AUTHORITY = "letsencrypt.org"
"""GitHub, "Troubleshooting custom domains": what CAA records have to allow."""

_PROPERTY = re.compile(r'(\d+) (\S+) "(.*)"')
_CRITICAL = 128  # RFC 8659, 4.1
_KNOWN_TAGS = frozenset(
    {"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"}
)


def judge_zone(target: Target, seen: DomainSeen) -> tuple[Finding, ...]:
    """Return what lies around the policy host and may harm it."""
    found = judge_wildcard(seen)
    if seen.around is not None:
        found += _judge_caa(target.policy_host, seen.around.caa)
        found += _judge_servers(target.record_name, seen.around.servers)
    return tuple(found)


def _judge_caa(host: str, answers: Sequence[Lookup]) -> list[Finding]:
    for answer in answers:
        if answer.failed:
            message = f"the DNS lookup of the CAA records of `{answer.name}` fails: {answer.detail}"
            return [find(CAA_UNANSWERED, host, message)]
        if answer.values:  # RFC 8659, 3: the first set that is there counts, all of it
            if _allows(answer.values):
                return []
            said = ", ".join(f"`{value}`" for value in answer.values[:3])
            message = f"the CAA records of `{answer.name}` do not allow `{_AUTHORITY}`: {said}"
            return [find(CAA_FORBIDS, host, message)]
    return []


def _allows(values: Sequence[str]) -> bool:
    """Return whether a set of CAA records lets GitHub's authority issue (RFC 8659, 4)."""
    issuers = []
    for value in values:
        match = _PROPERTY.fullmatch(value)
        if match is None:
            continue
        flags, tag, content = int(match[1]), match[2].lower(), match[3]
        if flags & _CRITICAL and tag not in _KNOWN_TAGS:
            return False
        if tag == "issue":
            issuers.append(content)
    return not issuers or any(_lets_github_issue(content) for content in issuers)


def _lets_github_issue(content: str) -> bool:
    """Return whether an ``issue`` property is of GitHub's authority, and not for others alone.

    RFC 8657, 3 and 4: it may be bound to an account, which GitHub's is not known to be, and to
    methods; Let's Encrypt asks a Pages site over HTTP, for the DNS is not GitHub's to change.
    """
    issuer, *parameters = [part.strip() for part in content.split(";")]
    given = dict(part.split("=", 1) for part in parameters if "=" in part)
    named = {name.strip().lower(): value.strip().lower() for name, value in given.items()}
    methods = [method.strip() for method in named.get("validationmethods", "http-01").split(",")]
    return issuer.lower() == _AUTHORITY and "http-01" in methods and "accounturi" not in named


def judge_wildcard(seen: DomainSeen) -> list[Finding]:
    """Return that a wildcard of the zone leads to GitHub Pages, if one does."""
    wildcard = seen.wildcard
    if wildcard is None:
        return []
    # GitHub, "Managing a custom domain": anybody can serve a site on a name that no repository
    # holds, on verified domains as well. A CNAME record and addresses lead there alike.
    there = [name for name in wildcard.aliases if is_pages_host(name)]
    there += [value for value in wildcard.values if value in PAGES_ADDRESSES]
    if not there:
        return []
    message = f"the wildcard `{wildcard.name}` points at GitHub Pages ({quote(there[0])})"
    return [find(WILDCARD_TO_GITHUB, wildcard.name, message)]


def _judge_servers(name: str, servers: Sequence[Sighting]) -> list[Finding]:
    answering = [server for server in servers if not server.problem]
    if not answering:  # where no query gets out, nothing is known about the servers
        return []
    found = [
        find(
            SERVER_LAME,
            server.server,
            f"the name server `{server.server}` does not answer for `{name}`: {server.problem}",
        )
        for server in servers
        if server.problem
    ]
    texts = sorted({server.found for server in answering})
    if len(texts) > 1:
        said = " and ".join(quote(text[0]) if text else "nothing" for text in texts[:3])
        message = f"the name servers of the zone have different records `{name}`: {said}"
        found.append(find(SERVERS_DISAGREE, name, message))
    return found
