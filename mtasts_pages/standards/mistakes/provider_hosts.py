"""MX hosts of mail providers, and the patterns that come close to them but cover none.

From the providers' documentation, from published configuration, and from policies and TLS reports
that were read; a provider whose hosts are not certain is left out.
"""

from __future__ import annotations

import re
import string
from typing import Final

from mtasts_pages.standards.mtasts import MxPattern

_GOOGLE = ("aspmx.l.google.com", "gmail-smtp-in.l.google.com")
_HOSTS: Final = {
    # https://learn.microsoft.com/en-us/purview/enhancing-mail-flow-with-mta-sts
    "Microsoft 365": (
        "tenant.mail.protection.outlook.com",
        "tenant.olc.protection.outlook.com",
        "tenant.mail.eo.outlook.com",
        "tenant.mail.protection.outlook.de",
        *(f"tenant.{letter}-v1.mx.microsoft" for letter in string.ascii_lowercase),
    ),
    # https://support.google.com/a/answer/174125
    "Google": (
        "smtp.google.com",
        *_GOOGLE,
        *(f"alt{number}.{host}" for number in range(1, 5) for host in _GOOGLE),
        *(f"aspmx{number}.googlemail.com" for number in range(2, 6)),
    ),
    # https://developers.cloudflare.com/email-routing/setup/mta-sts/
    "Cloudflare": tuple(f"route{number}.mx.cloudflare.net" for number in range(1, 4)),
    "Proton": ("mail.protonmail.ch", "mailsec.protonmail.ch"),
    "Fastmail": ("in1-smtp.messagingengine.com", "in2-smtp.messagingengine.com"),
    "iCloud": ("mx01.mail.icloud.com", "mx02.mail.icloud.com"),
    "Tuta": ("mail.tutanota.de",),
    "Zoho": ("mx.zoho.com", "mx2.zoho.com", "mx3.zoho.com"),
    "Migadu": ("aspmx1.migadu.com", "aspmx2.migadu.com"),
    "mailbox.org": tuple(f"mxext{number}.mailbox.org" for number in range(1, 5)),
    "ImprovMX": ("mx1.improvmx.com", "mx2.improvmx.com"),
    "Forward Email": ("mx1.forwardemail.net", "mx2.forwardemail.net"),
    "Barracuda": tuple(
        f"d1.{letter}.ess.{region}barracudanetworks.com"
        for letter in "ab"
        for region in ("", "uk.")
    ),
    "Amazon SES": ("inbound-smtp.eu-west-1.amazonaws.com", "inbound-smtp.us-east-1.amazonaws.com"),
}
# Each customer has a host of their own there, whose name the MX records tell.
_OF_CUSTOMER = re.compile(
    r"^\*\.[a-z0-9-]+\.(?:mail\.protection\.outlook\.(?:com|de)|[a-z]-v[0-9]+\.mx\.microsoft)$"
)
_NEVER = {"alt5.aspmx.l.google.com": "Google"}

WIDE: Final = {
    "Microsoft 365": "*.mail.protection.outlook.com",
    "Cloudflare": "*.mx.cloudflare.net",
}
"""The pattern that the provider itself advises."""


def find_provider_missed(pattern: str) -> str | None:
    """Return the provider near whose MX hosts the valid *pattern* is, and none of which it covers.

    It names what lies above the hosts, or `*.` is at the wrong level: it stands for one label
    (RFC 8461, 4.1). None when it covers a host, and for whatever else a provider's domain holds.

    >>> find_provider_missed("mail.protection.outlook.com")
    'Microsoft 365'
    >>> find_provider_missed("*.mail.protection.outlook.com")
    """
    if pattern in _NEVER:
        return _NEVER[pattern]
    if _OF_CUSTOMER.match(pattern):
        return "Microsoft 365"
    name = pattern.removeprefix("*.")
    for provider, hosts in _HOSTS.items():
        is_near = any(host.endswith(f".{name}") or host == name for host in hosts)
        if is_near:
            wanted = MxPattern(pattern)
            return None if any(wanted.matches(host) for host in hosts) else provider
    return None
