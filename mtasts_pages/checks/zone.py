"""The zone around a policy: who may issue, who may take over, whether its servers agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtasts_pages.checks.codes import Code
from mtasts_pages.checks.finding import Finding, find
from mtasts_pages.checks.intent import Intent
from mtasts_pages.dns import Sighting
from mtasts_pages.state import Lookup, Surroundings
from mtasts_pages.text import quote

_PAGES_SUFFIX = ".github.io"
# GitHub, "Managing a custom domain for your GitHub Pages site": the A records of Pages.
_PAGES_ADDRESSES = frozenset(f"185.199.{number}.153" for number in range(108, 112))

_AUTHORITY = "letsencrypt.org"
"""GitHub, "Troubleshooting custom domains": what CAA records have to allow."""

_PROPERTY = re.compile(r'(\d+) (\S+) "(.*)"')
_CRITICAL = 128  # RFC 8659, 4.1
_KNOWN_TAGS = frozenset(
    {"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"}
)


def judge_zone(intent: Intent, around: Surroundings) -> tuple[Finding, ...]:
    """Return what lies around the policy host and may harm it."""
    return (
        *_judge_caa(intent.domain.policy_host, around.caa),
        *_judge_wildcard(around.wildcard),
        *_judge_servers(intent.record_name, around.servers),
    )


def _judge_caa(host: str, answers: Sequence[Lookup]) -> list[Finding]:
    for answer in answers:
        if answer.failed:
            message = f"the DNS gives no CAA records of `{answer.name}`: {answer.detail}"
            return [find(Code.CAA_UNANSWERED, host, message)]
        if answer.values:  # RFC 8659, 3: the first set that is there counts, all of it
            if _allows(answer.values):
                return []
            said = ", ".join(f"`{value}`" for value in answer.values[:3])
            message = f"the CAA records of `{answer.name}` do not allow `{_AUTHORITY}`: {said}"
            return [find(Code.CAA_FORBIDS, host, message)]
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


def _judge_wildcard(wildcard: Lookup) -> list[Finding]:
    target = next((name for name in wildcard.aliases if name.endswith(_PAGES_SUFFIX)), None)
    if target is None:
        target = next((value for value in wildcard.values if value in _PAGES_ADDRESSES), None)
    if target is None:
        return []
    message = f"the wildcard `{wildcard.name}` points at GitHub Pages ({quote(target)})"
    return [find(Code.WILDCARD_TO_GITHUB, wildcard.name, message)]


def _judge_servers(name: str, servers: Sequence[Sighting]) -> list[Finding]:
    answering = [server for server in servers if not server.problem]
    if not answering:  # a network that lets no question out tells nothing about the servers
        return []
    found = [
        find(
            Code.SERVER_LAME,
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
        found.append(find(Code.SERVERS_DISAGREE, name, message))
    return found
