"""Valid host names that are nevertheless no mail host of the domain.

Leftovers of a template or of a provider's verification, hosts of another service in the zone, and
names beside a provider's hosts. By lists of what is known.
"""

from __future__ import annotations

import re

from mtasts_pages.standards.mistakes.defects import Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.standards.mistakes.placeholders import Likeness, find_placeholder
from mtasts_pages.standards.mistakes.provider_hosts import WIDE, find_provider_missed
from mtasts_pages.text import quote

# RFC 2606, 2 and 3: names for documents and tests
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)$"
)
_VERIFYING = re.compile(
    r"^ms[0-9]+\.msv1\.invalid$"  # Microsoft 365 proves domains with it
    r"|\.mx-verification\.google\.com$"
    r"|^feedback-smtp\.[a-z0-9-]+\.amazonses\.com$"  # takes bounces of a MAIL FROM domain
)
# Where mail programs fetch and hand in mail, and the MX hosts have other names: see
# https://support.google.com/mail/answer/7126229, https://support.apple.com/102525,
# https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040
_FOR_MAIL_PROGRAMS = re.compile(
    r"^(?:(?:imap|pop|pop3|smtp|smtps|submission|smtp-relay)\.(?:gmail\.com|googlemail\.com"
    r"|office365\.com|mail\.me\.com|mail\.yahoo\.com|fastmail\.com|messagingengine\.com"
    r"|zoho\.(?:com|eu|in)|(?:eu\.)?mailgun\.org|sendgrid\.net|postmarkapp\.com|mailbox\.org"
    r"|migadu\.com|purelymail\.com|protonmail\.ch|yandex\.(?:com|ru|net))"
    r"|(?:smtp|imap|pop3?)-mail\.outlook\.com|outlook\.office(?:365)?\.com"
    r"|email-smtp\.[a-z0-9-]+\.amazonaws\.com)$"
)
# Names that no public DNS has: RFC 8375, and top-level domains that will not be delegated.
_PRIVATE = re.compile(r"(?:^|\.)(?:localdomain|home\.arpa|internal|intranet|lan|corp|home)$")

_NAME_THE_HOST = "write the name of the mail host, as the MX records of the domain have it"
_LEAVE_OUT = "leave it out; name the hosts that take mail for the domain"


def find_role_defect(pattern: str) -> Defect | None:
    """Return why the valid *pattern*, in lower case, is unlikely to be a mail host, if it is."""
    host = pattern.removeprefix("*.")
    hint, shown = _NAME_THE_HOST, host
    provider = find_provider_missed(pattern)
    if _VERIFYING.search(host):
        kind, hint = DefectKind.NOT_RECEIVING_HOST, _LEAVE_OUT
        what = "serves a provider's verification or bounces and receives no mail"
    elif _FOR_MAIL_PROGRAMS.search(host):
        kind, what = DefectKind.NOT_RECEIVING_HOST, "serves mail programs, and is nobody's MX host"
    elif _PRIVATE.search(host):
        kind, what = DefectKind.NOT_RECEIVING_HOST, "is known in a private network only"
    elif find_placeholder(host) is not None:
        kind, what = DefectKind.PLACEHOLDER_HOST, "looks like a placeholder that was left in"
    elif _RESERVED.search(host):
        kind = DefectKind.RESERVED_HOST
        what = "is a name for documents and tests, and no mail reaches it"
    elif host.startswith("mta-sts."):
        kind = DefectKind.POLICY_HOST_AS_MX
        what = "is a policy host, which serves HTTPS and takes no mail"
    elif provider is not None:
        kind, shown = DefectKind.COVERS_NO_HOST, pattern
        what = f"covers no MX host of {provider}"
        if pattern != host:
            what += ": `*` stands for one label"
        if provider in WIDE:
            hint += f", or `{WIDE[provider]}`"
    else:
        return None
    column = len(pattern) - len(shown) + 1
    return Defect(kind, 1, column, shown, f"{quote(shown)} {what}", hint)


def is_certain_placeholder(pattern: str) -> bool:
    """Return whether the valid *pattern*, in lower case, can be nobody's mail host."""
    return find_placeholder(pattern.removeprefix("*.")) is Likeness.CERTAIN


def is_verification_host(pattern: str) -> bool:
    """Return whether the valid *pattern*, in lower case, proves a domain and takes no mail."""
    host = pattern.removeprefix("*.")
    return _VERIFYING.search(host) is not None or host.endswith(".invalid")


def takes_no_mail(pattern: str) -> bool:
    """Return whether it is certain that no mail host of anybody is covered by *pattern*."""
    defect = find_role_defect(pattern)
    if defect is None:
        return False
    if defect.kind is DefectKind.PLACEHOLDER_HOST:
        return is_certain_placeholder(pattern)
    return defect.kind is not DefectKind.POLICY_HOST_AS_MX
