"""Valid host names that are nevertheless no mail host of the domain.

Leftovers of a template or of a provider's verification, or hosts of another service in the zone.
"""

from __future__ import annotations

import re

from mtasts_pages.standards.mistakes.defects import Defect
from mtasts_pages.standards.mistakes.kinds import DefectKind
from mtasts_pages.text import quote

_THING = r"(?:e?-?mail|domain|mx|company|tenant|organi[sz]ation)"
# Placeholders that nobody has registered for a mail host, so far as one can know ...
_CERTAIN_PLACEHOLDER = re.compile(
    rf"(?:^|[.-])your-?(?:own-?)?{_THING}(?:-?(?:server|host|provider))?(?:[.-]|$)"
    r"|(?:^|[.-])(?:placeholder|change-?me|replace-?me)(?:[.-]|$)|\.tld$|^contoso-com\."
)
# ... and others that somebody may bear.
_LIKELY_PLACEHOLDER = re.compile(
    rf"(?:^|[.-])(?:your|my)-?(?:own-?)?(?:{_THING}|server|host)"
    r"|(?:^|\.)(?:domain\.(?:com|org|net)|company\.com|contoso\.com)$"
    r"|(?:^|[.-])(?:todo|x{3,}|foo|bar)(?:[.-]|$)"
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


_NAME_THE_HOST = "write the name of the mail host, as the MX records of the domain have it"


def find_role_defect(pattern: str) -> Defect | None:
    """Return why the valid *pattern*, in lower case, is unlikely to be a mail host, if it is."""
    host = pattern.removeprefix("*.")
    hint = _NAME_THE_HOST
    if _NOT_RECEIVING.search(host):
        kind = DefectKind.NOT_RECEIVING_HOST
        what = "serves a provider's verification or bounces and receives no mail"
        hint = "leave it out; name the hosts that take mail for the domain"
    elif is_certain_placeholder(pattern) or _is_likely_placeholder(host):
        kind, what = DefectKind.PLACEHOLDER_HOST, "looks like a placeholder that was left in"
    elif _RESERVED.search(host):
        kind = DefectKind.RESERVED_HOST
        what = "is a name for documents and tests, and no mail reaches it"
    elif host.startswith("mta-sts."):
        kind = DefectKind.POLICY_HOST_AS_MX
        what = "is a policy host, which serves HTTPS and takes no mail"
    else:
        return None
    return Defect(kind, 1, len(pattern) - len(host) + 1, host, f"{quote(host)} {what}", hint)


def is_certain_placeholder(pattern: str) -> bool:
    """Return whether the valid *pattern*, in lower case, can be nobody's mail host."""
    return _CERTAIN_PLACEHOLDER.search(pattern.removeprefix("*.")) is not None


def _is_likely_placeholder(host: str) -> bool:
    return bool(_LIKELY_PLACEHOLDER.search(host)) and not _REAL_ALL_THE_SAME.search(host)
