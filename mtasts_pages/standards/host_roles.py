"""Valid host names that are nevertheless no mail host of the domain.

They are left over from a template, from a provider's verification, or from
another service that shares the zone.
"""

from __future__ import annotations

import re

from mtasts_pages.standards.defects import Defect
from mtasts_pages.standards.kinds import DefectKind
from mtasts_pages.text import quote

_PLACEHOLDER = re.compile(
    r"(?:^|[.-])(?:your|my)-?(?:own-?)?(?:e?-?mail|domain|mx|server|host|company|tenant|organi[sz]ation)"
    r"|(?:^|[.-])yourdomain|(?:^|\.)(?:domain\.(?:com|tld|org|net)|company\.com|contoso\.com)$"
    r"|(?:^|[.-])(?:placeholder|changeme|change-me|replace-?me|todo|x{3,}|foo|bar)(?:[.-]|$)"
    r"|\.tld$|^contoso-com\."
)
_REAL_ALL_THE_SAME = re.compile(r"\.your-server\.de$")  # Hetzner's mail hosts
# RFC 2606, 2 and 3: names for documents and tests
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)$"
)
_NOT_RECEIVING = re.compile(
    r"^ms[0-9]+\.msv1\.invalid$"  # Microsoft 365 proves domains with it
    r"|\.mx-verification\.google\.com$"
    r"|^feedback-smtp\.[a-z0-9-]+\.amazonses\.com$"  # takes bounces of a MAIL FROM domain
)


def find_role_defect(pattern: str) -> Defect | None:
    """Return why the valid *pattern*, in lower case, is hardly a mail host; None if it may be."""
    host = pattern.removeprefix("*.")
    at = len(pattern) - len(host)
    if _NOT_RECEIVING.search(host):
        message = f"{quote(host)} serves a provider's verification or bounces and receives no mail"
        hint = "leave it out; name the hosts that take mail for the domain"
        return Defect(DefectKind.NOT_RECEIVING_HOST, 1, at + 1, host, message, hint)
    if _PLACEHOLDER.search(host) and not _REAL_ALL_THE_SAME.search(host):
        message = f"{quote(host)} looks like a placeholder that was left in"
        hint = "write the name of the mail host, as the MX records of the domain have it"
        return Defect(DefectKind.PLACEHOLDER_HOST, 1, at + 1, host, message, hint)
    if _RESERVED.search(host):
        message = f"{quote(host)} is a name for documents and tests, and no mail reaches it"
        hint = "write the name of the mail host, as the MX records of the domain have it"
        return Defect(DefectKind.RESERVED_HOST, 1, at + 1, host, message, hint)
    if host.startswith("mta-sts."):
        message = f"{quote(host)} is a policy host, which serves HTTPS and takes no mail"
        hint = "write the name of the mail host, as the MX records of the domain have it"
        return Defect(DefectKind.POLICY_HOST_AS_MX, 1, at + 1, host, message, hint)
    return None
